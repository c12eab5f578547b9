"""A10: numbers without gap or double, void ones never reused; an edited opinion and a cut-off log are found."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, update

from app.runtime import Runtime
from app.store.tables.audit import audit_event, audit_payload
from tests.harness.dispatch import OFFICE, bring_to, do, draft, paper
from tests.harness.walk import Walk


def drafts_at_the_registrar(walk: Walk, count: int) -> list[str]:
    """Bring some documents to the registrars' desk; the register on paper ended with 12."""
    clerk = walk("zhangxiao")
    clerk.send(clerk.get("/numbers/洛政办"), {"last": 12}, action="/go-on")
    found = [draft(walk("limin"), title=f"市政府办公室关于第{one}件事的通知") for one in range(1, count + 1)]
    for number in found:
        bring_to(walk, number, "number", OFFICE)
    return found


@pytest.mark.story("A10")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_two_clerks_in_the_same_second_get_different_numbers_and_a_void_one_is_not_reused(walk: Walk) -> None:
    first, second, third = drafts_at_the_registrar(walk, 3)

    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(do, walk(login), number, "number")
            for login, number in (("zhangxiao", first), ("chengxiao", second))
        ]
        assert [one.result().status for one in sent] == [200, 200]
    list_of_numbers = walk("zhangxiao").get("/numbers/洛政办")
    assert "洛政办〔2026〕13号" in list_of_numbers.text
    assert "洛政办〔2026〕14号" in list_of_numbers.text
    assert "下一个号 洛政办〔2026〕15号" in list_of_numbers.text

    clerk = walk("zhangxiao")
    empty = clerk.send(list_of_numbers, {"reason": " "}, action="/2026/13/void")
    assert empty.status == 422
    done = clerk.send(clerk.get("/numbers/洛政办"), {"reason": "会议取消"}, action="/2026/13/void")
    assert "作废 会议取消" in done.text
    do(clerk, third, "number")
    assert "洛政办〔2026〕15号" in paper(walk("limin"), third).text

    walk.on("2027-01-04")
    fresh = draft(walk("limin"))
    bring_to(walk, fresh, "number", OFFICE)
    do(walk("chengxiao"), fresh, "number")
    assert "洛政办〔2027〕1号" in paper(walk("limin"), fresh).text


@pytest.mark.story("A10")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_an_opinion_edited_in_the_database_is_named_with_record_day_and_link(walk: Walk) -> None:
    (number,) = drafts_at_the_registrar(walk, 1)
    do(walk("zhangxiao"), number, "number")
    assert verify(walk).exit_code == 0

    with walk.runtime.transaction() as tx:
        signed = opinions(walk.runtime, tx)[0]
        tx.execute(
            update(audit_payload).where(audit_payload.c.event_key == signed.key).values(body="改写的意见")
        )

    found = verify(walk)
    assert found.exit_code == 1
    assert f"[payload_changed] {number} 第 {signed.seq} 条（2026-03-02）" in found.output


@pytest.mark.story("A10")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_a_number_rewritten_in_the_record_breaks_the_chain_there(walk: Walk) -> None:
    (number,) = drafts_at_the_registrar(walk, 1)
    do(walk("zhangxiao"), number, "number")
    with walk.runtime.transaction() as tx:
        rows = tx.execute(select(audit_event.c.key, audit_event.c.seq, audit_event.c.facts)).all()
        drawn = next(row for row in rows if row.facts.get("number") == "洛政办〔2026〕13号")
        facts = {**drawn.facts, "number": "洛政办〔2026〕99号"}
        tx.execute(update(audit_event).where(audit_event.c.key == drawn.key).values(facts=facts))

    found = verify(walk)

    assert f"[changed] {number} 第 {drawn.seq} 条（2026-03-02）" in found.output


@pytest.mark.story("A10")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_cutting_off_the_last_five_records_is_found(walk: Walk) -> None:
    (number,) = drafts_at_the_registrar(walk, 1)
    with walk.runtime.transaction() as tx:
        chain = opinions(walk.runtime, tx)[0].chain_key
        rows = tx.execute(select(audit_event).where(audit_event.c.chain_key == chain)).all()
        last = sorted(rows, key=lambda row: row.seq)[-5:]
        tx.execute(delete(audit_payload).where(audit_payload.c.event_key.in_([row.key for row in last])))
        tx.execute(delete(audit_event).where(audit_event.c.key.in_([row.key for row in last])))

    found = verify(walk)

    assert found.exit_code == 1
    assert f"[truncated] {number} 从第 {last[0].seq} 条起" in found.output


def verify(walk: Walk):
    """Run `flask audit verify`."""
    return walk.app.test_cli_runner().invoke(args=["audit", "verify"])


def opinions(runtime: Runtime, tx) -> list:
    """Return the events of cases in which somebody completed a task, newest first."""
    rows = tx.execute(
        select(audit_event).where(audit_event.c.action == "task.completed").order_by(audit_event.c.key.desc())
    )
    return list(rows)
