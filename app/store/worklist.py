"""The inbox query: which open or finished tasks a person sees, filtered, sorted and paged by the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select

from app.store.search import matches
from app.store.tables.cases import instance, task, task_candidate


@dataclass(frozen=True)
class WorklistQuery:
    """Say what to list. `box`: mine, group, done, involved; `groups` are the person's candidate groups."""

    account_key: int
    groups: frozenset[str]
    unit: str | None
    box: str = "mine"
    q: str = ""
    process_id: str | None = None
    element_id: str | None = None
    due: str | None = None
    principals: tuple[int, ...] = ()
    sort: str = "due"
    descending: bool = False
    page: int = 1
    size: int = 20


@dataclass(frozen=True)
class Page:
    """Hold one page of rows and the number of all."""

    rows: list[Row[Any]]
    total: int
    page: int
    size: int


_SORTS: dict[str, ColumnElement[Any]] = {
    "due": task.c.due_on,
    "opened": task.c.opened_at,
    "closed": task.c.closed_at,
    "number": instance.c.number,
    "title": instance.c.title,
    "priority": task.c.priority,
}


def _mine(query: WorklistQuery) -> ColumnElement[bool]:
    return task.c.assignee.in_([query.account_key, *query.principals])


def _candidate(query: WorklistQuery) -> ColumnElement[bool]:
    return exists(
        select(1).where(task_candidate.c.task_key == task.c.key, task_candidate.c.candidate.in_(query.groups))
    )


def _not_accused(query: WorklistQuery) -> ColumnElement[bool]:
    # 信访工作条例 30: an accusation is never visible to the accused unit, whatever else would show it
    return or_(
        instance.c.restricted.is_(False),
        instance.c.accused_unit.is_(None),
        instance.c.accused_unit != (query.unit or ""),
    )


def _box(query: WorklistQuery) -> ColumnElement[bool]:
    match query.box:
        case "group":
            return and_(task.c.state == "open", task.c.assignee.is_(None), _candidate(query))
        case "done":
            return and_(task.c.state == "completed", task.c.closed_by == query.account_key)
        case "involved":
            worked = select(task.c.instance_key).where(
                or_(task.c.closed_by == query.account_key, task.c.assignee == query.account_key)
            )
            return and_(task.c.state == "open", task.c.instance_key.in_(worked), ~_mine(query))
        case _:
            return and_(task.c.state == "open", _mine(query))


def _due(query: WorklistQuery, today: date) -> ColumnElement[bool] | None:
    match query.due:
        case "overdue":
            return task.c.due_on < today
        case "today":
            return task.c.due_on == today
        case "none":
            return task.c.due_on.is_(None)
        case _:
            return None


def _conditions(tx: Connection, query: WorklistQuery, today: date) -> list[ColumnElement[bool]]:
    optional = (
        matches(tx, instance.c.key, query.q),
        task.c.process_id == query.process_id if query.process_id else None,
        task.c.element_id == query.element_id if query.element_id else None,
        _due(query, today),
    )
    asked = [condition for condition in optional if condition is not None]
    return [_box(query), _not_accused(query), *asked]


def _from(columns: Select[Any]) -> Select[Any]:
    return columns.select_from(task.join(instance, instance.c.key == task.c.instance_key))


def list_tasks(tx: Connection, query: WorklistQuery, today: date) -> Page:
    """Return one page of tasks with their case's number, title, unit and status."""
    conditions = _conditions(tx, query, today)
    total = tx.scalar(_from(select(func.count())).where(*conditions)) or 0
    order = _SORTS.get(query.sort, task.c.due_on)
    empty_last = order.is_(None)
    direction = order.desc() if query.descending else order.asc()
    rows = tx.execute(
        _from(
            select(
                task,
                instance.c.number,
                instance.c.title,
                instance.c.unit.label("case_unit"),
                instance.c.status.label("case_status"),
                instance.c.channel,
                instance.c.received_on,
                instance.c.applicant_name,
            )
        )
        .where(*conditions)
        .order_by(empty_last, direction, task.c.key)
        .limit(query.size)
        .offset((max(query.page, 1) - 1) * query.size)
    )
    return Page(list(rows), int(total), query.page, query.size)


def count_boxes(tx: Connection, query: WorklistQuery, today: date) -> dict[str, int]:
    """Return how many tasks stand in each box, for the tabs."""
    counts = {}
    for box in ("mine", "group", "involved"):
        conditions = [_box(WorklistQuery(**{**query.__dict__, "box": box})), _not_accused(query)]
        counts[box] = int(tx.scalar(_from(select(func.count())).where(*conditions)) or 0)
    overdue = [_box(WorklistQuery(**{**query.__dict__, "box": "mine"})), task.c.due_on < today]
    counts["overdue"] = int(tx.scalar(_from(select(func.count())).where(*overdue)) or 0)
    return counts
