"""The frame of the pages: it stands alone, obeys a strict content policy, and keeps what the reader chose."""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask, render_template
from jinja2 import UndefinedError
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from scripts.vendored import ROOT
from tests.harness.browser import accessibility_problems
from tests.harness.pages import ERROR_CODES, sample_site

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"


@pytest.fixture
def site() -> Flask:
    return sample_site()


@pytest.fixture
def address(site: Flask) -> Iterator[str]:
    @site.after_request
    def be_strict(response):
        response.headers["Content-Security-Policy"] = POLICY
        return response

    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize(
    ("cookies", "expected"),
    [
        ({}, 'lang="zh-Hans" data-bs-theme="light"\n      data-theme="light" data-size="normal"'),
        ({"theme": "dark"}, 'data-bs-theme="dark"\n      data-theme="dark"'),
        ({"theme": "contrast"}, 'data-bs-theme="dark"\n      data-theme="contrast"'),
        ({"size": "large"}, 'data-size="large"'),
        ({"lang": "en"}, '<html lang="en"'),
    ],
)
def test_what_the_reader_chose_stands_on_the_root_element(
    site: Flask, cookies: dict[str, str], expected: str
) -> None:
    client = site.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value)

    page = client.get("/portal").text

    assert expected in page


def test_the_same_page_speaks_both_languages(site: Flask) -> None:
    chinese = site.test_client().get("/portal").text
    english = site.test_client().get("/portal?lang=en").text

    assert "跳到主要内容" in chinese
    assert "Skip to main content" in english
    assert "跳到主要内容" not in english


@pytest.mark.parametrize("code", ERROR_CODES)
def test_an_error_page_stands_without_anything_given(site: Flask, code: int) -> None:
    with site.test_request_context("/"):
        site.template_context_processors[None].clear()

        page = render_template(f"errors/{code}.html")

    assert f"{code}" in page
    assert page.count("<h1>") == 1
    assert '<a class="btn btn-outline-primary" href="/">' in page


def test_an_unknown_icon_fails_where_it_is_used(site: Flask) -> None:
    macro = site.jinja_env.get_template("macros.html").module.icon

    assert "<path" in macro("house")
    with pytest.raises(UndefinedError, match="hosue"):
        macro("hosue")


def test_the_icons_are_those_of_the_vendored_package(site: Flask) -> None:
    shapes = site.jinja_env.get_template("icons.html").module.shapes

    for name, shape in shapes.items():
        svg = (ROOT / f"app/static/vendor/bootstrap-icons/{name}.svg").read_text()
        assert re.sub(r"\n\s*", "", svg[svg.index(">") + 1 :].replace("</svg>", "")) == shape


def test_paging_and_sorting_keep_the_filters_and_escape_them(site: Flask) -> None:
    page = site.test_client().get('/staff?q=供暖"><script>&step=登记&page=3&sort=due').text

    assert "<script>&" not in page
    next_page = re.search(r'rel="next" href="([^"]*)"', page)
    assert next_page is not None
    query = next_page.group(1)
    assert query.startswith("?q=%E4%BE%9B%E6%9A%96%22%3E%3Cscript%3E&amp;")
    assert query.endswith("&amp;page=4")
    assert "sort=due" in query


def test_no_template_holds_inline_script_or_style() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)[:60]}"
        for path in sorted((ROOT / "app/templates").rglob("*.html"))
        for match in re.finditer(
            r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=\"|javascript:", path.read_text()
        )
    ]

    assert found == []


@pytest.mark.e2e
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("page", ["portal", "service", "staff", "case", "error/404"])
def test_every_layout_is_accessible_in_every_theme(
    address: str, browser: Browser, page: str, theme: str
) -> None:
    window = {
        "storage_state": {"cookies": [_cookie("theme", theme), _cookie("size", "normal")], "origins": []}
    }

    wide = accessibility_problems(
        browser, url=f"{address}/{page}", viewport={"width": 1280, "height": 900}, **window
    )

    assert wide == []


@pytest.mark.e2e
@pytest.mark.parametrize("page", ["portal", "service", "staff"])
def test_every_layout_is_accessible_on_a_phone(address: str, browser: Browser, page: str) -> None:
    narrow = accessibility_problems(browser, url=f"{address}/{page}", viewport={"width": 375, "height": 800})

    assert narrow == []


@pytest.mark.e2e
@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("page", ["portal", "service", "staff", "case", "error/409"])
def test_nothing_runs_over_the_side_of_a_phone(address: str, browser: Browser, page: str, size: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800})
    context.add_cookies([_cookie("size", size)])
    opened = context.new_page()

    opened.goto(f"{address}/{page}")
    width = opened.evaluate("document.documentElement.scrollWidth")

    context.close()
    assert width == 375


@pytest.mark.e2e
@pytest.mark.parametrize("page", ["portal", "service", "staff"])
def test_the_frame_obeys_a_strict_content_policy(address: str, browser: Browser, page: str) -> None:
    context = browser.new_context()
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))

    opened.goto(f"{address}/{page}")
    opened.wait_for_load_state("networkidle")

    context.close()
    assert said == []


@pytest.mark.e2e
def test_the_staff_menu_opens_on_a_phone_without_script(address: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800}, java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}/staff")
    before = opened.locator("#nav").is_visible()

    opened.click("a.to-nav")
    after = opened.locator("#nav").is_visible()
    opened.click("#nav .back-up a")
    closed = opened.locator("#nav").is_visible()

    context.close()
    assert (before, after, closed) == (False, True, False)


def _cookie(name: str, value: str) -> dict:
    return {
        "name": name,
        "value": value,
        "domain": "127.0.0.1",
        "path": "/",
        "expires": -1,
        "httpOnly": False,
        "secure": False,
        "sameSite": "Lax",
    }


def test_the_sample_pages_are_outside_the_program() -> None:
    assert not list((Path(ROOT) / "app").rglob("sample_*.html"))
