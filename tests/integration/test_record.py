"""The record in the database: verified, tampered with in every way, closed day by day, erased and still whole."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from app.access.actor import GUEST, Actor
from app.audit import FindingKind
from app.audit.receipt import check_receipt
from app.cases.moving.handlers.duties import enqueue_duties
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.submissions import submitted_values
from app.cases.record.audit_access import list_access, record_access
from app.cases.record.audit_daily_root import daily_root
from app.cases.record.audit_receipt import (
    check_against_record,
    read_leaf,
    read_receipt,
    read_roots,
    roots_file,
)
from app.cases.record.audit_verify import case_key, verify_record
from app.cases.record.erase_personal_data import erase_personal_data, plan_erasure
from app.cases.record.search_record import RecordQuery, search_looks, search_record, verify_for_audit
from app.errors import ForbiddenError, InvalidError, NotFoundError, SignInRequiredError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances
from app.store.tables.audit import access_log, audit_chain, audit_event, audit_payload, audit_root
from app.store.tables.cases import instance
from app.store.tables.notifications import delivery
from tests.harness.city import actor_of
from tests.harness.petition import bring_to, do, file_petition


@pytest.fixture
def filed(city: Runtime):
    """A case with a few events, under the root of its first day."""
    started = file_petition(city, applicant_email="he@example.org")
    do(city, started.key, "register")
    city.clock.advance(timedelta(days=1))
    daily_root(city)
    do(city, started.key, "transfer")
    return started


def holder(started) -> Actor:
    return Actor(kind="guest", cases=frozenset({started.key}))


def found(runtime: Runtime, key: int | None = None) -> list[tuple[FindingKind, int | None]]:
    return [(f.kind, f.seq) for f in verify_record(runtime, key).findings]


def change(runtime: Runtime, statement) -> None:
    with runtime.transaction() as tx:
        tx.execute(statement)


def chain_key(runtime: Runtime, key: int) -> int:
    with runtime.read() as tx:
        return tx.scalar(select(audit_chain.c.key).where(audit_chain.c.instance_key == key))


def event(runtime: Runtime, started, seq: int):
    return (audit_event.c.instance_key == started.key) & (audit_event.c.seq == seq)


def test_what_happened_verifies(city, filed):
    report = verify_record(city)

    assert report.ok
    assert report.events > 5
    assert report.roots == 1
    assert verify_record(city, filed.key).chains == 1


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"action": "task.claimed"}, FindingKind.CHANGED),
        ({"facts": {"status": "completed"}}, FindingKind.CHANGED),
        ({"unit": "zjj"}, FindingKind.CHANGED),
        ({"actor_key": 1}, FindingKind.CHANGED),
        ({"hash": "0" * 64}, FindingKind.CHANGED),
    ],
)
def test_a_changed_row_is_named(city, filed, values, kind):
    change(city, update(audit_event).where(event(city, filed, 2)).values(**values))

    report = verify_record(city, filed.key)

    assert (kind, 2) in [(f.kind, f.seq) for f in report.findings]
    assert filed.number in str(report.findings[0].message)


def test_deleting_cutting_and_hiding_the_cut_are_each_found(city, filed):
    with city.read() as tx:
        rows = tx.execute(
            select(audit_event.c.seq, audit_event.c.hash)
            .where(audit_event.c.instance_key == filed.key)
            .order_by(audit_event.c.seq)
        ).all()
    change(city, delete(audit_payload))
    change(city, delete(audit_event).where(audit_event.c.instance_key == filed.key, audit_event.c.seq > 2))
    assert (FindingKind.TRUNCATED, 3) in found(city, filed.key)

    # the registered end is shortened, too: the seal betrays it, and the root of yesterday
    change(
        city,
        update(audit_chain)
        .where(audit_chain.c.instance_key == filed.key)
        .values(length=2, head=rows[1].hash),
    )
    kinds = {kind for kind, _ in found(city, filed.key)}
    assert FindingKind.HEAD_FORGED in kinds
    assert FindingKind.TRUNCATED in kinds

    change(city, delete(audit_event).where(event(city, filed, 1)))
    assert (FindingKind.MISSING, 1) in found(city, filed.key)


def test_a_lost_chain_and_a_case_without_one_are_found(city, filed):
    key = chain_key(city, filed.key)
    change(city, delete(audit_payload))
    change(city, delete(audit_event).where(audit_event.c.chain_key == key))
    change(city, delete(audit_chain).where(audit_chain.c.key == key))

    report = verify_record(city)

    assert (FindingKind.CHAIN_MISSING, filed.number) in [(f.kind, f.record) for f in report.findings]


def test_changed_and_removed_payloads_are_found(city, filed):
    with city.read() as tx:
        one = tx.execute(select(audit_event.c.key).where(event(city, filed, 1))).scalar_one()
        other = tx.execute(select(audit_payload).where(audit_payload.c.event_key != one)).first()
    change(city, update(audit_payload).where(audit_payload.c.event_key == one).values(body=other.body))
    assert found(city, filed.key) == [(FindingKind.PAYLOAD_CHANGED, 1)]

    change(city, update(audit_payload).where(audit_payload.c.event_key == one).values(body=None, salt=None))
    assert found(city, filed.key) == [(FindingKind.PAYLOAD_MISSING, 1)]


def test_a_changed_root_is_found(city, filed):
    change(city, update(audit_root).values(events=1))

    assert [kind for kind, _ in found(city)] == [FindingKind.ROOT_CHANGED]


def test_the_access_log_is_sealed_with_the_day(city, filed):
    record_access(city, actor_of(city, "zhaolin"), filed.key, purpose="handle")
    city.clock.advance(timedelta(days=1))
    daily_root(city)
    assert verify_record(city).ok

    change(city, update(access_log).values(actor_name="别人"))

    assert [kind for kind, _ in found(city)] == [FindingKind.ACCESS_LOG_CHANGED]


def test_a_day_is_closed_once_and_roots_are_chained(city, filed):
    first = read_roots(city)[0]
    assert daily_root(city) == first

    city.clock.advance(timedelta(days=1))
    for _ in range(2):
        enqueue_duties(city)
        run_ready_jobs(city)

    roots = read_roots(city)
    assert [root.day for root in roots] == [date(2026, 4, 22), date(2026, 4, 23)]
    assert roots[1].previous == first.root
    assert [root["root"] for root in roots_file(city)["roots"]] == [root.root for root in roots]
    assert verify_record(city).ok


def test_a_receipt_carries_the_leaf_and_its_proof_and_the_site_knows_it(city, filed):
    receipt = json.loads(json.dumps(read_receipt(city, holder(filed), filed.number)))
    leaf = read_leaf(city, holder(filed), filed.number)

    assert check_receipt(receipt) == []
    assert receipt["proof"]["day"] == "2026-04-22"
    assert receipt["proof"]["length"] == leaf.rooted_seq < leaf.seq == receipt["length"]
    assert leaf.hash == receipt["head"]
    checked = check_against_record(city, receipt)
    assert checked.ok
    assert (checked.length, checked.now, checked.rooted_on) == (leaf.seq, leaf.seq, date(2026, 4, 22))


def test_a_receipt_betrays_what_happened_to_the_record_since(city, filed):
    receipt = read_receipt(city, holder(filed), filed.number)
    change(city, delete(audit_payload))
    change(city, delete(audit_event).where(audit_event.c.instance_key == filed.key, audit_event.c.seq > 2))
    change(city, update(audit_event).where(event(city, filed, 1)).values(hash="0" * 64))
    change(city, update(audit_root).values(root="0" * 64))

    codes = {(flaw.code, flaw.seq) for flaw in check_against_record(city, receipt).flaws}

    assert {("rewritten", 1), ("truncated", 3), ("root_changed", None)} <= codes
    change(
        city, update(audit_chain).values(public_id="0" * 32).where(audit_chain.c.instance_key == filed.key)
    )
    assert "chain_missing" in {flaw.code for flaw in check_against_record(city, receipt).flaws}


def test_what_was_written_stands_in_the_receipt_of_the_account_and_not_of_a_code(city):
    citizen = actor_of(city, "hexiuying")
    started = file_petition(city, citizen)

    own, by_code = (
        read_receipt(city, citizen, started.number),
        read_receipt(city, holder(started), started.number),
    )

    assert "何秀英" in json.dumps(own, ensure_ascii=False)
    assert "何秀英" not in json.dumps(by_code, ensure_ascii=False)
    assert check_receipt(own) == check_receipt(by_code) == []


@pytest.mark.parametrize("login", [None, "zhaolin", "mingjian"])
def test_a_stranger_gets_no_receipt(city, filed, login):
    actor = GUEST if login is None else actor_of(city, login)

    for read in (read_receipt, read_leaf):
        with pytest.raises(NotFoundError):
            read(city, actor, filed.number)
    with pytest.raises(InvalidError):
        check_against_record(city, {"format": "other"})


def test_the_applicant_reads_who_looked_with_names_masked(city, filed):
    clerk = actor_of(city, "zhaolin")
    assert record_access(city, clerk, filed.key, purpose="handle") is True
    assert record_access(city, clerk, filed.key, purpose="handle") is False
    city.clock.advance(timedelta(minutes=11))
    assert record_access(city, clerk, filed.key, purpose="handle") is True

    looks = list_access(city, holder(filed), filed.key)

    assert [(look.name, look.purpose) for look in looks] == [("赵*", "handle")] * 2
    assert looks[0].unit
    with pytest.raises(NotFoundError):
        list_access(city, GUEST, filed.key)


def test_contact_data_stay_while_the_case_runs_and_the_refusal_is_on_record(city, filed):
    auditor = actor_of(city, "mingjian")

    plan = plan_erasure(city, auditor, filed.number)
    assert {item.category: item.verdict.erasable for item in plan.items} == {
        "contact": False, "voluntary": True, "record": False,
    }  # fmt: skip
    erase_personal_data(city, auditor, filed.number, "本人来访申请，核验身份证")

    with city.read() as tx:
        head = instances.head_by_key(tx, filed.key)
        assert submitted_values(city, tx, filed.key)["applicant_phone"] == "13800001234"
    assert head.applicant_phone is not None
    assert verify_record(city).ok


def test_after_the_end_contact_data_go_the_file_stays_and_the_record_verifies(city):
    started = file_petition(city, applicant_email="he@example.org")
    do(
        city,
        started.key,
        "register",
        registration="refused",
        same_as="信访〔2025〕9号",
        refusal_reasons="同一事项正在办理，没有新的事实。",
    )
    auditor = actor_of(city, "mingjian")
    receipt = read_receipt(city, holder(started), started.number)

    done = erase_personal_data(city, auditor, started.number, "本人来访申请，核验身份证")

    assert done.payloads >= 1
    with city.read() as tx:
        head = instances.head_by_key(tx, started.key)
        values = submitted_values(city, tx, started.key)
        assert tx.execute(select(delivery).where(delivery.c.instance_key == started.key)).all() == []
    assert head.applicant_phone is head.applicant_phone_index is head.applicant_email is None
    assert not {"applicant_phone", "applicant_email", "applicant_address"} & set(values)
    assert values["facts"]
    report = verify_record(city)
    assert report.ok
    assert report.erased == done.payloads
    # the receipt that was handed out before still proves the same record
    assert check_against_record(city, receipt).ok


def test_when_retention_is_over_everything_personal_goes_and_the_record_verifies(city):
    started = file_petition(city)
    do(
        city,
        started.key,
        "register",
        registration="refused",
        same_as="信访〔2025〕9号",
        refusal_reasons="同一事项正在办理，没有新的事实。",
    )
    city.clock.advance(timedelta(days=3660))

    erase_personal_data(city, actor_of(city, "mingjian"), started.number, "档案保管期满")

    with city.read() as tx:
        head = instances.head_by_key(tx, started.key)
        assert submitted_values(city, tx, started.key) == {}
        assert tx.scalar(select(instance.c.body).where(instance.c.key == started.key)) == b""
        kept = [
            row.action
            for row in tx.execute(
                select(audit_event.c.action)
                .join(audit_payload, audit_payload.c.event_key == audit_event.c.key)
                .where(audit_event.c.instance_key == started.key, audit_payload.c.body.is_not(None))
            )
        ]
    assert head.title == "（已依法删除）"
    assert head.variables == {}
    assert kept == ["payload.erased"]
    assert verify_record(city).ok


@pytest.mark.parametrize("login", [None, "hexiuying", "zhaolin", "sunkai", "gaoyuan", "anping"])
def test_only_the_audit_administrator_reads_searches_verifies_and_erases(city, filed, login):
    actor = GUEST if login is None else actor_of(city, login)
    refusals = (ForbiddenError, SignInRequiredError)

    for ask in (
        lambda: search_record(city, actor, RecordQuery()),
        lambda: search_looks(city, actor),
        lambda: verify_for_audit(city, actor),
        lambda: plan_erasure(city, actor, filed.number),
        lambda: erase_personal_data(city, actor, filed.number, "x"),
    ):
        with pytest.raises(refusals):
            ask()


def test_the_record_is_searched_by_case_day_person_and_act_and_every_search_is_logged(city, filed):
    auditor = actor_of(city, "mingjian")

    def count(**query) -> int:
        return search_record(city, auditor, RecordQuery(**query))[1]

    rows, total = search_record(city, auditor, RecordQuery(number=filed.number), size=3)
    assert len(rows) == 3 < total
    assert [row.seq for row in rows] == [total, total - 1, total - 2]
    assert all(row.number == filed.number for row in rows)
    assert count(action="case.started") == 1
    assert count(who="zhaolin") == count(who="赵琳") > 0
    assert count(who="nobody") == count(number="信访〔2026〕999号") == 0
    assert (
        count(since=date(2026, 4, 23), number=filed.number)
        + count(until=date(2026, 4, 22), number=filed.number)
        == total
    )
    looks, _ = search_looks(city, auditor)
    assert any("操作 case.started" in (look.reason or "") for look in looks)
    assert any(look.number == filed.number for look in looks)


def test_an_erasure_needs_a_reason_and_a_case(city, filed):
    auditor = actor_of(city, "mingjian")

    with pytest.raises(InvalidError, match="申请人"):
        erase_personal_data(city, auditor, filed.number, "  ")
    with pytest.raises(NotFoundError):
        erase_personal_data(city, auditor, "信访〔2026〕999号", "x")
    with pytest.raises(NotFoundError):
        case_key(city, "信访〔2026〕999号")


def test_two_writers_of_one_chain_do_not_fork_it(city, filed):
    clerk = actor_of(city, "zhaolin")

    with city.transaction() as tx:
        first = append_event(city, tx, filed.key, actor=clerk, action="case.commented")
        second = append_event(city, tx, filed.key, actor=clerk, action="case.commented")

    assert second.seq == first.seq + 1
    assert verify_record(city, filed.key).ok


def test_a_rolled_back_act_leaves_no_event(city, filed):
    before = verify_record(city).events

    with pytest.raises(RuntimeError), city.transaction() as tx:
        append_event(city, tx, filed.key, actor=GUEST, action="case.commented")
        raise RuntimeError

    assert verify_record(city).events == before


def test_a_whole_case_has_its_acts_on_record(city):
    started = file_petition(city)
    bring_to(city, started.key, "rate")

    with city.read() as tx:
        acts = set(tx.scalars(select(audit_event.c.action).where(audit_event.c.instance_key == started.key)))
    assert {"case.started", "task.completed", "document.issued"} <= acts
    assert verify_record(city).ok
