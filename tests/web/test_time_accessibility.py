"""The pages of terms, calendar, processes and time in a real Chromium as wide as a phone: no axe violation."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app.runtime import Runtime
from tests.harness.browser import WCAG
from tests.harness.city import session_token
from tests.integration.test_calendar_import import NOTICE

PICTURES = os.environ.get("LUOSHU_TEST_PICTURES", "")
WIDTH = int(os.environ.get("W", "375"))
pytestmark = [pytest.mark.e2e, pytest.mark.database("sqlite")]
PAGES = {
    None: ["/terms", "/terms?rule=petition-register&from=2026-02-03", "/terms?rule=petition-handle&from=x", "/time-machine"],
    "gaoyuan": ["/calendar?year=2026", "/calendar/import"],
    "liuyang": ["/processes", "/processes/petition", "/processes/deploy", "/processes/petition/1/retire"],
}  # fmt: skip


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("login", PAGES)
def test_no_page_has_a_barrier_or_is_wider_than_a_phone(
    app: Flask, city: Runtime, site: str, browser: Browser, login: str | None
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    window = browser.new_context(
        locale="zh-CN", viewport={"width": WIDTH, "height": 740}, bypass_csp=True, reduced_motion="reduce"
    )
    if login is not None:
        name = app.config["SESSION_COOKIE_NAME"]
        window.add_cookies([{"name": name, "value": signed(app, city, login), "url": site}])
    page = window.new_page()
    found = []
    for number, path in enumerate(PAGES[login]):
        page.goto(site + path)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{login}-{number}.png", full_page=True)
        violations = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        found += [
            f"{path}: {rule['id']}: {node['html'][:160]}" for rule in violations for node in rule["nodes"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{path}: {wide} px too wide"] if wide > 0 else []
        if path == "/calendar/import":
            page.fill("#origin", "文号")
            page.set_input_files("#file", {"name": "2027.csv", "mimeType": "text/csv", "buffer": NOTICE})
            with page.expect_navigation():
                page.get_by_role("button", name="预览").click()
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{login}-preview.png", full_page=True)
            violations = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
            found += [
                f"preview: {rule['id']}: {node['html'][:160]}"
                for rule in violations
                for node in rule["nodes"]
            ]
    window.close()

    assert found == []


def signed(app: Flask, city: Runtime, login: str) -> str:
    """Return the session cookie of an account."""
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.dumps({"_user_id": session_token(city, login)})
