"""The audit administrator's pages: they show acts and no contents, to nobody else, and log every look."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select, update

from app.cases.record.audit_daily_root import daily_root
from app.runtime import Runtime
from app.store.tables.audit import access_log, audit_event
from tests.harness.city import actor_of
from tests.harness.petition import do, file_petition

PAGES = ("/audit", "/audit/looks", "/audit/verify", "/audit/erasure")


@pytest.fixture
def filed(city: Runtime):
    started = file_petition(
        city, actor_of(city, "hexiuying"), title="3号楼暖气不热", applicant_email="he@example.org"
    )
    do(
        city,
        started.key,
        "register",
        registration="refused",
        same_as="信访〔2025〕9号",
        refusal_reasons="同一事项正在办理，没有新的事实。",
    )
    return started


@pytest.fixture
def auditor(client_of):
    return client_of("mingjian")


def main(answer) -> str:
    said = answer.get_data(as_text=True)
    return said[said.index("<main") : said.index("</main>")]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("login", ["zhaolin", "sunkai", "gaoyuan", "anping", "hexiuying"])
def test_nobody_else_comes_in(client_of, page, login):
    assert client_of(login).get(page).status_code == 403


def test_a_stranger_is_sent_to_sign_in_and_posts_are_refused(client_of):
    for page in PAGES:
        assert client_of(None).get(page).status_code in {302, 303, 401}
    for page in ("/audit/verify", "/audit/erasure"):
        assert client_of("zhaolin").post(page, data={"number": "x", "reason": "x"}).status_code == 403


def test_acts_are_shown_with_person_and_unit_and_contents_are_not(auditor, filed):
    said = main(auditor.get("/audit"))

    assert filed.number in said
    assert "赵琳" in said
    for secret in ("何秀英", "13800001234", "暖气", "he@example.org"):
        assert secret not in said


def test_filters_narrow_and_are_kept_in_the_form(auditor, filed):
    said = main(
        auditor.get(
            "/audit", query_string={"action": "case.started", "who": "nobody", "number": filed.number}
        )
    )
    assert "没有符合条件的记录" in said
    assert f'value="{filed.number}"' in said
    assert '<option value="case.started" selected>' in said

    found = main(auditor.get("/audit?action=case.started&since=2026-04-22&until=2026-04-22"))
    assert "共1条" in found
    assert "共" in main(auditor.get("/audit?since=yesterday&page=-1&size=99999&action=<script>"))


def test_every_look_is_logged_and_shown(city, auditor, filed):
    auditor.get("/audit", query_string={"number": filed.number})

    with city.read() as tx:
        rows = tx.execute(select(access_log).where(access_log.c.purpose == "audit")).all()
    assert [(row.instance_key, row.actor_name) for row in rows] == [(filed.key, "明鉴")]
    said = main(auditor.get("/audit/looks"))
    assert "明鉴" in said
    assert filed.number in said


def test_verification_names_the_damage_or_says_that_there_is_none(city, auditor, filed):
    daily_root(city, date(2026, 4, 22))
    assert "没有发现问题" in main(auditor.post("/audit/verify", data={"number": ""}))

    with city.transaction() as tx:
        tx.execute(update(audit_event).where(audit_event.c.action == "case.started").values(unit="zjj"))
    said = main(auditor.post("/audit/verify", data={"number": filed.number}))
    assert f"{filed.number} 第 1 条" in said
    missing = auditor.post("/audit/verify", data={"number": "信访〔2026〕99号"})
    assert missing.status_code == 422
    assert "没有编号为" in main(missing)


def test_an_erasure_shows_what_goes_and_what_stays_and_asks_for_the_reason(city, auditor, filed):
    said = main(auditor.get("/audit/erasure", query_string={"number": filed.number}))
    assert "可以删除" in said
    assert "须保留" in said
    assert "2036年4月22日" in said

    refused = auditor.post("/audit/erasure", data={"number": filed.number, "reason": ""})
    assert refused.status_code == 422
    assert 'id="reason-error"' in main(refused)

    done = auditor.post("/audit/erasure", data={"number": filed.number, "reason": "本人来访，核验身份证"})
    assert done.status_code == 303
    assert "已依法删除" in auditor.get(done.headers["Location"]).get_data(as_text=True)
    with city.read() as tx:
        count = select(func.count()).where(audit_event.c.action == "payload.erased")
        assert tx.scalar(count) == 1


def test_an_unknown_number_is_told_at_the_top(auditor):
    answer = auditor.get("/audit/erasure", query_string={"number": "信访〔2026〕99号"})

    assert answer.status_code == 422
    assert "没有编号为" in main(answer)


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_readable_in_english(auditor, page):
    answer = auditor.get(page, query_string={"lang": "en"})

    # without rows: names of people and units and case numbers stay as they are
    words = re.sub(r"<tbody.*?</tbody>|<[^>]*>", "", main(answer), flags=re.DOTALL)
    assert "".join(sign for sign in words if "一" <= sign <= "鿿") == ""
