"""Every public page in a real Chromium on a phone's width: no axe violation, nothing to scroll sideways."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.cases.moving.start import Started
from app.runtime import Runtime
from tests.harness.browser import WCAG
from tests.harness.petition import bring_to, do, file_petition

PHONE = {"width": int(os.environ.get("W", "375")), "height": 740}
PICTURES = os.environ.get("LUOSHU_TEST_PICTURES", "")
pytestmark = [pytest.mark.e2e, pytest.mark.database("sqlite")]


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """Open a private window as wide as a phone; script is on for axe only, the policy of the pages stays."""
    window = browser.new_context(
        locale="zh-CN", viewport=PHONE, bypass_csp=True, reduced_motion="reduce", timezone_id="Asia/Shanghai"
    )
    window.set_default_timeout(15_000)
    yield window
    window.close()


@pytest.fixture
def delivered(city: Runtime) -> Started:
    """Return a case whose answer was delivered: documents, dates and the citizen's own turn are there."""
    case = file_petition(city)
    bring_to(city, case.key, "deliver")
    do(city, case.key, "deliver")
    return case


def problems(page: Page, name: str) -> list[str]:
    """Return what axe finds on the open page, and whether it is wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    lines = [f"{name}: {rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*lines, *([f"{name}: {wide} px too wide"] if wide > 0 else [])]


def test_the_way_of_filing_has_no_barrier(site: str, phone: BrowserContext) -> None:
    page, found = phone.new_page(), []
    for name, path in (("home", "/"), ("file", "/file"), ("form", "/file/petition"), ("track", "/track")):
        page.goto(site + path)
        found += problems(page, name)

    page.goto(f"{site}/file/petition")
    page.get_by_role("button", name="继续：核对内容").click()
    page.wait_for_load_state()
    found += problems(page, "form-errors")
    fill(page)
    page.get_by_role("button", name="继续：核对内容").click()
    page.wait_for_url("**/check")
    found += problems(page, "check")
    page.get_by_role("button", name="确认提交").click()
    page.wait_for_url("**/receipt")
    found += problems(page, "receipt")
    page.get_by_role("button", name="我已记下查询码").click()
    page.wait_for_url("**/track/**")
    found += problems(page, "fresh-case")

    assert found == []


def test_the_own_case_has_no_barrier(site: str, phone: BrowserContext, delivered: Started) -> None:
    page, found = phone.new_page(), []
    page.goto(f"{site}/track")
    page.fill("#lookup-number", delivered.number)
    page.fill("#lookup-code", "AAAA-BBBB-CCCC")
    page.locator("main").get_by_role("button", name="查询").click()
    page.wait_for_load_state()
    found += problems(page, "wrong-code")
    page.fill("#lookup-code", delivered.code)
    page.locator("main").get_by_role("button", name="查询").click()
    page.wait_for_url("**/track/**")

    below = ("", "/print", "/receipt", "/terms/1", "/do/rate", "/do/request_review", "/follow")
    for path in below:
        page.goto(f"{site}/track/{quote(delivered.number)}{path}")
        found += problems(page, f"case{path.replace('/', '-')}")

    assert found == []


@pytest.mark.parametrize(("theme", "size"), [("dark", "large"), ("contrast", "normal")])
def test_themes_and_large_type_have_no_barrier(
    site: str, phone: BrowserContext, delivered: Started, theme: str, size: str
) -> None:
    phone.add_cookies(
        [{"name": "luoshu_view", "value": f"lang=zh_CN&theme={theme}&size={size}", "url": site}]
    )
    page, found = phone.new_page(), []
    page.goto(f"{site}/track")
    page.fill("#lookup-number", delivered.number)
    page.fill("#lookup-code", delivered.code)
    page.locator("main").get_by_role("button", name="查询").click()
    page.wait_for_url("**/track/**")
    found += problems(page, f"case-{theme}-{size}")
    for path in ("/", "/file/petition"):
        page.goto(site + path)
        found += problems(page, f"{path.strip('/').replace('/', '-') or 'home'}-{theme}-{size}")

    assert found == []


def fill(page: Page) -> None:
    """Answer the form as a citizen would."""
    page.locator("input[name=applicant_kind][value=person]").check()
    for name, words in {
        "applicant_name": "何秀英",
        "applicant_address": "演示路1号",
        "title": "3号楼暖气不热",
        "request": "请尽快修好暖气",
        "facts": "室温只有12度，多次报修没有结果。",
    }.items():
        page.locator(f"[name={name}]").fill(words)
    page.locator("input[name=purpose][value=claim]").check()
    page.locator("select[name=procedure]").select_option("none")
    page.locator("select[name=topic]").select_option("heating")
    page.locator("select[name=district]").select_option("jianxi")
    page.locator("input[name=raised_elsewhere][value=no]").check()
    page.locator("input[name=truthful]").check()
