"""Acts on a running case through its pages: offered where they make sense, done on a small page, seen by the others."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser

from app.cases.operations.add_signer import add_signer
from app.cases.operations.ask import ask
from app.cases.operations.circulate import circulate
from app.cases.operations.suspend import suspend_case
from app.people.act_as import act_as
from app.runtime import Runtime
from tests.harness.browser import WCAG
from tests.harness.city import sign_in_client
from tests.harness.operations import finish, open_tasks, start, task_at
from tests.harness.walk import Walk


def test_an_opinion_is_asked_for_given_and_read_on_the_pages(office: Runtime, walk: Walk) -> None:
    number = start(office).number
    limin, tangwei = walk("limin"), walk("tangwei")
    page = limin.get(limin.task(number, "拟办").link("加签"))

    wrong = limin.send(page, {"signers": "唐伟、没有此人", "question": ""}, action="/signers")
    asked = limin.send(
        page, {"signers": "唐伟", "place": "before", "question": "数据是否准确?"}, action="/signers"
    )
    opinion = tangwei.task(number, "加签意见")
    refused = tangwei.send(opinion, {"agrees": "no", "answer": ""}, action="/opinion")
    tangwei.send(refused, {"agrees": "no", "answer": "第三页有误"}, action="/opinion")
    told = limin.task(number, "拟办")

    assert (wrong.status, "没有此人" in wrong.errors) == (422, True)
    assert "还有加签意见没有回复" in asked.text
    assert not asked.document.xpath("//form[@id='task']//button[@data-shortcut='submit']")
    assert "数据是否准确?" in opinion.text
    assert refused.status == 422
    assert "唐伟 前加签 不同意 数据是否准确? 第三页有误" in told.text
    assert told.document.xpath("//form[@id='task']//button[@data-shortcut='submit']")


def test_a_task_is_sent_back_and_a_step_taken_back_on_the_pages(office: Runtime, walk: Walk) -> None:
    case = start(office)
    limin = walk("limin")
    limin.send(limin.task(case.number, "拟办"), {"opinion": "agree", "remark": "第一稿"})

    done = limin.get("/inbox?box=done")
    page = limin.get(limin.get(done.link("拟办")).link("撤回"))
    limin.send(page, {"reason": "附件漏了"}, action="/take-back")
    again = limin.task(case.number, "拟办")
    limin.send(again, {"opinion": "agree"})
    luohao, tangwei = walk("luohao"), walk("tangwei")
    consult = luohao.task(case.number, "承办")
    back = tangwei.get(tangwei.task(case.number, "会签").link("退回"))
    sent = tangwei.send(back, {"to": "prepare", "reason": "两处不一致"}, action="/return")
    late = luohao.send(consult, {"opinion": "agree"})

    assert "第一稿" in again.response.get_data(as_text=True)
    assert "拟办 · 李敏" in back.text
    assert "已退回" in sent.response.get_data(as_text=True)
    assert late.status == 409
    assert "两处不一致" in limin.task(case.number, "拟办").text


def test_a_delegated_task_goes_down_and_comes_back_on_the_pages(office: Runtime, walk: Walk) -> None:
    number = start(office).number
    limin, zhangxiao = walk("limin"), walk("zhangxiao")
    page = limin.get(limin.task(number, "拟办").link("委派"))

    limin.send(page, {"colleague": "张晓", "request": "先拟个意见"}, action="/delegate")
    at_colleague = zhangxiao.task(number, "拟办")
    zhangxiao.send(at_colleague, {"opinion": "agree", "remark": "拟请住建局办理"})
    back = limin.task(number, "拟办")

    assert "李敏委派您办理" in at_colleague.text
    assert not zhangxiao.has(number, "拟办")
    assert "拟请住建局办理" in back.response.get_data(as_text=True)


def test_the_head_suspends_resumes_and_moves_a_case_on_its_page(office: Runtime, walk: Walk) -> None:
    case = start(office)
    wang, limin = walk("wangjianguo"), walk("limin")
    page = wang.get(f"/cases/{case.key}")

    wang.send(wang.get(page.link("挂起")), {"reason": "等上级文件"}, action="/suspend")
    locked = limin.task(case.number, "拟办")
    suspended = wang.get(f"/cases/{case.key}")
    marked = limin.get("/inbox?box=group")
    wang.send(wang.get(suspended.link("恢复办理")), action="/resume")
    jump = wang.get(wang.get(f"/cases/{case.key}").link("自由流转"))
    moved = wang.send(jump, {"to": "store", "reason": "直接归档"}, action="/jump")

    assert "此件已挂起：等上级文件" in locked.text
    assert "此件已挂起 等上级文件" in suspended.text
    assert "已挂起" in marked.text
    assert "归档" in moved.text
    assert [row.element_id for row in open_tasks(office, case.key)] == ["store"]
    with pytest.raises(LookupError):
        limin.get(f"/cases/{case.key}").link("挂起")
    assert limin.client.post(f"/cases/{case.key}/suspend", data={"reason": "x"}).status_code == 403


@pytest.mark.e2e
@pytest.mark.database("sqlite")
def test_no_page_of_an_act_has_a_barrier_or_is_wider_than_a_phone(
    app: Flask, office: Runtime, site: str, browser: Browser
) -> None:
    case, limin = start(office).key, act_as(office, "limin")
    task = task_at(office, case, "prepare")
    add_signer(office, limin, task, place="before", signers="许阳", question="请核对数据。")
    add_signer(office, limin, task, place="after", signers="郭明", question="请提出意见。")
    ask(office, limin, task, colleague="罗浩", question="去年是怎样办的?")
    circulate(office, limin, case, readers="王建国、郭明", days="2", note="请阅")
    side = next(row.key for row in open_tasks(office, case) if row.element_id == "@before")
    in_round = start(office, "rounds", round="all").key
    finish(office, in_round, "all_sign", "tangwei", remark="无意见")
    suspended = start(office).key
    suspend_case(office, act_as(office, "wangjianguo"), suspended, reason="等上级文件")
    pages = {
        "limin": [
            f"/tasks/{task}",
            f"/tasks/{task}/signers",
            f"/cases/{case}/readers",
            f"/cases/{suspended}",
        ],
        "xuyang": [f"/tasks/{side}/opinion", f"/tasks/{task_at(office, in_round, 'all_sign', 'xuyang')}"],
        "guoming": ["/readings", "/people/hand-over?person=zhaolin"],
        "wangjianguo": [f"/cases/{case}/jump", "/account/substitutes"],
    }

    found = [one for login, paths in pages.items() for one in _problems(app, site, browser, login, paths)]

    assert found == []


def _problems(app: Flask, site: str, browser: Browser, login: str, paths: list[str]) -> list[str]:
    cookie = sign_in_client(app, login).get_cookie("luoshu")
    assert cookie is not None
    context = browser.new_context(viewport={"width": 375, "height": 800}, locale="zh-CN")
    context.add_cookies([{"name": "luoshu", "value": cookie.value, "url": site}])
    found = []
    for path in paths:
        page = context.new_page()
        page.goto(site + path)
        if page.evaluate("document.documentElement.scrollWidth") > 375:
            found.append(f"{path}: wider than 375 px")
        run = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        found += [
            f"{path}: {one['id']} {one['nodes'][0]['html'][:100]}" for one in run.response["violations"]
        ]
        page.close()
    context.close()
    return found
