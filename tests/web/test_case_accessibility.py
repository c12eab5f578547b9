"""The pages of a case, the board, the figures and the counter in a real Chromium as wide as a phone: no axe violation."""

from collections.abc import Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app.cases.casebook.link_cases import link_case
from app.cases.desk.comment import comment_case
from app.cases.desk.supervise import order_answer
from app.people.act_as import act_as
from app.runtime import Runtime
from tests.harness.browser import WCAG
from tests.harness.city import sign_in_client
from tests.harness.petition import bring_to, file_petition

pytestmark = [pytest.mark.e2e, pytest.mark.database("sqlite")]
TABS = ("", "/timeline", "/files", "/picture", "/links", "/unmask", "/link")


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_no_page_of_a_case_or_of_its_desks_has_a_barrier_or_is_wider_than_a_phone(
    app: Flask, city: Runtime, site: str, browser: Browser
) -> None:
    case, other = file_petition(city), file_petition(city, title="家门口的路灯不亮")
    bring_to(city, case.key, "investigate")
    comment_case(city, act_as(city, "luohao"), case.key, "已致电，约定周五上门查看。")
    link_case(city, act_as(city, "zhaolin"), case.key, number=other.number, kind="related")
    order_answer(city, act_as(city, "sunkai"), case.key, body="请说明时间安排。", days="5")
    pages = {
        "luohao": [f"/cases/{case.key}{tab}" for tab in TABS] + ["/supervision/answers"],
        "zhaolin": ["/cases/register", f"/cases/{other.key}/split", "/cases"],
        "sunkai": [
            "/supervision",
            "/supervision?tab=orders",
            "/supervision?tab=units",
            "/statistics",
            "/statistics/waiting",
            "/registers?organ=zjj",
            "/registers/print?organ=zjj",
            f"/cases/{case.key}/order",
        ],
        "gaoyuan": ["/incidents"],
    }

    found = [
        problem for login, paths in pages.items() for problem in _problems(app, site, browser, login, paths)
    ]

    assert found == []


def _problems(app: Flask, site: str, browser: Browser, login: str, paths: list[str]) -> Iterator[str]:
    window = browser.new_context(
        locale="zh-CN", viewport={"width": 375, "height": 740}, bypass_csp=True, reduced_motion="reduce"
    )
    cookie = next(iter(sign_in_client(app, login)._cookies.values()))
    window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    page = window.new_page()
    for path in paths:
        answer = page.goto(site + path)
        if answer is None or answer.status != 200:
            yield f"{login} {path}: {answer and answer.status}"
        for rule in Axe().run(page, options={"runOnly": WCAG}).response["violations"]:
            yield from (f"{path}: {rule['id']}: {node['html'][:160]}" for node in rule["nodes"])
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            yield f"{path}: {wide} px too wide"
    window.close()
