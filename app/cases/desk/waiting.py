"""What waits for whom and how long, counted in working days; every count opens as its list of tasks.

Accusations are in none of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.desk.due_badge import DueBadge, due_badge
from app.cases.desk.search_scope import visible_to
from app.cases.moving.current_calendar import current_calendar
from app.clock import LOCAL_ZONE, local_date
from app.deadlines import Calendar, working_days_between
from app.runtime import Runtime
from app.store import people, waiting, worklist
from app.store.waiting import Ages, Waits
from app.text import Text, text

Kind = Literal["person", "group", "applicant"]
BOUNDS = (2, 4, 6)
"""Working days from which a task is of the next age: an office rule (演示规则)."""
AGES: tuple[Text, ...] = (
    text("不到2个工作日"),
    text("2至3个工作日"),
    text("4至5个工作日"),
    text("6个工作日以上"),
)


@dataclass(frozen=True)
class Holder:
    """Hold whom tasks wait for, how many of each age, and how many working days the oldest has waited."""

    kind: Kind
    ref: str
    name: str | Text
    ages: tuple[int, ...]
    longest_days: int

    @property
    def total(self) -> int:
        """Return how many tasks wait."""
        return sum(self.ages)


@dataclass(frozen=True)
class WaitingTask:
    """Hold one task of the list."""

    instance_key: int
    number: str
    title: str
    step: str
    unit_name: str
    holder: str | Text
    opened_on: date
    waited_days: int
    due: DueBadge | None


@dataclass(frozen=True)
class Waiting:
    """Hold the whole picture: whom tasks wait for, the longest waiting first, and the processes to choose from."""

    holders: tuple[Holder, ...]
    processes: Sequence[tuple[str, str]]

    @property
    def ages(self) -> tuple[int, ...]:
        """Return how many tasks of each age are held by persons, groups and applicants together."""
        return tuple(sum(holder.ages[age] for holder in self.holders) for age in range(len(AGES)))


@dataclass(frozen=True)
class WaitingRequest:
    """Say which tasks are listed: those that wait for one holder, of one age, of one process; empty means all."""

    kind: Kind | None = None
    ref: str = ""
    age: int | None = None
    process_id: str = ""


def read_waiting(runtime: Runtime, actor: Actor, process_id: str = "") -> Waiting:
    """Return what waits for whom within the reader's scope; ForbiddenError for people who handle no cases."""
    require(actor, "statistics.read", None)
    with runtime.read() as tx:
        today, calendar = local_date(runtime.clock.now()), current_calendar(runtime, tx)
        waits, ages = Waits(visible_to(tx, actor).condition(), process_id), _ages(today, calendar)
        persons, groups = waiting.by_person(tx, waits, ages), waiting.by_group(tx, waits, ages)
        names = people.account_names(tx, {row.holder for row in persons})
        posts = waiting.group_names(tx, {row.holder for row in groups})
        holders = [_holder("person", row, names.get(row.holder, ""), today, calendar) for row in persons]
        holders += [
            _holder("group", row, posts.get(row.holder, row.holder), today, calendar) for row in groups
        ]
        holders += [
            _holder("applicant", row, text("申请人"), today, calendar)
            for row in waiting.for_applicants(tx, waits, ages)
        ]
        return Waiting(
            tuple(sorted(holders, key=lambda one: (-one.longest_days, -one.total, str(one.name)))),
            waiting.processes(tx),
        )


def list_waiting(
    runtime: Runtime, actor: Actor, asked: WaitingRequest, *, size: int, offset: int
) -> tuple[Sequence[WaitingTask], int]:
    """Return one page of tasks, the longest waiting first, and how many there are; errors as for `read_waiting`."""
    require(actor, "statistics.read", None)
    with runtime.read() as tx:
        today, calendar = local_date(runtime.clock.now()), current_calendar(runtime, tx)
        waits = Waits(visible_to(tx, actor).condition(), asked.process_id)
        rows, total = waiting.list_waiting(
            tx, waits, *_conditions(asked, _ages(today, calendar)), limit=size, offset=offset
        )
        return _tasks(tx, rows, today, calendar), total


def name_of(runtime: Runtime, asked: WaitingRequest) -> str | Text:
    """Return whom the listed tasks wait for, in words."""
    with runtime.read() as tx:
        if asked.kind == "group":
            return waiting.group_names(tx, {asked.ref}).get(asked.ref, asked.ref)
        if asked.kind == "person":
            return people.account_names(tx, {int(asked.ref)}).get(int(asked.ref), "")
    return text("申请人") if asked.kind == "applicant" else ""


def _conditions(asked: WaitingRequest, ages: Ages) -> Iterable[ColumnElement[bool]]:
    if asked.kind == "person":
        yield waiting.held_by(int(asked.ref))
    elif asked.kind == "group":
        yield waiting.held_by(group=asked.ref)
    elif asked.kind == "applicant":
        yield waiting.held_by(applicant=True)
    if asked.age is not None:
        yield ages.of(asked.age)


def _tasks(
    tx: Connection, rows: Sequence[Row[Any]], today: date, calendar: Calendar
) -> Sequence[WaitingTask]:
    names = people.account_names(tx, {row.assignee for row in rows if row.assignee is not None})
    units = people.unit_names(tx, {row.unit for row in rows if row.unit})
    free = [row.key for row in rows if row.assignee is None]
    candidates = worklist.candidates_of_many(tx, free) if free else {}
    groups = waiting.group_names(tx, {one for some in candidates.values() for one in some if "." in one})
    return [
        WaitingTask(
            instance_key=row.instance_key,
            number=row.number,
            title=row.title,
            step=row.name,
            unit_name=str(units.get(row.unit or "", row.unit or "")),
            holder=names.get(row.assignee, "")
            or (text("申请人") if row.for_applicant else "")
            or "、".join(sorted(groups.get(one, one) for one in candidates.get(row.key, ()))),
            opened_on=local_date(row.opened_at),
            waited_days=working_days_between(local_date(row.opened_at), today, calendar=calendar),
            # a right that an applicant lets pass makes nobody late
            due=None if row.for_applicant else due_badge(row.due_on, (), today, calendar),
        )
        for row in rows
    ]


def _holder(kind: Kind, row: Row[Any], name: str | Text, today: date, calendar: Calendar) -> Holder:
    counts = tuple(int(getattr(row, f"age_{age}") or 0) for age in range(len(AGES)))
    waited = working_days_between(local_date(row.oldest), today, calendar=calendar)
    return Holder(kind, "" if kind == "applicant" else str(row.holder), name, counts, waited)


def _ages(today: date, calendar: Calendar) -> Ages:
    """Return the moments that part the ages: what was opened before has waited at least so many working days."""
    moments, day, passed = [], today, 0
    for bound in BOUNDS:
        while passed < bound:
            passed += calendar.is_working_day(day)
            day -= timedelta(days=1)
        moments.append(_start(day + timedelta(days=1)))
    return Ages(tuple(moments))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_ZONE)
