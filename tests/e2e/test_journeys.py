"""Five journeys in a real Chromium: what people click from the front page to the end, and that nothing bars their way."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.people.demo_people import DEMO_PASSWORD
from app.runtime import Runtime
from tests.harness.browser import accessibility_problems
from tests.harness.petition import bring_to, do, file_petition
from tests.harness.walk import Walk

pytestmark = [pytest.mark.e2e, pytest.mark.database("sqlite")]
PHONE, DESK = (375, 740), (1280, 900)
LIGHT, DARK_LARGE = ("light", "normal"), ("dark", "large")
Window = Callable[..., Page]


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[Window]:
    """Return a function that opens a private window on the site: size, with script or without."""
    opened: list[BrowserContext] = []

    def open_(size: tuple[int, int] = DESK, *, script: bool = False) -> Page:
        context = browser.new_context(
            base_url=site,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=script,
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context.new_page()

    yield open_
    for context in opened:
        context.close()


def sign_in(page: Page, login: str) -> None:
    """Sign in with the password everybody of the demo city has, and with the code that it shows to those who sign."""
    page.goto("/sign-in")
    page.get_by_label("登录名或手机号码").fill(login)
    page.get_by_label("密码", exact=True).fill(DEMO_PASSWORD)
    page.locator("main form").first.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_have_count(0)
    if page.url.partition("?")[0].endswith("/second-factor"):
        page.get_by_role("button", name="继续").click()


def barriers(browser: Browser, page: Page, *looks: tuple[str, str]) -> list[str]:
    """Return what axe finds on the open page in each look (theme, size of type)."""
    found, state = [], page.context.storage_state()
    kept = [cookie for cookie in state["cookies"] if cookie["name"] != "luoshu_view"]
    for theme, size in looks or (LIGHT, DARK_LARGE):
        view = {
            **kept[0],
            "name": "luoshu_view",
            "value": f"lang=zh_CN&theme={theme}&size={size}",
            "path": "/",
        }
        lines = accessibility_problems(
            browser,
            url=page.url,
            storage_state={"cookies": [*kept, view], "origins": []},
            viewport=page.viewport_size,
        )
        found += [f"{page.url} {theme} {size}: {line}" for line in lines]
    return found


def test_a_citizen_files_on_a_phone_without_script_and_follows_the_case(
    window: Window, browser: Browser, city: Runtime, walk: Walk
) -> None:
    page, found = window(PHONE), []
    page.goto("/")
    page.get_by_role("link", name="提出信访事项").first.click()
    found += barriers(browser, page, LIGHT)
    page.locator("main").get_by_role("link", name=re.compile("信访")).first.click()
    found += barriers(browser, page)
    expect(page.locator("select[name=procedure]")).to_have_count(0)
    fill_petition(page)
    page.get_by_role("button", name="继续：核对内容").click()
    expect(page.get_by_role("heading", name="提交之前，请再看一遍")).to_be_visible()
    page.get_by_role("button", name="确认提交").click()
    number = page.locator(".ticket .number").first.inner_text()
    code = page.locator(".ticket .code").inner_text()
    walk.work()

    elsewhere = window(PHONE)
    elsewhere.goto("/")
    elsewhere.locator("#lookup-number").fill(number)
    elsewhere.locator("#lookup-code").fill(code.lower())
    elsewhere.get_by_role("button", name="查询", exact=True).first.click()

    expect(elsewhere.get_by_role("heading", name="3号楼暖气不热")).to_be_visible()
    expect(elsewhere.get_by_text("2026年5月7日").first).to_be_visible()
    found += barriers(browser, elsewhere)
    elsewhere.get_by_role("link", name=re.compile("这个日期是怎么算的")).first.click()
    expect(elsewhere.get_by_text("2026年5月7日").first).to_be_visible()
    found += barriers(browser, elsewhere, LIGHT)
    assert found == []


def test_a_registrar_passes_it_on_and_the_handler_accepts_with_the_keyboard(
    window: Window, browser: Browser, city: Runtime, walk: Walk
) -> None:
    case = file_petition(city)
    clerk, found = window(script=True), []
    sign_in(clerk, "zhaolin")
    clerk.goto("/inbox?box=group")
    found += barriers(browser, clerk)
    clerk.keyboard.press("j")
    clerk.keyboard.press("Enter")
    clerk.wait_for_url("**/tasks/**")
    found += barriers(browser, clerk)
    expect(clerk.get_by_label("与系统建议不同的理由")).to_have_count(0)
    # another class than proposed: the page asks why, without being sent anywhere
    clerk.get_by_label("建议意见类").check()
    expect(clerk.get_by_label("与系统建议不同的理由")).to_be_visible()
    # what is written while the page asks the server is still there afterwards
    clerk.get_by_label("申诉求决类").check()
    clerk.locator("[name=linked_case]").fill("信访〔2025〕7号")
    clerk.locator("select[name=route]").select_option("opinion")
    expect(clerk.get_by_label("与系统建议不同的理由")).to_have_count(0)
    expect(clerk.locator("[name=linked_case]")).to_have_value("信访〔2025〕7号")
    send_by_key(clerk)
    walk.work()
    clerk.goto("/inbox?box=group")
    clerk.keyboard.press("j")
    clerk.keyboard.press("Enter")
    clerk.locator("select[name=handling_unit]").select_option("zjj")
    clerk.locator("input[name=no_conflict]").check()
    send_by_key(clerk)
    walk.work()

    handler = window(script=True)
    sign_in(handler, "luohao")
    handler.goto("/inbox?box=group")
    handler.keyboard.press("j")
    handler.keyboard.press("Enter")
    handler.wait_for_url("**/tasks/**")
    handler.locator("input[name=acceptance][value=accept]").check()
    expect(handler.locator("[name=acceptance_note]")).to_be_visible()
    handler.locator("input[name=no_interest]").check()
    send_by_key(handler)
    walk.work()

    handler.goto(f"/cases/{case.key}")
    expect(handler.get_by_role("heading", name="3号楼暖气不热")).to_be_visible()
    expect(handler.locator("#now ~ ul")).to_contain_text("听取陈述")
    expect(handler.locator("main")).to_contain_text("2026年6月21日")
    found += barriers(browser, handler)
    assert found == []


def test_a_head_signs_the_opinion_and_the_citizen_opens_it(
    window: Window, browser: Browser, city: Runtime, walk: Walk
) -> None:
    case = file_petition(city)
    bring_to(city, case.key, "review_opinion")
    head, found = window(), []
    sign_in(head, "tangwei")
    head.goto("/inbox?box=group")
    head.get_by_role("link", name="3号楼暖气不热").click()
    found += barriers(browser, head)
    head.locator("input[name=approval][value=approved]").check()
    head.get_by_role("button", name=re.compile("办结|提交")).first.click()
    walk.work()
    do(city, case.key, "deliver")

    citizen = window(PHONE)
    citizen.goto("/track")
    citizen.locator("#lookup-number").fill(case.number)
    citizen.locator("#lookup-code").fill(case.code or "")
    citizen.locator("main").get_by_role("button", name="查询").click()
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name=re.compile("处理意见书")).first.click()

    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert download.value.suggested_filename.endswith(".pdf")
    expect(citizen.get_by_role("heading", name="轮到您了")).to_be_visible()
    found += barriers(browser, citizen)
    assert found == []


def test_a_supervisor_urges_and_the_unit_answers(
    window: Window, browser: Browser, city: Runtime, walk: Walk
) -> None:
    case = file_petition(city)
    bring_to(city, case.key, "investigate")
    supervisor, found = window(), []
    sign_in(supervisor, "sunkai")
    supervisor.goto(f"/cases/{case.key}")
    supervisor.get_by_role("link", name="督办").last.click()
    found += barriers(browser, supervisor)
    supervisor.get_by_label("督办要求").fill("请说明进展，并在三个工作日内书面答复。")
    supervisor.get_by_role("button", name="发出督办").click()
    expect(supervisor.get_by_text("督办已发出。")).to_be_visible()

    unit = window()
    sign_in(unit, "tangwei")
    unit.goto("/supervision/answers")
    found += barriers(browser, unit)
    unit.get_by_role("link", name=re.compile("答复")).last.click()
    unit.get_by_role("textbox", name=re.compile("答复")).fill("已到现场，预计周五前修好。")
    unit.get_by_role("button", name="提交答复").click()
    expect(unit.get_by_text("答复已提交。")).to_be_visible()

    supervisor.goto(f"/cases/{case.key}")
    expect(supervisor.get_by_text("已到现场，预计周五前修好。")).to_be_visible()
    supervisor.goto("/supervision")
    found += barriers(browser, supervisor)
    assert found == []


def test_a_designer_reads_the_process_and_an_administrator_imports_people(
    window: Window, browser: Browser, city: Runtime, walk: Walk
) -> None:
    designer, found = window(), []
    sign_in(designer, "liuyang")
    designer.goto("/processes")
    found += barriers(browser, designer)
    designer.get_by_role("link", name="信访办理").first.click()
    expect(designer.locator("svg.bpmn").first).to_be_visible()
    expect(designer.get_by_role("heading", name="流程的文字说明")).to_be_visible()
    found += barriers(browser, designer)

    admin = window()
    sign_in(admin, "gaoyuan")
    admin.goto("/admin/import")
    found += barriers(browser, admin)
    table = "登录名,姓名,单位,岗位,电子邮箱\nlinxia,林夏,zjj,handler,linxia@example.org\n"
    admin.set_input_files(
        "#file", files=[{"name": "people.csv", "mimeType": "text/csv", "buffer": table.encode()}]
    )
    admin.get_by_role("button", name="预览").click()
    expect(admin.get_by_text("林夏")).to_be_visible()
    admin.get_by_role("button", name="确认导入").click()
    admin.wait_for_load_state()
    admin.goto("/admin/accounts?q=linxia")
    expect(admin.get_by_role("link", name="林夏")).to_be_visible()
    found += barriers(browser, admin)
    assert found == []


def send_by_key(page: Page) -> None:
    """Send the form with Ctrl+Enter; the form is not shown again."""
    before = page.url.partition("?")[0]
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.partition("?")[0] != before, page.locator("[role=alert]").all_inner_texts()


def fill_petition(page: Page) -> None:
    """Answer the questions of the form."""
    page.locator("input[name=applicant_kind][value=person]").check()
    for label, words in {
        "applicant_name": "何秀英",
        "applicant_address": "演示路1号",
        "title": "3号楼暖气不热",
        "request": "请尽快修好暖气",
        "facts": "室温只有12度，多次报修没有结果。",
    }.items():
        page.locator(f"[name={label}]").fill(words)
    page.locator("input[name=purpose][value=claim]").check()
    # without script a button shows the questions that an answer brings up
    page.locator("button[value='update:purpose']").click()
    page.locator("select[name=procedure]").select_option("none")
    page.locator("select[name=topic]").select_option("heating")
    page.locator("select[name=district]").select_option("jianxi")
    page.locator("input[name=raised_elsewhere][value=no]").check()
    page.locator("input[name=truthful]").check()
