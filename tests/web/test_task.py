"""The page of a task: what stands there, what becomes of a post, and that nothing typed is ever lost."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import forms
from app.cases.desk.claim import claim_task, take_over_task
from app.cases.moving.complete import complete_task
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import access_log, comments, files, sessions, tasks
from tests.harness.city import key_of
from tests.harness.petition import STEPS, bring_to, file_petition, open_task

Browser = Callable[[str | None], FlaskClient]
pytest_plugins = ("tests.harness.city",)
REGISTER = forms.as_post(STEPS["register"][1])


@pytest.fixture
def register(city: Runtime) -> int:
    """Return the registrar's task of a fresh petition."""
    return open_task(city, file_petition(city).key, "register")


@pytest.fixture
def accept(city: Runtime) -> int:
    """Return the handler's task of a petition that was transferred to the housing bureau."""
    case = file_petition(city).key
    bring_to(city, case, "accept")
    return open_task(city, case, "accept")


def row_of(city: Runtime, task: int):
    with city.read() as tx:
        return tasks.task_with_case(tx, task)


def value_of(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>([^<]*)</textarea>', page)
    assert found, name
    return found[1].strip()


def test_the_page_shows_what_was_filed_and_by_when_with_numbers_masked(
    register: int, client_of: Browser
) -> None:
    page = client_of("zhaolin").get(f"/tasks/{register}").text

    assert "登记、查重、确定类别" in page
    assert "3号楼暖气不热" in page
    assert "室温只有12度" in page
    assert "何秀英" in page
    assert "138****1234" in page
    assert "13800001234" not in page
    assert re.search(r"还剩\d+日", page)


def test_a_look_at_a_task_is_written_down_for_the_applicant(
    city: Runtime, register: int, client_of: Browser
) -> None:
    client = client_of("zhaolin")

    client.get(f"/tasks/{register}")
    client.get(f"/tasks/{register}")

    with city.read() as tx:
        looks = access_log.accesses(tx, row_of(city, register).instance_key)
    assert [(one.actor_name, one.purpose) for one in looks] == [("赵琳", "handle")]


def test_a_completed_task_leads_to_the_next_one_of_the_case(
    city: Runtime, register: int, client_of: Browser
) -> None:
    answer = client_of("zhaolin").post(f"/tasks/{register}", data={**REGISTER, "next": "/inbox?q=x"})

    case = row_of(city, register).instance_key
    assert answer.status_code == 303
    assert answer.location == f"/tasks/{open_task(city, case, 'transfer')}?next=/inbox?q%3Dx"


def test_without_a_next_task_of_ones_own_it_leads_back_to_the_list(
    city: Runtime, register: int, client_of: Browser
) -> None:
    client = client_of("zhaolin")
    client.post(f"/tasks/{register}", data=REGISTER)
    transfer = open_task(city, row_of(city, register).instance_key, "transfer")
    posted = {**forms.as_post(STEPS["transfer"][1]), "next": "/inbox?box=group&q=x"}

    answer = client.post(f"/tasks/{transfer}", data=posted)

    assert answer.location == "/inbox?box=group&q=x"


def test_no_way_back_leads_to_another_site(register: int, client_of: Browser) -> None:
    client = client_of("zhaolin")

    for target in ("https://evil.example/", "//evil.example", "/\\evil"):
        page = client.get(f"/tasks/{register}", query_string={"next": target}).text
        answer = client.post(f"/tasks/{register}/unclaim", data={"next": target})

        assert 'class="crumbs"' in page
        assert not re.search(r'href="[^"]*evil|name="next" value="(?!/tasks/)[^"]*evil', page)
        assert answer.location == "/inbox"


def test_each_wrong_field_is_named_and_what_was_typed_stays(
    city: Runtime, register: int, client_of: Browser
) -> None:
    typed = {"registration": "refused", "refusal_reasons": "太短"}

    answer = client_of("zhaolin").post(f"/tasks/{register}", data=typed)

    assert answer.status_code == 422
    assert re.findall(r'alert-link" href="#f-(\w+)"', answer.text) == ["same_as", "refusal_reasons"]
    assert value_of(answer.text, "refusal_reasons") == "太短"
    assert row_of(city, register).state == "open"


def test_a_forged_choice_and_a_foreign_field_change_nothing(
    city: Runtime, register: int, client_of: Browser
) -> None:
    typed = {"registration": "proceed", "class": "forged", "route": "opinion", "handling_unit": "zjj"}

    answer = client_of("zhaolin").post(f"/tasks/{register}", data=typed)

    assert answer.status_code == 422
    assert "所选的选项不在列表之中" in answer.text
    assert "handling_unit" not in answer.text
    assert row_of(city, register).state == "open"


def test_chosen_files_must_be_chosen_again_and_the_page_says_so(city: Runtime, client_of: Browser) -> None:
    case = file_petition(city).key
    bring_to(city, case, "investigate")
    task = open_task(city, case, "investigate")

    answer = client_of("luohao").post(
        f"/tasks/{task}", data={"investigation_files": (BytesIO(b"x"), "a.txt")}
    )

    assert answer.status_code == 422
    assert "请重新选择要上传的文件" in answer.text


def test_the_update_button_shows_what_depends_on_the_answer(register: int, client_of: Browser) -> None:
    client = client_of("zhaolin")
    before = client.get(f"/tasks/{register}").text

    after = client.post(f"/tasks/{register}", data={"registration": "refused", "__action": "update"})

    assert 'name="refusal_reasons"' not in before
    assert after.status_code == 200
    assert 'name="refusal_reasons"' in after.text


def test_a_draft_keeps_what_would_be_refused_and_is_the_writers_own(
    city: Runtime, register: int, client_of: Browser
) -> None:
    client = client_of("zhaolin")

    answer = client.post(
        f"/tasks/{register}",
        data={"registration": "refused", "refusal_reasons": "太短", "__save": "1", "next": "/inbox?q=x"},
    )
    again, other = client.get(answer.location).text, client_of("wutong").get(f"/tasks/{register}").text

    assert answer.status_code == 303
    assert "草稿保存于" in again
    assert value_of(again, "refusal_reasons") == "太短"
    assert 'href="/inbox?q=x"' in again
    assert "太短" not in other
    with city.read() as tx:
        stored = tasks.draft_of(tx, register, key_of(city, "zhaolin"))
    assert "太短" not in stored.values


def test_a_completed_task_leaves_no_draft(city: Runtime, register: int, client_of: Browser) -> None:
    client = client_of("zhaolin")
    client.post(
        f"/tasks/{register}", data={"refusal_reasons": "草稿", "registration": "refused", "__save": "1"}
    )

    client.post(f"/tasks/{register}", data=REGISTER)

    assert not row_of(city, register).has_draft


def test_a_phrase_is_put_behind_what_is_written_without_a_script(
    city: Runtime, register: int, client_of: Browser
) -> None:
    client = client_of("zhaolin")
    client.post("/phrases", data={"body": "已在先受理，不重复受理。"})
    typed = {"registration": "refused", "refusal_reasons": "经查：", "__insert": "1"}
    page = client.post(f"/tasks/{register}", data=typed | {"__action": "update"}).text
    own = re.search(r'<option value="(\d+)">已在先受理', page)
    assert own

    page = client.post(
        f"/tasks/{register}", data=typed | {"__phrase": own[1], "__phrase_field": "refusal_reasons"}
    ).text

    assert value_of(page, "refusal_reasons") == "经查：\n已在先受理，不重复受理。"
    assert row_of(city, register).state == "open"


def test_a_colleagues_phrase_cannot_be_taken(register: int, client_of: Browser) -> None:
    client_of("wutong").post("/phrases", data={"body": "吴桐的话"})
    page = client_of("wutong").get("/phrases").text
    key = re.search(r'action="/phrases/(\d+)"', page)
    assert key
    typed = {
        "registration": "refused",
        "__insert": "1",
        "__phrase": key[1],
        "__phrase_field": "refusal_reasons",
    }

    answer = client_of("zhaolin").post(f"/tasks/{register}", data=typed)

    assert answer.status_code == 200
    assert "吴桐的话" not in answer.text


def test_the_second_of_two_clerks_keeps_what_was_typed(
    city: Runtime, register: int, client_of: Browser
) -> None:
    typed = {
        "registration": "refused",
        "refusal_reasons": "同一事项已由区信访局受理",
        "same_as": "信访〔2026〕9号",
    }
    complete_task(city, act_as(city, "wutong"), register, REGISTER)

    answer = client_of("zhaolin").post(f"/tasks/{register}", data=typed)

    assert answer.status_code == 409
    assert "您填写的内容没有丢失" in answer.text
    assert "同一事项已由区信访局受理" in answer.text
    assert "信访〔2026〕9号" in answer.text


def test_a_task_taken_over_meanwhile_keeps_what_was_typed(
    city: Runtime, register: int, client_of: Browser
) -> None:
    claim_task(city, act_as(city, "zhaolin"), register)
    client = client_of("zhaolin")
    take_over_task(city, act_as(city, "wutong"), register, "赵琳请假")

    answer = client.post(
        f"/tasks/{register}", data={"registration": "refused", "refusal_reasons": "写了很久的理由"}
    )

    assert answer.status_code == 409
    assert "吴桐" in answer.text
    assert "写了很久的理由" in answer.text
    assert row_of(city, register).state == "open"


def test_a_form_posted_twice_by_one_person_is_no_error(
    city: Runtime, register: int, client_of: Browser
) -> None:
    client = client_of("zhaolin")
    client.post(f"/tasks/{register}", data=REGISTER)

    again = client.post(f"/tasks/{register}", data=REGISTER)

    assert again.status_code == 303
    assert "没有重复提交" in client.get("/inbox").text


def test_other_units_citizens_and_administrators_are_refused(
    city: Runtime, register: int, client_of: Browser
) -> None:
    paths = ("", "/claim", "/unclaim", "/take-over", "/reassign", "/follow-up", "/comment")

    for login, status in {"luohao": 403, "tianfeng": 403, "hexiuying": 404, "mingjian": 403}.items():
        client = client_of(login)
        posted = {**REGISTER, "reason": "x", "login": login, "follow_up_on": "2026-05-06", "body": "x"}
        answers = {path: client.post(f"/tasks/{register}{path}", data=posted).status_code for path in paths}
        saved = client.post(f"/tasks/{register}", data=posted | {"__save": "1"}).status_code

        row = row_of(city, register)
        assert answers == dict.fromkeys(paths, status), login
        assert saved == status, login
        assert (row.state, row.assignee, row.follow_up_on, row.has_draft) == ("open", None, None, 0)


def test_a_stranger_is_asked_to_sign_in_first(register: int, client_of: Browser) -> None:
    answer = client_of(None).get(f"/tasks/{register}")

    assert answer.status_code == 303
    assert "sign-in" in answer.location


def test_the_accused_unit_does_not_even_learn_that_a_task_exists(
    city: Runtime, accept: int, client_of: Browser
) -> None:
    from sqlalchemy import update

    from app.store.tables.cases import instance

    with city.transaction() as tx:
        tx.execute(update(instance).values(accused_unit="zjj", restricted=True))

    answer = client_of("luohao").get(f"/tasks/{accept}")

    assert answer.status_code == 404


def test_a_form_sent_after_the_session_ended_is_filled_in_again(
    app: Flask, city: Runtime, register: int, client_of: Browser
) -> None:
    client = client_of("zhaolin")
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
        cookie["last_account"] = key_of(city, "zhaolin")
    from app.people.digest import fingerprint

    with city.transaction() as tx:
        row = sessions.find_session(tx, fingerprint(token))
        sessions.touch_session(tx, row.key, {"ended_at": city.clock.now()})
    typed = {"registration": "refused", "refusal_reasons": "写了一上午的理由"}

    sent = client.post(f"/tasks/{register}", data=typed)
    from tests.harness.city import session_token

    with client.session_transaction() as cookie:
        cookie["_user_id"] = session_token(city, "zhaolin")
    page = client.get(f"/tasks/{register}").text

    assert sent.status_code == 303
    assert "sign-in" in sent.location
    assert value_of(page, "refusal_reasons") == "写了一上午的理由"


def test_claiming_a_lost_task_tells_who_was_faster(city: Runtime, register: int, client_of: Browser) -> None:
    claim_task(city, act_as(city, "wutong"), register)

    answer = client_of("zhaolin").post(f"/tasks/{register}/claim")

    assert answer.status_code == 409
    assert "吴桐 刚刚领取了这项任务。" in answer.text


def test_taking_over_needs_a_reason_which_the_colleague_reads(
    city: Runtime, register: int, client_of: Browser
) -> None:
    claim_task(city, act_as(city, "wutong"), register)
    client = client_of("zhaolin")

    refused = client.post(f"/tasks/{register}/take-over", data={"reason": " "})
    taken = client.post(f"/tasks/{register}/take-over", data={"reason": "吴桐外出"})

    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    assert taken.status_code == 303
    assert "吴桐外出" in client_of("wutong").get(f"/tasks/{register}").text


def test_the_holder_hands_a_task_to_a_colleague_of_the_group_only(
    city: Runtime, register: int, client_of: Browser
) -> None:
    claim_task(city, act_as(city, "zhaolin"), register)
    client = client_of("zhaolin")
    page = client.get(f"/tasks/{register}").text

    stranger = client.post(f"/tasks/{register}/reassign", data={"login": "luohao", "reason": "请办"})
    handed = client.post(f"/tasks/{register}/reassign", data={"login": "wutong", "reason": "请办"})

    assert '<option value="wutong">吴桐</option>' in page
    assert stranger.status_code == 422
    assert "罗浩不在可以办理这项任务的岗位上" in stranger.text
    assert 'name="reason" rows="2" maxlength="500" required>请办</textarea>' in stranger.text
    assert handed.status_code == 303
    assert row_of(city, register).assignee == key_of(city, "wutong")


@pytest.mark.now("2026-04-22")
def test_a_follow_up_day_is_a_coming_day_or_nothing(city: Runtime, register: int, client_of: Browser) -> None:
    client = client_of("zhaolin")

    found = []
    for typed in ("2026-05-06", "2026-04-21", "bald", ""):
        answer = client.post(f"/tasks/{register}/follow-up", data={"follow_up_on": typed})
        found.append((answer.status_code, str(row_of(city, register).follow_up_on)))

    assert found == [(303, "2026-05-06"), (422, "2026-05-06"), (422, "2026-05-06"), (303, "None")]


def test_a_remark_and_a_file_stand_on_the_case(city: Runtime, register: int, client_of: Browser) -> None:
    client = client_of("zhaolin")

    client.post(f"/tasks/{register}/comment", data={"body": "电话联系过信访人"})
    client.post(f"/tasks/{register}/attach", data={"file": (BytesIO("录音整理".encode()), "录音.txt")})
    page = client.get(f"/tasks/{register}").text

    assert "电话联系过信访人" in page
    assert "录音.txt" in page


def test_a_file_with_a_classification_mark_is_refused_and_not_stored(
    city: Runtime, register: int, client_of: Browser
) -> None:
    marked = "机密★1年\n\n关于某事的报告\n".encode()

    answer = client_of("zhaolin").post(
        f"/tasks/{register}/attach", data={"file": (BytesIO(marked), "报告.txt")}
    )

    assert answer.status_code == 422
    assert "国家秘密标志" in answer.text
    with city.read() as tx:
        assert files.attachments_of(tx, row_of(city, register).instance_key) == []


def test_a_finished_task_shows_what_was_decided(city: Runtime, register: int, client_of: Browser) -> None:
    complete_task(city, act_as(city, "wutong"), register, REGISTER)

    page = client_of("zhaolin").get(f"/tasks/{register}").text

    assert "办理结果" in page
    assert "申诉求决类" in page
    assert 'name="registration"' not in page


def test_a_handover_is_a_remark_that_names_both(city: Runtime, register: int) -> None:
    claim_task(city, act_as(city, "wutong"), register)

    take_over_task(city, act_as(city, "zhaolin"), register, "吴桐外出")

    with city.read() as tx:
        said = comments.comments_of(tx, row_of(city, register).instance_key)
    assert [one.body for one in said] == ["“登记、查重、确定类别”由吴桐转给赵琳：吴桐外出"]
