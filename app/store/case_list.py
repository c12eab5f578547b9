"""The register of cases: which of them a person may find, filtered, sorted and paged by the database."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from app.store.search import matches
from app.store.supervision import late_term, office_term
from app.store.tables.cases import instance, rating, task, task_candidate, term

_EXPORT_LIMIT = 5000


@dataclass(frozen=True)
class Visible:
    """Say which cases a person may find (the search scope of the access policy in plain values)."""

    everything: bool = False
    units: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    accounts: frozenset[int] = frozenset()
    hidden_accused: frozenset[str] = frozenset()

    def condition(self) -> ColumnElement[bool]:
        """Return the condition on `instance`; accusations are never found, whoever asks (信访工作条例 30)."""
        hidden = (
            or_(instance.c.accused_unit.is_(None), not_(instance.c.accused_unit.in_(self.hidden_accused)))
            if self.hidden_accused
            else true()
        )
        return and_(instance.c.restricted.is_(False), hidden, self._reach())

    def ratings(self) -> ColumnElement[bool]:
        """Return the condition on `instance` under which its rating is told: supervisors at once, others at the end."""
        return true() if self.everything else instance.c.status.in_(("completed", "terminated"))

    def _reach(self) -> ColumnElement[bool]:
        if self.everything:
            return true()
        own_unit = or_(instance.c.unit.in_(self.units), instance.c.intake_unit.in_(self.units))
        worked = select(task.c.instance_key).where(
            or_(task.c.assignee.in_(self.accounts), task.c.closed_by.in_(self.accounts))
        )
        offered = (
            select(task.c.instance_key)
            .join(task_candidate, task_candidate.c.task_key == task.c.key)
            .where(task_candidate.c.candidate.in_(self.groups))
        )
        return or_(own_unit, instance.c.key.in_(worked), instance.c.key.in_(offered))


@dataclass(frozen=True)
class CaseFilter:
    """Say which cases are wanted; what is None or empty does not narrow.

    `due` is overdue or week; `timely` ontime or late, of office terms met in `closed_from`…`closed_to`;
    `assignee` and `element` are of open tasks (`task_late`: past their due date), `done_element` of completed ones;
    `rated` a level 1–5.
    """

    q: str = ""
    process_id: str = ""
    status: str = ""
    outcome: str = ""
    unit: str = ""
    channel: str = ""
    received_from: date | None = None
    received_to: date | None = None
    due: str = ""
    timely: str = ""
    closed_from: date | None = None
    closed_to: date | None = None
    rule: str = ""
    term_unit: str = ""
    assignee: int | None = None
    element: str = ""
    done_element: str = ""
    task_late: bool = False
    rated: int | None = None


@dataclass(frozen=True)
class Moment:
    """Hold what "now" means for a list: today, the end of the week, and the rules that bind citizens."""

    today: date
    week_end: date
    citizen_rules: Collection[str] = ()


_SORTS: dict[str, Any] = {
    "number": instance.c.number,
    "title": instance.c.title,
    "received": instance.c.received_on,
    "ended": instance.c.ended_at,
}


def list_cases(
    tx: Connection,
    visible: Visible,
    wanted: CaseFilter,
    moment: Moment,
    *,
    sort: str = "-received",
    limit: int = 20,
    offset: int = 0,
) -> tuple[list[Row[Any]], int]:
    """Return one page of cases and the number of all; `due_on` is the earliest running target of an office."""
    conditions = _conditions(tx, visible, wanted, moment)
    total = tx.scalar(select(func.count()).select_from(instance).where(*conditions)) or 0
    rows = tx.execute(_ordered(_columns(moment).where(*conditions), sort).limit(limit).offset(offset))
    return list(rows), int(total)


def all_cases(
    tx: Connection, visible: Visible, wanted: CaseFilter, moment: Moment, *, sort: str = "-received"
) -> Iterator[Row[Any]]:
    """Yield the cases for an export, at most 5000."""
    conditions = _conditions(tx, visible, wanted, moment)
    yield from tx.execute(_ordered(_columns(moment).where(*conditions), sort).limit(_EXPORT_LIMIT))


def _columns(moment: Moment) -> Select[Any]:
    due_on = (
        select(func.min(term.c.target_on))
        .where(
            term.c.instance_key == instance.c.key,
            term.c.state == "running",
            office_term(moment.citizen_rules),
        )
        .scalar_subquery()
    )
    is_late = (
        select(1)
        .where(term.c.instance_key == instance.c.key, late_term(moment.today, moment.citizen_rules))
        .exists()
    )
    return select(
        instance.c.key,
        instance.c.number,
        instance.c.title,
        instance.c.status,
        instance.c.outcome,
        instance.c.unit,
        instance.c.channel,
        instance.c.received_on,
        instance.c.ended_at,
        instance.c.applicant_name,
        due_on.label("due_on"),
        is_late.label("is_late"),
    )


def _ordered(query: Select[Any], sort: str) -> Select[Any]:
    order = _SORTS.get(sort.removeprefix("-"), instance.c.received_on)
    direction = order.desc() if sort.startswith("-") else order.asc()
    return query.order_by(order.is_(None), direction, instance.c.key.desc())


def _conditions(
    tx: Connection, visible: Visible, wanted: CaseFilter, moment: Moment
) -> list[ColumnElement[bool]]:
    plain = (
        (wanted.process_id, instance.c.process_id == wanted.process_id),
        (wanted.status, instance.c.status == wanted.status),
        (wanted.outcome, instance.c.outcome == wanted.outcome),
        (wanted.unit, instance.c.unit == wanted.unit),
        (wanted.channel, instance.c.channel == wanted.channel),
    )
    found = [visible.condition(), *(condition for value, condition in plain if value)]
    if wanted.received_from:
        found.append(instance.c.received_on >= wanted.received_from)
    if wanted.received_to:
        found.append(instance.c.received_on <= wanted.received_to)
    words = matches(tx, instance.c.key, wanted.q)
    if words is not None:
        found.append(words)
    elif wanted.q:
        found.append(false())
    return found + _by_terms(wanted, moment) + _by_tasks(wanted, moment) + _by_rating(visible, wanted)


def _by_terms(wanted: CaseFilter, moment: Moment) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    own = [term.c.unit == wanted.term_unit] if wanted.term_unit else []
    if wanted.due == "overdue":
        found.append(_with_term(late_term(moment.today, moment.citizen_rules), *own))
    elif wanted.due == "week":
        week = term.c.target_on.between(moment.today, moment.week_end)
        found.append(_with_term(term.c.state == "running", week, office_term(moment.citizen_rules), *own))
    if wanted.timely:
        last = last_day_in_time()
        timely = term.c.met_on <= last if wanted.timely == "ontime" else term.c.met_on > last
        parts = [term.c.state == "met", timely, office_term(moment.citizen_rules), *own]
        parts += [term.c.met_on >= wanted.closed_from] if wanted.closed_from else []
        parts += [term.c.met_on <= wanted.closed_to] if wanted.closed_to else []
        parts += [term.c.rule == wanted.rule] if wanted.rule else []
        found.append(_with_term(*parts))
    elif wanted.term_unit and not wanted.due:
        found.append(_with_term(term.c.state == "running", office_term(moment.citizen_rules), *own))
    return found


def last_day_in_time() -> ColumnElement[Any]:
    """Return the later of a term's legal and target day."""
    return case((term.c.legal_on > term.c.target_on, term.c.legal_on), else_=term.c.target_on)


def _with_term(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return instance.c.key.in_(select(term.c.instance_key).where(*conditions))


def _by_tasks(wanted: CaseFilter, moment: Moment) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.assignee is not None or wanted.element or wanted.task_late:
        parts = [task.c.state == "open"]
        parts += [task.c.assignee == wanted.assignee] if wanted.assignee is not None else []
        parts += [task.c.element_id == wanted.element] if wanted.element else []
        parts += [task.c.due_on < moment.today] if wanted.task_late else []
        found.append(instance.c.key.in_(select(task.c.instance_key).where(*parts)))
    if wanted.done_element:
        done = [task.c.state == "completed", task.c.element_id == wanted.done_element]
        found.append(instance.c.key.in_(select(task.c.instance_key).where(*done)))
    return found


def _by_rating(visible: Visible, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    if wanted.rated is None:
        return []
    rated = select(rating.c.instance_key).where(rating.c.level == wanted.rated, rating.c.counts.is_(True))
    return [instance.c.key.in_(rated), visible.ratings()]
