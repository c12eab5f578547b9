"""The inbox query: which open or finished tasks a person sees, filtered, sorted and paged by the database."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, false, func, or_, select

from app.store.search import matches
from app.store.tables.cases import definition, instance, suspension, task, task_candidate, term

Box = Literal["mine", "group", "waiting", "involved", "done", "unit"]
BOXES: tuple[Box, ...] = ("mine", "group", "waiting", "involved", "done", "unit")
DUES = ("overdue", "today", "week", "later", "none", "follow")


@dataclass(frozen=True)
class Competence:
    """Hold in whose place somebody works: accounts, candidate groups, the processes and kinds of task it covers.

    The first of a query is the person's own; each further one is a principal the person substitutes for.
    None says: all.
    """

    accounts: frozenset[int]
    groups: frozenset[str]
    processes: frozenset[str] | None = None
    kinds: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class InboxRequest:
    """Say what a page asks for; empty texts mean: all.

    `box`: mine (held), group (to be taken), waiting (the applicant's turn), involved, done, unit (everything
    open in the units one heads).
    """

    box: Box = "mine"
    q: str = ""
    process_id: str = ""
    element_id: str = ""
    due: str = ""
    sort: str = ""
    page: int = 1
    size: int = 20


@dataclass(frozen=True, kw_only=True)
class WorklistQuery(InboxRequest):
    """Say what to list and to whom: `hidden_accused` are units whose accusations must not be shown."""

    competences: tuple[Competence, ...]
    hidden_accused: frozenset[str] = frozenset()
    lead_units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rows:
    """Hold one page of rows and the number of all."""

    rows: Sequence[Row[Any]]
    total: int


_SORTS: Mapping[str, ColumnElement[Any]] = {
    "due": task.c.due_on,
    "opened": task.c.opened_at,
    "closed": task.c.closed_at,
    "number": instance.c.number,
    "title": instance.c.title,
    "step": task.c.name,
}
SORTS = tuple(_SORTS)
_OPEN = task.c.state == "open"


def list_tasks(tx: Connection, query: WorklistQuery, today: date) -> Rows:
    """Return one page of tasks with their case's number, title, applicant, unit and status."""
    conditions = _conditions(tx, query, today)
    total = tx.scalar(_from(select(func.count())).where(*conditions)) or 0
    order = _SORTS.get(query.sort.removeprefix("-"))
    descending = query.sort.startswith("-")
    if order is None:
        order, descending = (task.c.closed_at, True) if query.box == "done" else (task.c.due_on, False)
    direction = order.desc() if descending else order.asc()
    columns = (
        task,
        instance.c.number,
        instance.c.title,
        instance.c.unit.label("case_unit"),
        instance.c.status.label("case_status"),
        instance.c.channel,
        instance.c.received_on,
        instance.c.applicant_name,
        instance.c.suspended_at,
    )
    found = tx.execute(
        _from(select(*columns))
        .where(*conditions)
        # what has no date comes last in both directions
        .order_by(order.is_(None), direction, task.c.priority.desc(), task.c.key)
        .limit(query.size)
        .offset((max(query.page, 1) - 1) * query.size)
    )
    return Rows(found.all(), int(total))


def list_steps(tx: Connection, query: WorklistQuery) -> Sequence[Row[Any]]:
    """Return the processes and steps that occur in a box (process_id, process_name, element_id, name)."""
    return tx.execute(
        _from(
            select(
                task.c.process_id,
                func.max(definition.c.name).label("process_name"),
                task.c.element_id,
                func.max(task.c.name).label("name"),
            )
        )
        .join(definition, definition.c.key == instance.c.definition_key)
        .where(_box(query), _not_accused(query))
        .group_by(task.c.process_id, task.c.element_id)
        .order_by(task.c.process_id, func.max(task.c.name))
    ).all()


def count_boxes(tx: Connection, query: WorklistQuery, today: date, boxes: Sequence[Box]) -> dict[str, int]:
    """Return in one statement how many tasks stand in each box; of the own ones also how many are due when."""
    mine = replace(query, box="mine")
    asked: dict[str, list[ColumnElement[bool]]] = {
        box: [_box(replace(query, box=box)), _not_accused(query)] for box in boxes
    }
    if "mine" in boxes:
        for due in ("overdue", "today", "week"):
            condition = _due(due, today)
            asked[due] = [_box(mine), _not_accused(query), *([condition] if condition is not None else [])]
    counts = [
        _from(select(func.count())).where(*conditions).scalar_subquery().label(name)
        for name, conditions in asked.items()
    ]
    row = tx.execute(select(*counts)).one()
    return {name: int(value or 0) for name, value in row._mapping.items()}  # noqa: SLF001 - SQLAlchemy's public name


def count_held(tx: Connection, query: WorklistQuery) -> int:
    """Return how many tasks stand in the person's own box."""
    mine = replace(query, box="mine")
    return int(tx.scalar(_from(select(func.count())).where(_box(mine), _not_accused(mine))) or 0)


def candidates_of_many(tx: Connection, task_keys: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return task key → its candidates."""
    found: dict[int, set[str]] = {}
    asked = select(task_candidate).where(task_candidate.c.task_key.in_(task_keys))
    for row in tx.execute(asked):
        found.setdefault(row.task_key, set()).add(row.candidate)
    return {key: frozenset(candidates) for key, candidates in found.items()}


def running_terms(tx: Connection, instance_keys: Collection[int], today: date) -> Sequence[Row[Any]]:
    """Return the dates of the running terms of these cases and whether each stands still today (`paused`)."""
    still = (
        select(1)
        .where(
            suspension.c.term_key == term.c.key,
            suspension.c.starts_on <= today,
            or_(suspension.c.ends_on.is_(None), suspension.c.ends_on >= today),
        )
        .exists()
    )
    columns = (term.c.instance_key, term.c.target_on, term.c.legal_on, term.c.warning_on)
    return tx.execute(
        select(*columns, still.label("paused")).where(
            term.c.instance_key.in_(instance_keys), term.c.state == "running"
        )
    ).all()


def task_heads(tx: Connection, task_keys: Sequence[int]) -> dict[int, Row[Any]]:
    """Return key → row (name, number, title) of these tasks, for telling what became of them."""
    rows = tx.execute(
        _from(select(task.c.key, task.c.name, instance.c.number, instance.c.title)).where(
            task.c.key.in_(task_keys)
        )
    )
    return {row.key: row for row in rows}


def _from(columns: Select[Any]) -> Select[Any]:
    return columns.select_from(task.join(instance, instance.c.key == task.c.instance_key))


def _conditions(tx: Connection, query: WorklistQuery, today: date) -> list[ColumnElement[bool]]:
    optional = (
        matches(tx, instance.c.key, query.q),
        task.c.process_id == query.process_id if query.process_id else None,
        task.c.element_id == query.element_id if query.element_id else None,
        _due(query.due, today),
    )
    return [_box(query), _not_accused(query), *(one for one in optional if one is not None)]


def _not_accused(query: WorklistQuery) -> ColumnElement[bool]:
    # 信访工作条例 30: an accusation is never visible to the accused unit, whatever else would show it
    return or_(instance.c.accused_unit.is_(None), instance.c.accused_unit.not_in(query.hidden_accused))


Condition = Callable[[Competence], ColumnElement[bool]]


def _each(query: WorklistQuery, condition: Condition) -> ColumnElement[bool]:
    own, *lent = query.competences
    return or_(condition(own), *(and_(condition(one), *_limits(one)) for one in lent))


def _limits(lent: Competence) -> list[ColumnElement[bool]]:
    limits = ((task.c.process_id, lent.processes), (task.c.kind, lent.kinds))
    return [column.in_(allowed) for column, allowed in limits if allowed is not None]


def _held(query: WorklistQuery) -> ColumnElement[bool]:
    # what a substitute holds in one's place stays before one's eyes
    lent_out = task.c.acting_for.in_(query.competences[0].accounts)
    return or_(_each(query, lambda one: task.c.assignee.in_(one.accounts)), lent_out)


def _candidate(query: WorklistQuery) -> ColumnElement[bool]:
    here = select(1).where(task_candidate.c.task_key == task.c.key)
    return _each(query, lambda one: exists(here.where(task_candidate.c.candidate.in_(one.groups))))


def _of_units(query: WorklistQuery) -> ColumnElement[bool]:
    names = [task_candidate.c.candidate.startswith(f"{unit}.", autoescape=True) for unit in query.lead_units]
    return exists(select(1).where(task_candidate.c.task_key == task.c.key, or_(false(), *names)))


def _box(query: WorklistQuery) -> ColumnElement[bool]:
    own = query.competences[0].accounts
    free = and_(_OPEN, task.c.assignee.is_(None))
    match query.box:
        case "group":
            return and_(free, task.c.for_applicant.is_(False), _candidate(query))
        case "waiting":
            return and_(free, task.c.for_applicant.is_(True), _candidate(query))
        case "done":
            return and_(task.c.state == "completed", task.c.closed_by.in_(own))
        case "involved":
            other = task.alias("worked")
            worked = select(1).where(
                other.c.instance_key == task.c.instance_key,
                or_(other.c.closed_by.in_(own), other.c.assignee.in_(own)),
            )
            return and_(_OPEN, exists(worked), ~func.coalesce(_held(query), false()))
        case "unit":
            return and_(_OPEN, task.c.for_applicant.is_(False), _of_units(query))
        case _:
            return and_(_OPEN, _held(query))


def _due(due: str, today: date) -> ColumnElement[bool] | None:
    week = today + timedelta(days=7)
    match due:
        case "overdue":
            return task.c.due_on < today
        case "today":
            return task.c.due_on == today
        case "week":
            return task.c.due_on.between(today, week)
        case "later":
            return task.c.due_on > week
        case "none":
            return task.c.due_on.is_(None)
        case "follow":
            return task.c.follow_up_on <= today
        case _:
            return None
