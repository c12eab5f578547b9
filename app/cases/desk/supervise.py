"""Urge a unit (催办), order it to answer by a day (督办), answer, withdraw (信访工作条例 38).

Cards for overdue steps are issued by the process itself (`luoshu.supervise`); they are answered and withdrawn
like orders.
"""

from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.cases.moving.current_calendar import current_calendar
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_number, required_text
from app.clock import local_date
from app.deadlines import working_days_after
from app.errors import ConflictError, InvalidError, NotFoundError
from app.notifications import Message
from app.record.append import append_event
from app.runtime import Runtime
from app.store import notifications, supervision, terms
from app.text import text

ANSWER_DAYS = 5
"""Working days a unit has for its answer unless the supervisor says otherwise: an office rule (演示规则)."""
MOST_DAYS = 30


def urge_case(runtime: Runtime, actor: Actor, key: int, *, body: str) -> int:
    """Urge the responsible unit; nothing has to be answered. Returns the key of the act.

    Raises InvalidError without words, ConflictError when the case is over, NotFoundError or ForbiddenError
    as the policy says.
    """
    return _issue(runtime, actor, key, kind="urge", body=body, days=None, term_key=None)


def order_answer(
    runtime: Runtime, actor: Actor, key: int, *, body: str, days: str, term_key: int | None = None
) -> int:
    """Order the responsible unit to answer within `days` working days; returns the key of the act.

    `term_key` is the term it is about. Errors as for `urge_case`.
    """
    return _issue(runtime, actor, key, kind="order", body=body, days=days, term_key=term_key)


def answer_order(runtime: Runtime, actor: Actor, supervision_key: int, *, answer: str) -> int:
    """Write the unit's answer and return the key of the case.

    Raises ConflictError when it was answered or withdrawn meanwhile; a late answer is taken and marked.
    """
    with runtime.transaction() as tx:
        row = _act(tx, supervision_key)
        get_case(tx, actor, row.instance_key, action="supervision.answer")
        if row.unit is not None and row.unit not in actor.units:
            message = text("督办须由被督办的单位答复。")
            raise InvalidError(message, {"answer": [message]})
        words = required_text(answer, "answer")
        values = {"answer": words, "answered_by": actor.account_key, "answered_at": runtime.clock.now()}
        if not supervision.answer_supervision(tx, supervision_key, values):
            raise ConflictError(text("这件督办刚刚已经答复或者撤销。"))
        _record(runtime, tx, actor, row, "supervision.answered", reason=words)
    return int(row.instance_key)


def withdraw_order(runtime: Runtime, actor: Actor, supervision_key: int, *, reason: str) -> int:
    """Withdraw an urge, order or card with a reason and return the key of the case; it stays readable."""
    with runtime.transaction() as tx:
        row = _act(tx, supervision_key)
        get_case(tx, actor, row.instance_key, action="supervision.issue")
        why = required_text(reason, "reason", longest=500)
        values = {"withdrawn_at": runtime.clock.now(), "withdrawn_reason": why}
        if not supervision.withdraw_supervision(tx, supervision_key, values):
            raise ConflictError(text("这件督办刚刚已经撤销。"))
        _record(runtime, tx, actor, row, "supervision.withdrawn", reason=why)
    return int(row.instance_key)


def _issue(
    runtime: Runtime,
    actor: Actor,
    key: int,
    *,
    kind: str,
    body: str,
    days: str | None,
    term_key: int | None,
) -> int:
    with runtime.transaction() as tx:
        head, facts = get_case(tx, actor, key, action="supervision.issue")
        if facts.ended:
            raise ConflictError(text("此件已经办结。"))
        words = required_text(body, "body", longest=1000)
        due = None
        if days is not None:
            amount = required_number(days, "days", least=1, most=MOST_DAYS)
            today = local_date(runtime.clock.now())
            due = working_days_after(today, amount, calendar=current_calendar(runtime, tx))
        unit = _unit_of(tx, key, term_key) or head.unit
        found = supervision.add_supervision(
            tx,
            {
                "instance_key": key,
                "term_key": term_key,
                "kind": kind,
                "unit": unit,
                "body": words,
                "opened_by": actor.account_key,
                "opened_at": runtime.clock.now(),
                "answer_due_on": due,
            },
        )
        action = "supervision.urged" if kind == "urge" else "supervision.ordered"
        payload = {"reason": words, "due": due.isoformat() if due else None}
        append_event(
            runtime, tx, key, actor=actor, action=action, facts={"unit": unit or ""}, payload=payload
        )
        subject = text("%(act)s：%(number)s", act="催办" if kind == "urge" else "督办", number=head.number)
        _tell_unit(runtime, tx, head, unit, Message(str(subject), words))
    return found


def _tell_unit(runtime: Runtime, tx: Connection, head: Row[Any], unit: str | None, message: Message) -> None:
    """Leave word for the handlers and heads of the unit addressed."""
    groups = {f"{unit}.handler", f"{unit}.registrar", f"{unit}.head"} if unit else set()
    told = [
        person.key
        for person in notifications.recipients(tx, groups=groups)
        if head.accused_unit is None or person.unit_code != head.accused_unit
    ]
    notifications.leave_word(
        tx,
        told,
        subject=message.subject,
        body=message.body,
        at=runtime.clock.now(),
        instance_key=head.key,
    )


def _unit_of(tx: Connection, key: int, term_key: int | None) -> str | None:
    if term_key is None:
        return None
    row = terms.term_by_key(tx, term_key)
    if row is None or row.instance_key != key:
        message = text("所选期限不属于此件。")
        raise InvalidError(message, {"term": [message]})
    unit: str | None = row.unit
    return unit


def _act(tx: Connection, supervision_key: int) -> Row[Any]:
    row = supervision.supervision_by_key(tx, supervision_key)
    if row is None:
        raise NotFoundError(text("没有找到您要的内容"))
    return row


def _record(
    runtime: Runtime, tx: Connection, actor: Actor, row: Row[Any], action: str, *, reason: str
) -> None:
    append_event(
        runtime,
        tx,
        row.instance_key,
        actor=actor,
        action=action,
        facts={"supervision": str(row.key)},
        payload={"reason": reason},
    )
