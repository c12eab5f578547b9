"""The desks beside the inbox: counter, board, figures, register, incidents, and handling a group as one."""

import re
from datetime import date, timedelta

from app import forms
from app.cases.casebook.link_cases import link_case
from app.cases.desk.statistics import read_statistics
from app.cases.moving.run_jobs import run_ready_jobs
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import instances, jobs, supervision, tasks, terms
from app.store.notifications import count_unread
from tests.harness.city import key_of
from tests.harness.petition import FILING, STEPS, bring_to, do, file_petition

LETTER = {
    **FILING,
    "channel": "letter",
    "received_on": "2026-04-21",
    "applicant_phone": None,
    "title": "家门口的路灯不亮",
    "request": "请修好路灯",
}


def open_orders(city: Runtime, case: int) -> list:
    with city.read() as tx:
        return supervision.supervisions_of(tx, case)


def test_a_clerk_enters_a_letter_without_a_phone_and_gets_a_slip_that_opens_the_case(city, client_of):
    zhaolin = client_of("zhaolin")
    assert zhaolin.get("/cases/register").status_code == 200

    post = {**forms.as_post(LETTER), "__token": "b" * 32}
    entered = zhaolin.post("/cases/register", data=post)
    twice = zhaolin.post("/cases/register", data=post)

    slip = entered.get_data(as_text=True)
    assert entered.status_code == 200, slip[:3000]
    number = re.search(r'<dd class="number"[^>]*>([^<]+)<', slip).group(1)
    code = re.search(r'<dd class="code">([^<]+)<', slip).group(1)
    assert entered.headers["Cache-Control"] == "no-store"
    assert code not in twice.get_data(as_text=True)
    with city.read() as tx:
        head = instances.head_by_number(tx, number)
    assert (head.channel, head.received_on) == ("letter", date(2026, 4, 21))
    tracked = client_of(None).post("/track", data={"number": number, "code": code})
    assert tracked.status_code == 303


def test_the_counter_shows_the_same_matter_before_it_enters_it_again(city, client_of):
    first = file_petition(city)
    zhaolin = client_of("zhaolin")
    letter = {
        **forms.as_post({**FILING, "channel": "letter", "received_on": "2026-04-21"}),
        "__token": "c" * 32,
    }

    warned = zhaolin.post("/cases/register", data=letter).get_data(as_text=True)
    entered = zhaolin.post("/cases/register", data={**letter, "__confirmed": "1"}).get_data(as_text=True)

    assert "先看看是不是同一事项" in warned
    assert first.number in warned
    assert "查询码条" in entered
    links_page = zhaolin.get(f"/cases/{first.key}/links").get_data(as_text=True)
    assert "事项相同" in links_page


def test_a_matter_in_handling_at_a_lower_body_is_proposed_for_refusal_but_not_one_at_the_same_desk(
    city, client_of
):
    first = file_petition(city)
    zhaolin = client_of("zhaolin")
    letter = forms.as_post({**FILING, "channel": "letter", "received_on": "2026-04-21"})

    at_the_same_desk = zhaolin.post("/cases/register", data=letter).get_data(as_text=True)
    bring_to(city, first.key, "investigate")
    below = zhaolin.post("/cases/register", data=letter).get_data(as_text=True)

    assert "先看看是不是同一事项" in at_the_same_desk
    assert "第十九条不予受理" not in at_the_same_desk
    assert "第十九条不予受理" in below


def test_the_counter_refuses_seven_representatives_and_keeps_what_was_typed(city, client_of):
    seven = [{"rep_name": f"代表{n}", "rep_phone": "13800001234"} for n in range(7)]
    letter = {**LETTER, "joint": True, "joint_count": 20, "representatives": seven}

    answer = client_of("zhaolin").post(
        "/cases/register", data={**forms.as_post(letter), "representatives.__rows": "7"}
    )

    assert answer.status_code == 422
    assert "家门口的路灯不亮" in answer.get_data(as_text=True)


def test_people_who_handle_no_cases_do_not_come_to_the_counter_or_the_register(city, client_of):
    pages = ("/cases/register", "/cases", "/statistics", "/supervision", "/supervision/answers")

    assert {client_of("gaoyuan").get(page).status_code for page in pages} == {403}
    assert {client_of("hexiuying").get(page).status_code for page in pages} == {403}
    assert {client_of(None).get(page).status_code for page in pages} == {303}


def test_an_order_wants_an_answer_within_working_days_and_the_unit_gives_it(city, clock, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "investigate")
    sunkai, luohao = client_of("sunkai"), client_of("luohao")

    without_words = sunkai.post(f"/cases/{case.key}/order", data={"body": "", "days": "5"})
    too_long = sunkai.post(f"/cases/{case.key}/order", data={"body": "请说明进展", "days": "90"})
    done = sunkai.post(f"/cases/{case.key}/order", data={"body": "请说明进展", "days": "5"})

    assert (without_words.status_code, too_long.status_code, done.status_code) == (422, 422, 303)
    order = open_orders(city, case.key)[0]
    # Wednesday 22 April + 5 working days, 1 May not yet begun
    assert (order.kind, order.unit, order.answer_due_on) == ("order", "zjj", date(2026, 4, 29))
    with city.read() as tx:
        assert count_unread(tx, key_of(city, "luohao")) > 0
    assert "请说明进展" in luohao.get("/supervision/answers").get_data(as_text=True)
    assert client_of("pengfei").get(f"/supervision/{order.key}/answer").status_code == 403
    clock.advance(timedelta(days=10))
    # sessions are over by then
    sunkai, luohao = client_of("sunkai"), client_of("luohao")
    assert "逾期未答复" in sunkai.get("/supervision?tab=orders").get_data(as_text=True)
    assert (
        luohao.post(f"/supervision/{order.key}/answer", data={"answer": "换热器周五更换"}).status_code == 303
    )
    again = luohao.post(f"/supervision/{order.key}/answer", data={"answer": "再答一次"})
    assert again.status_code == 409
    page = sunkai.get(f"/cases/{case.key}").get_data(as_text=True)
    assert "换热器周五更换" in page
    assert "逾期答复" in page


def test_an_urge_is_withdrawn_with_a_reason_and_both_stay_readable(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "accept")
    sunkai = client_of("sunkai")

    clerk = client_of("luohao").post(f"/cases/{case.key}/urge", data={"body": "快办"})
    sunkai.post(f"/cases/{case.key}/urge", data={"body": "天气转冷，请抓紧"})
    urge = open_orders(city, case.key)[0]
    no_reason = sunkai.post(f"/supervision/{urge.key}/withdraw", data={"reason": ""})
    done = sunkai.post(f"/supervision/{urge.key}/withdraw", data={"reason": "发错了件"})

    assert (clerk.status_code, no_reason.status_code, done.status_code) == (403, 422, 303)
    page = sunkai.get(f"/cases/{case.key}").get_data(as_text=True)
    assert "天气转冷，请抓紧" in page
    assert "发错了件" in page


def test_the_board_counts_what_is_late_and_due_this_week_and_opens_it(city, clock, client_of):
    late, soon = file_petition(city), file_petition(city, title="6号楼暖气不热")
    hidden = file_petition(city, purpose="accusation", accused_unit="zjj", title="反映某人的问题")
    with city.transaction() as tx:
        for case, target in ((late, date(2026, 4, 1)), (hidden, date(2026, 4, 1)), (soon, date(2026, 4, 24))):
            row = terms.terms_of(tx, case.key)[0]
            terms.change_term(tx, row.key, {"legal_on": target, "target_on": target})
    sunkai = client_of("sunkai")

    overdue = sunkai.get("/supervision").get_data(as_text=True)
    week = sunkai.get("/supervision?tab=week").get_data(as_text=True)
    units = sunkai.get("/supervision?tab=units").get_data(as_text=True)
    listed = sunkai.get("/cases?due=overdue").get_data(as_text=True)

    assert late.number in overdue
    assert soon.number not in overdue
    assert hidden.number not in overdue
    assert "已超期21日" in overdue
    assert soon.number in week
    assert "市信访局" in units
    assert late.number in listed
    assert soon.number not in listed


def test_every_figure_of_the_statistics_opens_as_many_cases_as_it_says(city, client_of):
    done, running = file_petition(city), file_petition(city, title="6号楼暖气不热")
    file_petition(city, purpose="accusation", accused_unit="zjj", title="反映某人的问题")
    for step in STEPS:
        do(city, done.key, step)
    sunkai = client_of("sunkai")

    page = sunkai.get("/statistics").get_data(as_text=True)
    figures = read_statistics(city, act_as(city, "sunkai"))

    assert (figures.received, figures.share.late) == (2, 0)
    assert figures.share.percent == 100
    assert {step.name for step in figures.steps} >= {"登记、查重、确定类别", "决定是否受理"}
    opened = 0
    for url, number in re.findall(r'<a href="(/cases\?[^"]+)">(\d+)<', page):
        if "timely" in url:
            continue
        listed = sunkai.get(url.replace("&amp;", "&")).get_data(as_text=True)
        assert f"共{number}条" in listed or (number == "0" and "没有找到办件" in listed), url
        opened += 1
    assert opened > 6
    assert running.number in sunkai.get("/cases?status=active").get_data(as_text=True)


def test_the_register_finds_two_chinese_characters_sorts_pages_and_exports(city, client_of):
    for number in range(3):
        file_petition(city, title=f"{number}号楼暖气不热")
    lamp = file_petition(city, title="家门口的路灯不亮", request="请修好路灯", facts="三盏路灯都不亮。")
    zhaolin = client_of("zhaolin")

    found = zhaolin.get("/cases?q=路灯").get_data(as_text=True)
    paged = zhaolin.get("/cases?size=2&sort=title").get_data(as_text=True)
    nothing = zhaolin.get("/cases?q=%3F%3F").get_data(as_text=True)
    exported = zhaolin.get("/cases?format=csv&q=路灯")

    assert lamp.number in found
    assert "共1条" in found
    assert "共4条" in paged
    assert "0号楼暖气不热" in paged
    assert "没有找到办件" in nothing
    lines = exported.get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert lamp.number in lines[1]


def test_a_dead_job_is_an_incident_without_contents_that_is_retried_and_settled(city, client_of):
    case = file_petition(city)
    with city.transaction() as tx:
        jobs.enqueue(
            tx, "nobody-knows-it", {"secret": "何秀英"}, run_at=city.clock.now(), instance_key=case.key
        )
    run_ready_jobs(city)
    gaoyuan = client_of("gaoyuan")

    listed = gaoyuan.get("/incidents").get_data(as_text=True)
    path = re.search(r"/incidents/\d+", listed).group(0)
    shown = gaoyuan.get(path).get_data(as_text=True)

    assert case.number in listed
    assert "何秀英" not in listed + shown
    assert client_of("zhaolin").get(path).status_code == 403
    assert client_of("zhaolin").post(f"{path}/retry").status_code == 403
    assert gaoyuan.post(f"{path}/retry").status_code == 303
    assert gaoyuan.post(f"{path}/retry").status_code == 409
    run_ready_jobs(city)
    again = re.search(r"/incidents/\d+", gaoyuan.get("/incidents").get_data(as_text=True)).group(0)
    assert again != path
    assert gaoyuan.post(f"{again}/resolve", data={"reason": ""}).status_code == 422
    assert gaoyuan.post(f"{again}/resolve", data={"reason": "已人工处理"}).status_code == 303
    assert "没有异常" in gaoyuan.get("/incidents").get_data(as_text=True)


def test_neighbours_with_one_matter_get_one_handling_and_each_an_own_answer(city, client_of):
    leading = file_petition(city)
    members = [
        file_petition(city, applicant_name=name, applicant_phone=f"1380000{n}000", title=f"{n}单元暖气不热")
        for n, name in ((1, "张建国"), (2, "李秀兰"))
    ]
    for member in members:
        link_case(city, act_as(city, "zhaolin"), leading.key, number=member.number, kind="group")
    for step in ("register", "transfer"):
        do(city, leading.key, step)
    zhaolin = client_of("zhaolin")

    shown = zhaolin.get(f"/cases/{leading.key}/group").get_data(as_text=True)
    first = zhaolin.post(f"/cases/{leading.key}/group").get_data(as_text=True)
    run_ready_jobs(city)
    zhaolin.post(f"/cases/{leading.key}/group")
    run_ready_jobs(city)

    assert "登记、查重、确定类别" in shown
    assert "登记、查重、确定类别" in first
    for member in members:
        with city.read() as tx:
            head = instances.head_by_key(tx, member.key)
            waiting = [row.element_id for row in tasks.tasks_of(tx, member.key, state="open")]
        assert (head.unit, waiting) == ("zjj", ["accept"])
    page = client_of("luohao").get(f"/cases/{members[0].key}").get_data(as_text=True)
    assert "张建国" in page
    assert "李秀兰" not in page
    assert "何秀英" not in page
    assert client_of("pengfei").post(f"/cases/{leading.key}/group").status_code == 403
