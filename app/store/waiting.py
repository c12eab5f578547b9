"""What waits for whom: open tasks counted by holder and age, and listed. It must not know who asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select

from app.store.tables.cases import definition, instance, task, task_candidate
from app.store.tables.people import post, unit


@dataclass(frozen=True)
class Ages:
    """Hold the moments that part tasks by how long they have waited, the youngest first.

    A task opened at or after the first is of age 0, after the second of age 1, and so on.
    """

    since: tuple[datetime, ...]

    def of(self, age: int) -> ColumnElement[bool]:
        """Return the condition of having an age."""
        youngest = task.c.opened_at < self.since[age - 1] if age else None
        oldest = task.c.opened_at >= self.since[age] if age < len(self.since) else None
        return and_(*(bound for bound in (youngest, oldest) if bound is not None))

    @property
    def count(self) -> int:
        """Return how many ages there are."""
        return len(self.since) + 1


@dataclass(frozen=True)
class Waits:
    """Say which tasks are counted or listed: those of cases the reader may find, of one process or all."""

    visible: ColumnElement[bool]
    process_id: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions on `task` and `instance`; who is done and waits for others holds nothing up."""
        found = [self.visible, task.c.state == "open", task.c.held_at.is_(None)]
        return [*found, task.c.process_id == self.process_id] if self.process_id else found


def by_person(tx: Connection, waits: Waits, ages: Ages) -> Sequence[Row[Any]]:
    """Return per assignee how many tasks of each age wait, and since when the oldest does."""
    return _grouped(tx, waits, ages, task.c.assignee, task.c.assignee.is_not(None))


def by_group(tx: Connection, waits: Waits, ages: Ages) -> Sequence[Row[Any]]:
    """Return the same per candidate group of tasks that nobody took; one that several may take counts for each."""
    free = and_(task.c.assignee.is_(None), task.c.for_applicant.is_(False))
    return _grouped(tx, waits, ages, task_candidate.c.candidate, free)


def for_applicants(tx: Connection, waits: Waits, ages: Ages) -> Sequence[Row[Any]]:
    """Return the same for tasks that applicants have to do, in one row or none."""
    return _grouped(tx, waits, ages, task.c.for_applicant, task.c.for_applicant.is_(True))


def list_waiting(
    tx: Connection, waits: Waits, *conditions: ColumnElement[bool], limit: int, offset: int
) -> tuple[Sequence[Row[Any]], int]:
    """Return one page of the tasks, the longest waiting first, and how many there are."""
    where = [*waits.conditions(), *conditions]
    base = select(task).join(instance, instance.c.key == task.c.instance_key).where(*where)
    total = int(tx.scalar(select(func.count()).select_from(base.subquery())) or 0)
    query = base.add_columns(
        instance.c.number, instance.c.title, instance.c.unit, instance.c.process_id.label("case_process")
    )
    rows = tx.execute(query.order_by(task.c.opened_at, task.c.key).limit(limit).offset(offset)).all()
    return rows, total


def held_by(person: int | None = None, group: str = "", *, applicant: bool = False) -> ColumnElement[bool]:
    """Return the condition of waiting for one person, for one group, or for applicants."""
    if applicant:
        return task.c.for_applicant.is_(True)
    if person is not None:
        return task.c.assignee == person
    offered = select(task_candidate.c.task_key).where(task_candidate.c.candidate == group)
    return and_(task.c.assignee.is_(None), task.c.for_applicant.is_(False), task.c.key.in_(offered))


def processes(tx: Connection) -> list[tuple[str, str]]:
    """Return id and name of every process."""
    query = select(definition.c.process_id, func.max(definition.c.name)).group_by(definition.c.process_id)
    return [(process_id, name) for process_id, name in tx.execute(query.order_by(definition.c.process_id))]


def group_names(tx: Connection, groups: Collection[str]) -> dict[str, str]:
    """Return group → names of its unit and post, such as 市政府办公室登记岗."""
    pairs = [group.partition(".") for group in groups]
    if not pairs:
        return {}
    wanted = or_(*(and_(post.c.unit_code == code, post.c.code == name) for code, _dot, name in pairs))
    query = select(post.c.unit_code, post.c.code, post.c.name, unit.c.name.label("unit_name"))
    rows = tx.execute(query.join(unit, unit.c.code == post.c.unit_code).where(wanted))
    return {f"{row.unit_code}.{row.code}": f"{row.unit_name}{row.name}" for row in rows}


def _grouped(
    tx: Connection, waits: Waits, ages: Ages, holder: ColumnElement[Any], condition: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    counts = [func.sum(case((ages.of(age), 1), else_=0)).label(f"age_{age}") for age in range(ages.count)]
    query = select(holder.label("holder"), func.min(task.c.opened_at).label("oldest"), *counts)
    query = query.select_from(task).join(instance, instance.c.key == task.c.instance_key)
    if holder is task_candidate.c.candidate:
        query = query.join(task_candidate, task_candidate.c.task_key == task.c.key)
    return tx.execute(query.where(*waits.conditions(), condition).group_by(holder)).all()
