"""The page of a case for the office: who sees what, who looked, what the acts beside the process do."""

import re
from io import BytesIO
from typing import Any

import pytest

from app import forms
from app.access.actor import SYSTEM
from app.cases.casebook.case_timeline import read_timeline
from app.cases.record.audit_access import list_access
from app.clock import local_date
from app.errors import NotFoundError
from app.people.act_as import act_as
from app.people.substitutes import NewSubstitution, add_substitution
from app.runtime import Runtime
from app.store import access_log, audit, comments, files, instances, links, tasks, terms
from tests.harness.petition import FILING, bring_to, do, file_petition


def head_of(city: Runtime, key: int) -> Any:
    with city.read() as tx:
        return instances.head_by_key(tx, key)


def actions_of(city: Runtime, key: int | None) -> list[str]:
    with city.read() as tx:
        return [row.action for row in audit.find_events(tx, audit.EventQuery(instance_key=key), limit=200)[0]]


def test_the_responsible_clerk_reads_facts_terms_steps_and_course(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "investigate")
    luohao = client_of("luohao")

    page = luohao.get(f"/cases/{case.key}").get_data(as_text=True)
    course = luohao.get(f"/cases/{case.key}/timeline").get_data(as_text=True)
    picture = luohao.get(f"/cases/{case.key}/picture").get_data(as_text=True)

    assert case.number in page
    assert "请尽快修好暖气" in page
    assert "听取陈述、调查核实" in page
    assert "法定期限" in page
    assert "赵琳" in course
    assert "罗浩" in course
    assert 'class="bpmn"' in picture
    assert "流程的文字说明" in picture


def test_phone_numbers_are_masked_until_a_reason_is_given_and_the_applicant_sees_who_asked(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "investigate")
    luohao = client_of("luohao")

    masked = luohao.get(f"/cases/{case.key}").get_data(as_text=True)
    without_reason = luohao.post(f"/cases/{case.key}/unmask", data={"reason": " "})
    clear = luohao.post(f"/cases/{case.key}/unmask", data={"reason": "电话核实住址"})

    assert "13800001234" not in masked
    assert "138****1234" in masked
    assert without_reason.status_code == 422
    assert "13800001234" not in without_reason.get_data(as_text=True)
    assert "13800001234" in clear.get_data(as_text=True)
    assert clear.headers["Cache-Control"] == "no-store"
    looks = list_access(city, SYSTEM, case.key)
    assert [look.reason for look in looks if look.purpose == "unmask"] == ["电话核实住址"]
    assert "case.unmasked" in actions_of(city, case.key)


def test_a_case_is_open_to_its_office_and_supervisors_only(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "accept")
    wanted = {None: 303, "pengfei": 403, "gaoyuan": 403, "hexiuying": 404, "tangwei": 200, "sunkai": 200}

    for login, status in wanted.items():
        client = client_of(login)
        answers = {client.get(f"/cases/{case.key}{tab}").status_code for tab in ("", "/timeline", "/links")}

        assert answers == {status}, login


def test_a_look_is_written_once_a_visit_with_its_purpose(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "accept")
    sunkai = client_of("sunkai")

    sunkai.get(f"/cases/{case.key}")
    sunkai.get(f"/cases/{case.key}/timeline")

    with city.read() as tx:
        looks = access_log.accesses(tx, case.key)
    assert [(row.actor_name, row.purpose) for row in looks] == [("孙凯", "supervise")]


def test_an_accusation_is_not_there_for_the_accused_unit_and_the_record_tells_who_tried(city, client_of):
    case = file_petition(city, purpose="accusation", accused_unit="zjj")

    accused = client_of("tangwei").get(f"/cases/{case.key}")
    listed = client_of("tangwei").get("/cases?q=暖气").get_data(as_text=True)
    supervisor = client_of("sunkai").get("/cases?q=暖气").get_data(as_text=True)

    assert accused.status_code == 404
    assert case.number not in listed
    assert case.number not in supervisor
    with city.read() as tx:
        tried, _total = audit.find_events(
            tx, audit.EventQuery(instance_key=case.key, action="case.read_refused")
        )
    assert [row.unit for row in tried] == ["zjj"]


def test_both_names_stand_in_the_course_when_a_substitute_acted(city, clock):
    case = file_petition(city)
    do(city, case.key, "register")
    do(city, case.key, "transfer")
    today = local_date(clock.now())
    wanted = NewSubstitution("dingning", today, today, kinds=("sign",))
    add_substitution(city, act_as(city, "tangwei"), wanted)
    for step in ("accept", "investigate", "draft_opinion"):
        do(city, case.key, step)
    do(city, case.key, "review_opinion", "dingning")

    course = read_timeline(city, act_as(city, "luohao"), case.key, locale="zh")

    signed = next(item for item in course if str(item.title) == "审核签发" and item.state == "done")
    assert str(signed.actor) == "丁宁（代唐伟）"


def test_a_remark_is_kept_and_its_correction_stands_beside_it(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "accept")
    luohao = client_of("luohao")

    luohao.post(f"/cases/{case.key}/comment", data={"body": "已致电，无人接听"})
    with city.read() as tx:
        wrong = comments.comments_of(tx, case.key)[0]
    luohao.post(
        f"/cases/{case.key}/correct/remarks/{wrong.key}",
        data={"body": "已致电，约定周五上门", "reason": "写错"},
    )
    twice = luohao.post(
        f"/cases/{case.key}/correct/remarks/{wrong.key}", data={"body": "第三种说法", "reason": "又错"}
    )

    page = luohao.get(f"/cases/{case.key}").get_data(as_text=True)
    assert "<s>已致电，无人接听</s>" in page
    assert "已致电，约定周五上门" in page
    assert twice.status_code == 409


def test_a_corrected_public_date_keeps_the_wrong_one(city, client_of):
    case = file_petition(city)
    do(city, case.key, "register")
    zhaolin = client_of("zhaolin")
    with city.read() as tx:
        wrong = instances.case_dates_of(tx, case.key)[0]

    ahead = zhaolin.post(
        f"/cases/{case.key}/correct/dates/{wrong.key}", data={"on_date": "2027-01-01", "reason": "笔误"}
    )
    path = f"/cases/{case.key}/correct/dates/{wrong.key}"
    done = zhaolin.post(
        path, data={"on_date": head_of(city, case.key).received_on.isoformat(), "reason": "笔误"}
    )

    assert ahead.status_code == 422
    assert done.status_code == 303
    with city.read() as tx:
        rows = instances.case_dates_of(tx, case.key)
    assert [(row.kind, row.corrects_key) for row in rows[-2:]][-1] == (wrong.kind, wrong.key)
    assert any(row.key == wrong.key and row.on_date == wrong.on_date for row in rows)
    assert client_of("luohao").get(path).status_code in {403, 404}


def test_a_corrected_entry_moves_title_and_search_and_keeps_what_was_typed_first(city, client_of):
    case = file_petition(city)
    zhaolin = client_of("zhaolin")
    with city.read() as tx:
        first = instances.submissions_of(tx, case.key)[0]
    path = f"/cases/{case.key}/correct/entries/{first.key}"
    right = forms.as_post({**FILING, "title": "5号楼暖气不热", "facts": "室温只有12度，住户反映多次。"})
    shown = zhaolin.get(path)
    done = zhaolin.post(path, data={**right, "reason": "楼号录错"})

    assert shown.status_code == 200
    assert done.status_code == 303, done.get_data(as_text=True)[:2000]
    assert head_of(city, case.key).title == "5号楼暖气不热"
    assert case.number in zhaolin.get("/cases?q=5号楼").get_data(as_text=True)
    with city.read() as tx:
        sent = instances.submissions_of(tx, case.key)
    assert [row.corrects_key for row in sent] == [None, first.key]
    assert "case.corrected" in actions_of(city, case.key)


def test_one_message_becomes_three_linked_cases_and_the_accusation_stays_unseen(city, client_of):
    case = file_petition(city, concerns_official=True, accused_unit="zjj")
    zhaolin = client_of("zhaolin")
    part = {"part_request": "请依法处理此事", "part_facts": "事实如信中所述。"}
    parts = [
        {**part, "part_title": "路灯应当修复", "part_class": "suggestion"},
        {**part, "part_title": "反映某负责人问题", "part_class": "accusation"},
        {**part, "part_title": "补偿款没有到位", "part_class": "claim"},
    ]
    data = forms.as_post({"parts": parts, "split_reason": "一信三事"})
    post = {**data, "parts.__rows": "3", "__token": "a" * 32, "__original": "end"}

    done = zhaolin.post(f"/cases/{case.key}/split", data=post)
    again = zhaolin.post(f"/cases/{case.key}/split", data=post)

    assert done.status_code == 200, done.get_data(as_text=True)[:3000]
    slip = done.get_data(as_text=True)
    assert len(re.findall(r'<dd class="code">[^<]+</dd>', slip)) == 3
    assert again.status_code in {303, 404}
    with city.read() as tx:
        found = {row.title: row for row in links.linked_cases(tx, case.key)}
    assert set(found) == {"路灯应当修复", "反映某负责人问题", "补偿款没有到位"}
    accusation = found["反映某负责人问题"]
    assert (accusation.restricted, accusation.accused_unit) == (True, "zjj")
    assert [row.restricted for title, row in found.items() if title != "反映某负责人问题"] == [False, False]
    assert {head_of(city, row.key).received_on for row in found.values()} == {
        head_of(city, case.key).received_on
    }
    assert head_of(city, case.key).outcome == "split"
    assert client_of("tangwei").get(f"/cases/{accusation.key}").status_code == 404
    assert accusation.number not in client_of("sunkai").get("/cases").get_data(as_text=True)


def test_a_case_is_linked_and_unlinked_with_a_reason_but_never_with_what_one_may_not_see(city, client_of):
    one, other = file_petition(city), file_petition(city, title="4号楼暖气不热")
    hidden = file_petition(city, purpose="accusation", accused_unit="zjj")
    handled = file_petition(city, title="5号楼暖气不热")
    bring_to(city, handled.key, "accept")
    zhaolin = client_of("zhaolin")
    path = f"/cases/{one.key}/link"

    linked = zhaolin.post(path, data={"number": other.number, "kind": "related", "note": "同一小区"})
    unknown = zhaolin.post(path, data={"number": "信访〔2020〕999号", "kind": "related"})
    guessed = client_of("luohao").post(
        f"/cases/{handled.key}/link", data={"number": hidden.number, "kind": "related"}
    )

    assert linked.status_code == 303
    assert other.number in zhaolin.get(f"/cases/{one.key}/links").get_data(as_text=True)
    assert unknown.status_code == guessed.status_code == 422
    assert "没有找到编号为" in guessed.get_data(as_text=True)
    unlink = f"/cases/{one.key}/unlink/{other.key}/related"
    assert zhaolin.post(unlink, data={"reason": ""}).status_code == 422
    assert zhaolin.post(unlink, data={"reason": "不是一回事"}).status_code == 303
    with city.read() as tx:
        assert links.linked_cases(tx, one.key) == []


def test_only_the_head_of_the_unit_obliged_extends_a_term_within_the_law(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "investigate")
    with city.read() as tx:
        term = next(row for row in terms.terms_of(tx, case.key) if row.rule == "petition-handle")
        task = tasks.tasks_of(tx, case.key, state="open")[0]
    path = f"/cases/{case.key}/terms/{term.key}/extend"

    clerk = client_of("luohao").post(path, data={"days": "30", "reason": "案情复杂"})
    too_long = client_of("tangwei").post(path, data={"days": "45", "reason": "案情复杂"})
    granted = client_of("tangwei").post(path, data={"days": "30", "reason": "案情复杂"})
    again = client_of("tangwei").post(path, data={"days": "5", "reason": "还要"})

    assert clerk.status_code == 403
    assert too_long.status_code == 422
    assert granted.status_code == 303
    assert again.status_code in {403, 422}
    with city.read() as tx:
        after = terms.term_by_key(tx, term.key)
        moved = next(row for row in tasks.tasks_of(tx, case.key, state="open") if row.key == task.key)
    assert (after.legal_on - term.legal_on).days == 30
    assert after.extension_reason == "案情复杂"
    assert moved.due_on == after.target_on
    course = client_of("luohao").get(f"/cases/{case.key}/timeline").get_data(as_text=True)
    assert "延长期限" in course
    assert "案情复杂" in course


def test_a_head_ends_a_case_entered_by_mistake_and_its_tasks_end_with_it(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "accept")

    clerk = client_of("luohao").post(f"/cases/{case.key}/cancel", data={"reason": "误登记"})
    done = client_of("tangwei").post(f"/cases/{case.key}/cancel", data={"reason": "误登记"})

    assert clerk.status_code == 403
    assert done.status_code == 303
    with city.read() as tx:
        assert tasks.tasks_of(tx, case.key, state="open") == []
        assert [row.state for row in terms.terms_of(tx, case.key) if row.state == "running"] == []
    assert (head_of(city, case.key).status, head_of(city, case.key).outcome) == ("terminated", "canceled")


def test_documents_are_opened_by_the_office_with_safe_headers_and_by_nobody_else(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "accept")
    luohao = client_of("luohao")
    listed = luohao.get(f"/cases/{case.key}/files").get_data(as_text=True)
    path = re.search(r"/documents/\d+", listed).group(0)

    opened = luohao.get(path)

    assert opened.status_code == 200
    assert opened.data.startswith(b"%PDF")
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert "filename*=UTF-8''" in opened.headers["Content-Disposition"]
    assert client_of("pengfei").get(path).status_code in {403, 404}
    assert client_of(None).get(path).status_code in {303, 404}


def test_no_page_of_a_case_asks_the_database_once_a_row(city):
    from sqlalchemy import event

    from app.cases.desk.search_cases import search_cases
    from app.store.case_list import CaseFilter

    for number in range(6):
        file_petition(city, title=f"{number}号楼暖气不热")
    asked: list[str] = []
    event.listen(city.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    found, total = search_cases(city, act_as(city, "zhaolin"), CaseFilter())

    assert (len(found), total) == (6, 6)
    assert len([one for one in asked if one.lstrip().startswith(("SELECT", "WITH"))]) < 12


def test_a_foreign_correction_is_refused(city):
    from app.cases.casebook.correct import correct_remark
    from app.cases.desk.comment import comment_case

    one, other = file_petition(city), file_petition(city, title="别的事情请处理")
    key = comment_case(city, act_as(city, "zhaolin"), one.key, "此件的批注")

    with pytest.raises(NotFoundError):
        correct_remark(city, act_as(city, "zhaolin"), other.key, key, body="改", reason="改")


def test_a_term_is_suspended_from_day_to_day_and_its_end_is_set_anew(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "investigate")
    with city.transaction() as tx:
        term = next(row for row in terms.terms_of(tx, case.key) if row.rule == "petition-handle")
        terms.change_term(tx, term.key, {"definition": {**term.definition, "term.suspension": "allowed"}})
    path = f"/cases/{case.key}/terms/{term.key}"
    tangwei = client_of("tangwei")
    days = {"starts_on": "2026-05-06", "ends_on": "2026-05-10", "reason": "听证"}

    backwards = tangwei.post(f"{path}/suspend", data={**days, "ends_on": "2026-05-01"})
    done = tangwei.post(f"{path}/suspend", data=days)
    with city.read() as tx:
        first, pause = terms.term_by_key(tx, term.key), terms.suspensions_of(tx, [term.key])[0]
    shorter = tangwei.post(f"{path}/pauses/{pause.key}", data={"ends_on": "2026-05-08", "reason": "提前结束"})

    assert (backwards.status_code, done.status_code, shorter.status_code) == (422, 303, 303)
    assert client_of("luohao").post(f"{path}/suspend", data=days).status_code == 403
    with city.read() as tx:
        after = terms.term_by_key(tx, term.key)
    assert ((first.legal_on - term.legal_on).days, (after.legal_on - term.legal_on).days) == (5, 3)
    page = tangwei.get(path).get_data(as_text=True)
    assert "5月6日（星期三）至5月8日（星期五）中止（听证）" in page


def test_a_corrected_accused_unit_closes_the_case_to_that_unit(city, client_of):
    case = file_petition(city, purpose="accusation", accused_unit="cgj")
    zhaolin = client_of("zhaolin")
    with city.read() as tx:
        first = instances.submissions_of(tx, case.key)[0]

    right = forms.as_post({**FILING, "purpose": "accusation", "accused_unit": "zjj"})
    path = f"/cases/{case.key}/correct/entries/{first.key}"
    done = zhaolin.post(path, data={**right, "reason": "单位录错"})

    assert done.status_code == 303
    assert head_of(city, case.key).accused_unit == "zjj"
    assert client_of("tangwei").get(f"/cases/{case.key}").status_code == 404


def test_a_corrected_notice_stands_beside_the_wrong_one_and_must_be_a_pdf(city, client_of):
    case = file_petition(city)
    bring_to(city, case.key, "accept")
    zhaolin = client_of("zhaolin")
    with city.read() as tx:
        wrong = next(row for row in files.documents_of(tx, case.key) if row.kind == "receipt")
    path = f"/cases/{case.key}/correct/documents/{wrong.key}"
    pdf = zhaolin.get(f"/documents/{wrong.key}").data

    text_file = {"file": (BytesIO("不是PDF".encode()), "更正.txt"), "reason": "日期写错"}
    refused = zhaolin.post(path, data=text_file, content_type="multipart/form-data")
    right = {"file": (BytesIO(pdf + b"\n%corrected\n"), "更正.pdf"), "reason": "日期写错"}
    done = zhaolin.post(path, data=right, content_type="multipart/form-data")

    assert (refused.status_code, done.status_code) == (422, 303)
    with city.read() as tx:
        kept = [row for row in files.documents_of(tx, case.key) if row.kind == "receipt"]
    assert [(row.corrects_key, row.number, row.public) for row in kept] == [
        (None, wrong.number, True),
        (wrong.key, wrong.number, True),
    ]
    assert "已更正" in zhaolin.get(f"/cases/{case.key}/files").get_data(as_text=True)
