"""Rows of supervision: urges, orders with an answer clock, cards; and what the supervisors' board counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    and_,
    case,
    func,
    insert,
    not_,
    or_,
    select,
    type_coerce,
    update,
)

from app.store.keys import new_key
from app.store.tables.cases import instance, supervision, term


@dataclass(frozen=True)
class BoardQuery:
    """Say what the board counts.

    `visible` is the condition of the viewer's scope; no office is bound by the terms of `citizen_rules`.
    """

    visible: ColumnElement[bool]
    today: date
    week_end: date
    citizen_rules: Collection[str] = ()
    unit: str | None = None


def add_supervision(tx: Connection, values: dict[str, Any]) -> int:
    """Store an act of supervision and return its key."""
    key = new_key()
    tx.execute(insert(supervision).values(key=key, **values))
    return key


def supervision_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one act of supervision."""
    return tx.execute(select(supervision).where(supervision.c.key == key)).first()


def supervisions_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the supervision of a case, newest first."""
    query = select(supervision).where(supervision.c.instance_key == instance_key)
    return list(tx.execute(query.order_by(supervision.c.key.desc())))


def answer_supervision(tx: Connection, key: int, values: dict[str, Any]) -> bool:
    """Write the unit's answer; False when it was answered or withdrawn meanwhile."""
    return _change_open(tx, key, values)


def withdraw_supervision(tx: Connection, key: int, values: dict[str, Any]) -> bool:
    """Write that an act of supervision was withdrawn; False when it was before."""
    done = tx.execute(
        update(supervision)
        .where(supervision.c.key == key, supervision.c.withdrawn_at.is_(None))
        .values(**values)
    )
    return done.rowcount == 1


def late_term(today: date, citizen_rules: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a running term of an office is past its last day in time."""
    last = case((term.c.legal_on > term.c.target_on, term.c.legal_on), else_=term.c.target_on)
    return and_(term.c.state == "running", last < today, office_term(citizen_rules))


def office_term(citizen_rules: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that an office, not a citizen, is obliged by a term."""
    stated = type_coerce(term.c.definition, Text)
    return and_(not_(term.c.rule.in_(citizen_rules)), stated.not_like('%"term.obliged":"citizen"%'))


def board_counts(tx: Connection, query: BoardQuery) -> list[Row[Any]]:
    """Return per unit: unit, running, overdue, this_week."""
    late, week = late_term(query.today, query.citizen_rules), _this_week(query)
    rows = (
        select(
            term.c.unit,
            func.count().label("running"),
            func.sum(case((late, 1), else_=0)).label("overdue"),
            func.sum(case((week, 1), else_=0)).label("this_week"),
        )
        .join(instance, instance.c.key == term.c.instance_key)
        .where(query.visible, term.c.state == "running", office_term(query.citizen_rules))
        .group_by(term.c.unit)
    )
    return list(tx.execute(rows))


def board_terms(
    tx: Connection, query: BoardQuery, *, which: str, limit: int, offset: int
) -> tuple[list[Row[Any]], int]:
    """Return one page of running terms with their cases, the most urgent first, and how many there are.

    `which` is overdue or week.
    """
    wanted = late_term(query.today, query.citizen_rules) if which == "overdue" else _this_week(query)
    conditions = [query.visible, wanted]
    if query.unit:
        conditions.append(term.c.unit == query.unit)
    total = tx.scalar(_terms(select(func.count())).where(*conditions)) or 0
    rows = tx.execute(
        _terms(select(term, instance.c.number, instance.c.title, instance.c.status.label("case_status")))
        .where(*conditions)
        .order_by(term.c.target_on, term.c.key)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), int(total)


def board_supervisions(
    tx: Connection,
    visible: ColumnElement[bool],
    *,
    state: str = "open",
    units: Collection[str] | None = None,
    kind: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> tuple[list[Row[Any]], int]:
    """Return one page of supervision with number and title of the case, the next answer due first.

    `state` is open (waits for an answer), answered, withdrawn or all; `units` limits the unit addressed.
    """
    conditions: list[ColumnElement[bool]] = [visible, *_in_state(state)]
    if units is not None:
        conditions.append(supervision.c.unit.in_(units))
    if kind:
        conditions.append(supervision.c.kind == kind)
    base = select(supervision, instance.c.number, instance.c.title).join(
        instance, instance.c.key == supervision.c.instance_key
    )
    total = tx.scalar(
        select(func.count())
        .select_from(supervision.join(instance, instance.c.key == supervision.c.instance_key))
        .where(*conditions)
    )
    order = (supervision.c.answer_due_on.is_(None), supervision.c.answer_due_on, supervision.c.key.desc())
    rows = tx.execute(base.where(*conditions).order_by(*order).limit(limit).offset(offset))
    return list(rows), int(total or 0)


def supervision_counts(tx: Connection, visible: ColumnElement[bool], today: date) -> dict[str, int]:
    """Return how many acts wait for an answer, how many of them are late, and how many red cards stand."""
    waiting = and_(*_in_state("open"))
    row = tx.execute(
        select(
            func.sum(case((waiting, 1), else_=0)).label("waiting"),
            func.sum(case((and_(waiting, supervision.c.answer_due_on < today), 1), else_=0)).label("late"),
            func.sum(
                case((and_(supervision.c.card == "red", supervision.c.withdrawn_at.is_(None)), 1), else_=0)
            ).label("red"),
        )
        .join(instance, instance.c.key == supervision.c.instance_key)
        .where(visible)
    ).one()
    return {"waiting": int(row.waiting or 0), "late": int(row.late or 0), "red": int(row.red or 0)}


def _terms(columns: Select[Any]) -> Select[Any]:
    return columns.select_from(term.join(instance, instance.c.key == term.c.instance_key))


def _this_week(query: BoardQuery) -> ColumnElement[bool]:
    return and_(
        term.c.state == "running",
        term.c.target_on >= query.today,
        term.c.target_on <= query.week_end,
        office_term(query.citizen_rules),
    )


def _in_state(state: str) -> list[ColumnElement[bool]]:
    open_ = supervision.c.withdrawn_at.is_(None)
    match state:
        case "open":
            return [open_, supervision.c.answered_at.is_(None)]
        case "answered":
            return [open_, supervision.c.answered_at.is_not(None)]
        case "withdrawn":
            return [supervision.c.withdrawn_at.is_not(None)]
        case _:
            return [or_(open_, supervision.c.withdrawn_at.is_not(None))]


def _change_open(tx: Connection, key: int, values: dict[str, Any]) -> bool:
    done = tx.execute(
        update(supervision)
        .where(
            supervision.c.key == key,
            supervision.c.withdrawn_at.is_(None),
            supervision.c.answered_at.is_(None),
        )
        .values(**values)
    )
    return done.rowcount == 1
