"""Rows of user tasks, their candidates and drafts."""

from datetime import date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from app.store.tables.calendar import calendar_version
from app.store.tables.cases import draft, instance, task, task_candidate
from app.store.tables.operations import side_request


def add_tasks(tx: Connection, rows: list[dict[str, Any]], candidates: list[dict[str, Any]]) -> None:
    """Store opened user tasks and who may take them."""
    if rows:
        tx.execute(insert(task), rows)
    if candidates:
        tx.execute(insert(task_candidate), candidates)


_CASE = {
    column.name: f"case_{column.name}" if column.name in task.c else column.name
    for column in instance.c
    if column.name != "body"
}
"""Column of the case → its name beside the columns of a task."""
_BETWEEN = "\n"


def task_with_case(tx: Connection, key: int, *, lock: bool = False) -> Row[Any] | None:
    """Return a task, its case, candidates, `has_draft`, what is asked beside it and the calendar's number, at once.

    A column of the case that the task has too is called `case_<name>`; see `candidates_in` and `asked_in`. With `lock`
    another transaction that moves the case waits here and then sees what this one did.
    """
    return tx.execute(_task_with_case(lock), {"wanted": key}).first()


@cache
def _task_with_case(lock: bool) -> Select[Any]:
    # put together once: doing it for every task took longer than the database's own work
    drafts = select(1).where(draft.c.task_key == task.c.key).exists()
    candidates = (
        select(func.aggregate_strings(task_candidate.c.candidate, _BETWEEN))
        .where(task_candidate.c.task_key == task.c.key)
        .scalar_subquery()
    )
    asked = (
        select(func.aggregate_strings(side_request.c.kind, _BETWEEN))
        .where(side_request.c.parent_key == task.c.key, side_request.c.state.in_(("planned", "open")))
        .scalar_subquery()
    )
    newest = select(func.max(calendar_version.c.number)).scalar_subquery()
    query = (
        select(
            task,
            *(instance.c[name].label(label) for name, label in _CASE.items()),
            drafts.label("has_draft"),
            candidates.label("candidates"),
            asked.label("asked"),
            func.coalesce(newest, 0).label("calendar_number"),
        )
        .join(instance, instance.c.key == task.c.instance_key)
        .where(task.c.key == bindparam("wanted"))
    )
    return query.with_for_update(of=[instance, task]) if lock else query


def case_head(row: Row[Any]) -> Any:
    """Return the case of a row of `task_with_case` as `instances.head_by_key` would give it."""
    return SimpleNamespace(**{name: getattr(row, label) for name, label in _CASE.items()})


def candidates_in(row: Row[Any]) -> frozenset[str]:
    """Return the candidate groups in a row of `task_with_case`; a candidate user is written `@login`."""
    return frozenset((row.candidates or "").split(_BETWEEN)) - {""}


def add_candidate(tx: Connection, task_key: int, candidate: str) -> None:
    """Let somebody else take a task, too; nothing happens when they may already."""
    if candidate not in candidates_of(tx, task_key):
        tx.execute(insert(task_candidate).values(task_key=task_key, candidate=candidate))


def asked_in(row: Row[Any]) -> frozenset[str]:
    """Return the kinds of requests that stand beside a task (a row of `task_with_case`): before, after, ask."""
    return frozenset((row.asked or "").split(_BETWEEN)) - {""}


def candidates_of(tx: Connection, task_key: int) -> frozenset[str]:
    """Return the candidate groups of a task; a candidate user is written `@login`."""
    return frozenset(
        tx.scalars(select(task_candidate.c.candidate).where(task_candidate.c.task_key == task_key))
    )


def tasks_of(tx: Connection, instance_key: int, *, state: str | None = None) -> list[Row[Any]]:
    """Return the tasks of a case in the order in which they opened."""
    query = select(task).where(task.c.instance_key == instance_key).order_by(task.c.opened_at, task.c.key)
    if state is not None:
        query = query.where(task.c.state == state)
    return list(tx.execute(query))


def close_tasks(
    tx: Connection,
    instance_key: int,
    engine_ids: list[str],
    *,
    state: str,
    at: datetime,
    by: int | None,
    acting_for: int | None = None,
) -> None:
    """Close open tasks of a case: `state` is completed or canceled."""
    if engine_ids:
        values: dict[str, Any] = {"state": state, "closed_at": at, "closed_by": by}
        if acting_for is not None:
            values["acting_for"] = acting_for
        tx.execute(
            update(task)
            .where(
                task.c.instance_key == instance_key, task.c.engine_id.in_(engine_ids), task.c.state == "open"
            )
            .values(**values)
        )


def close_as(tx: Connection, key: int, *, by: int | None) -> None:
    """Note whose act ended a task that is closed."""
    tx.execute(update(task).where(task.c.key == key).values(closed_by=by))


def note_seen(tx: Connection, key: int, at: datetime) -> None:
    """Note that somebody who may do an open task has opened it for the first time."""
    tx.execute(update(task).where(task.c.key == key, task.c.seen_at.is_(None)).values(seen_at=at))


def change_task(tx: Connection, key: int, version: int, values: dict[str, Any]) -> bool:
    """Write over `version` of an open task; False when somebody else was first."""
    done = tx.execute(
        update(task)
        .where(task.c.key == key, task.c.version == version, task.c.state == "open")
        .values(version=version + 1, **values)
    )
    return done.rowcount == 1


def save_draft(tx: Connection, task_key: int, account_key: int, values: str, at: datetime) -> None:
    """Replace a person's draft for a task."""
    remove_drafts(tx, task_key, account_key)
    tx.execute(insert(draft).values(task_key=task_key, account_key=account_key, values=values, saved_at=at))


def draft_of(tx: Connection, task_key: int, account_key: int) -> Row[Any] | None:
    """Return a person's draft for a task."""
    return tx.execute(
        select(draft).where(draft.c.task_key == task_key, draft.c.account_key == account_key)
    ).first()


def remove_drafts(tx: Connection, task_key: int, account_key: int | None = None) -> None:
    """Forget drafts of a task (one person's, or all)."""
    statement = delete(draft).where(draft.c.task_key == task_key)
    if account_key is not None:
        statement = statement.where(draft.c.account_key == account_key)
    tx.execute(statement)


def move_due(tx: Connection, instance_key: int, element_ids: list[str], due_on: date) -> None:
    """Move the due date of the open tasks of these elements."""
    if element_ids:
        tx.execute(
            update(task)
            .where(
                task.c.instance_key == instance_key,
                task.c.state == "open",
                task.c.element_id.in_(element_ids),
            )
            .values(due_on=due_on)
        )


def participants(tx: Connection, instance_key: int) -> tuple[frozenset[int], frozenset[str]]:
    """Return the accounts that hold or held tasks of a case, and the candidate groups of its tasks."""
    people = tx.execute(
        select(task.c.assignee, task.c.closed_by, task.c.acting_for).where(
            task.c.instance_key == instance_key
        )
    )
    accounts = {key for row in people for key in row if key is not None}
    groups = tx.scalars(
        select(task_candidate.c.candidate)
        .join(task, task.c.key == task_candidate.c.task_key)
        .where(task.c.instance_key == instance_key)
        .distinct()
    )
    return frozenset(accounts), frozenset(groups)
