"""A leader's morning on a phone of 375 pixels without script: signs with a phrase, instructs in own words, reads in one go."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.people.demo_people import DEMO_PASSWORD
from tests.harness.browser import accessibility_problems
from tests.harness.dispatch import OFFICE, bring_to, draft
from tests.harness.papers import send_paper, sign_paper
from tests.harness.walk import Walk

pytestmark = [pytest.mark.e2e, pytest.mark.database("sqlite")]
WIDTH = 375
TITLE = "关于立即开展燃气安全检查的紧急通知"


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    """Open a private window of a phone's size, script off."""
    context = browser.new_context(
        base_url=site,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        java_script_enabled=False,
        viewport={"width": WIDTH, "height": 740},
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, login: str) -> None:
    """Sign in with the shown password and, where it is asked for, the shown code."""
    page.goto("/sign-in")
    page.get_by_label("登录名或手机号码").fill(login)
    page.get_by_label("密码", exact=True).fill(DEMO_PASSWORD)
    page.locator("main form").first.get_by_role("button", name="登录").click()
    if page.url.partition("?")[0].endswith("/second-factor"):
        page.get_by_role("button", name="继续").click()


def prove(page: Page) -> None:
    """Give the shown one-time code where a signature asks for it."""
    if "step-up" in page.url:
        page.locator("main form").first.get_by_role("button").first.click()


def fits(page: Page) -> bool:
    """Say whether the page can be read without moving it sideways."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth")) <= WIDTH


def barriers(browser: Browser, page: Page) -> list[str]:
    """Return what axe finds on the open page at this width."""
    return accessibility_problems(
        browser, url=page.url, storage_state=page.context.storage_state(), viewport=page.viewport_size
    )


@pytest.mark.now("2026-04-29 08:30")
@pytest.mark.packages("dispatch", "receipt")
def test_a_leader_signs_with_a_phrase_and_reads_in_one_go(phone: Page, browser: Browser, walk: Walk) -> None:
    number = draft(walk("limin"))
    bring_to(walk, number, "approve", OFFICE)
    for title in ("防汛工作会议纪要", "节日值班安排"):
        other = draft(walk("limin"), title=f"市政府办公室关于{title}的通知")
        add = f"{walk('limin').case(other).path}/readers/add"
        clerk = walk("limin")
        sent = clerk.send(clerk.get(add), {"readers": "王建国", "days": "2"}, action="/add")
        assert "名单上 1 人" in sent.text
    found: list[str] = []

    sign_in(phone, "wangjianguo")
    phone.goto("/inbox?box=group")
    assert fits(phone)
    found += barriers(browser, phone)
    phone.get_by_role("link", name=re.compile("春季防火")).first.click()
    expect(phone.get_by_role("heading", name="签发")).to_be_visible()
    assert fits(phone)
    found += barriers(browser, phone)

    phone.get_by_label("同意签发").check()
    phone.get_by_role("button", name="更新").first.click()
    phone.get_by_label("签发意见").fill("")
    phone.get_by_text("插入常用意见").click()
    phone.get_by_label("常用意见").select_option(index=1)
    phone.get_by_role("button", name="插入").click()
    expect(phone.get_by_label("签发意见")).not_to_have_value("")
    phone.get_by_role("button", name="提交，办结这一步").click()
    prove(phone)

    phone.goto("/readings")
    assert fits(phone)
    found += barriers(browser, phone)
    for box in phone.get_by_role("checkbox").all():
        box.check()
    phone.get_by_role("button", name="将勾选的登记为已阅").click()
    expect(phone.get_by_text("已登记阅知 2 件。")).to_be_visible()
    assert found == []
    assert "签发人 王建国" in walk("limin").get(f"{walk('limin').case(number).path}/paper").text


@pytest.mark.packages("receipt")
def test_a_leader_sees_what_is_urgent_and_instructs_in_own_words(phone: Page, walk: Walk) -> None:
    walk.on("2026-04-29T10:20")
    send_paper(walk("lujing"), "sfb", title=TITLE, urgency="特急", limit_days="3", dated_on="2026-04-29")
    number = sign_paper(walk("zhangxiao"), TITLE)
    walk("zhangxiao").do(number, "登记、查重", received_kind="handle")
    walk("zhangxiao").do(number, "初审", examination="pass")
    proposal = {"instruct_by": "leader", "proposed_lead": "zjj", "proposed_assist": ["xfdd"]}
    walk("limin").do(number, "拟办", proposal_text="拟请住建局主办、消防支队配合。", **proposal)

    sign_in(phone, "zhouzheng")
    phone.goto("/inbox?box=group")
    expect(phone.get_by_text(re.compile("还剩|今天到期")).first).to_be_visible()
    phone.get_by_role("link", name=re.compile("燃气安全")).first.click()
    assert fits(phone)
    expect(phone.get_by_text("拟请住建局主办、消防支队配合。").first).to_be_visible()
    phone.get_by_label("批示意见").fill("住建局主办，消防配合，每日报进展。")
    phone.get_by_role("button", name="提交，办结这一步").click()
    prove(phone)
    walk.work()

    assert "住建局主办，消防配合，每日报进展。" in walk("luohao").task(number, "主办").text
    phone.goto("/inbox?box=done")
    expect(phone.get_by_role("link", name=re.compile("燃气安全")).first).to_be_visible()
