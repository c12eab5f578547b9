"""Show circulation: a case's list of readers (who read when, through whom), and what a person has to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import ReadingFacts
from app.access.policy import allows, require
from app.cases.moving.facts import case_facts
from app.cases.moving.get_case import get_case
from app.cases.operations.allowed import may_circulate
from app.cases.operations.mark_read import note_opened
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances, people, readings
from app.store.readings import Reads
from app.text import text


@dataclass(frozen=True)
class ReaderEntry:
    """Hold one reader: `through` is who read in the reader's place, `late` that the day is over."""

    key: int
    name: str
    unit_name: str
    kind: str
    added_by: str
    added_at: datetime
    due_on: date | None
    opened_at: datetime | None
    read_at: datetime | None
    through: str
    opinion: str
    late: bool
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str
    inherited_from: str


@dataclass(frozen=True)
class Circulation:
    """Hold a case's list of readers and what the viewer may do with it."""

    entries: Sequence[ReaderEntry]
    may_add: bool

    @property
    def read(self) -> int:
        """Return how many have read."""
        return sum(one.read_at is not None for one in self.entries)

    @property
    def standing(self) -> int:
        """Return how many stand on the list."""
        return sum(one.withdrawn_at is None for one in self.entries)


@dataclass(frozen=True)
class BoxRow:
    """Hold one entry of somebody's box; `on_behalf_of` names the colleague in whose place it is read."""

    key: int
    instance_key: int
    number: str
    title: str
    on_behalf_of: str
    added_by: str
    added_at: datetime
    due_on: date | None
    late: bool
    read_at: datetime | None
    through: str
    opinion: str


@dataclass(frozen=True)
class ReadingBox:
    """Hold one page of the box and its counts."""

    rows: Sequence[BoxRow]
    total: int
    page: int
    pages: int
    unread: int
    overdue: int


@dataclass(frozen=True)
class ReadingPage:
    """Hold the page on which somebody reads one circulated case."""

    key: int
    instance_key: int
    number: str
    title: str
    note: str
    entry: ReaderEntry
    may_read: bool
    others: Sequence[ReaderEntry]


def list_readings(runtime: Runtime, actor: Actor, key: int) -> Circulation:
    """Return a case's list of readers; raises as the policy says (`case.read`)."""
    with runtime.read() as tx:
        head, facts = get_case(tx, actor, key)
        rows = readings.readings_of(tx, key)
        package = resolve_package(runtime, tx, head.definition_key)
        may = allows(actor, "case.circulate", facts) and may_circulate(tx, package, head)
        return Circulation(_entries(runtime, tx, rows), may)


def reading_box(runtime: Runtime, actor: Actor, *, read: bool, page: int = 1, size: int = 20) -> ReadingBox:
    """Return one page of what the actor, also in colleagues' places, has to read or has read."""
    require(actor, "case.start")
    today = local_date(runtime.clock.now())
    with runtime.read() as tx:
        rows, total = readings.reading_box(
            tx, reads_of(actor), read=read, offset=(max(page, 1) - 1) * size, size=size
        )
        unread, overdue = readings.count_readings(tx, reads_of(actor), today)
        names = people.account_names(tx, {k for r in rows for k in (r.added_by, r.read_by) if k})
    found = [
        BoxRow(
            key=row.key,
            instance_key=row.instance_key,
            number=row.number,
            title=row.title,
            on_behalf_of="" if row.reader_key == actor.account_key else row.reader_name,
            added_by=names.get(row.added_by, ""),
            added_at=row.added_at,
            due_on=row.due_on,
            late=_late(row, today),
            read_at=row.read_at,
            through=names.get(row.read_by, "") if row.read_by != row.reader_key else "",
            opinion=row.opinion or "",
        )
        for row in rows
    ]
    return ReadingBox(found, total, max(page, 1), max(1, -(-total // size)), unread, overdue)


def count_unread(runtime: Runtime, actor: Actor) -> int:
    """Return how much the actor has to read: the number beside the box."""
    if actor.account_key is None:
        return 0
    with runtime.read() as tx:
        return readings.count_readings(tx, reads_of(actor), local_date(runtime.clock.now()))[0]


def open_reading(runtime: Runtime, actor: Actor, reading_key: int) -> ReadingPage:
    """Return the page on which to read; that it was opened is written down.

    Raises NotFoundError or ForbiddenError as the policy says (`reading.mark`).
    """
    with runtime.read() as tx:
        row = readings.reading_by_key(tx, reading_key)
        head = instances.head_by_key(tx, row.instance_key) if row is not None else None
        if row is None or head is None:
            raise NotFoundError(text("没有找到您要的内容"))
        facts = case_facts(tx, head)
        require(actor, "reading.mark", ReadingFacts(facts, row.reader_key))
    note_opened(runtime, actor, facts)
    with runtime.read() as tx:
        entries = _entries(runtime, tx, readings.readings_of(tx, head.key))
    entry = next(one for one in entries if one.key == reading_key)
    return ReadingPage(
        key=reading_key,
        instance_key=head.key,
        number=head.number,
        title=head.title,
        note=row.note or "",
        entry=entry,
        may_read=entry.read_at is None and entry.withdrawn_at is None,
        others=[one for one in entries if one.key != reading_key],
    )


def reads_of(actor: Actor) -> list[Reads]:
    """Return in whose places the actor reads: the own, and those whose reading was lent."""
    own = [Reads(actor.account_key or 0)]
    lent = [
        Reads(key, scope.processes)
        for key in sorted(actor.acting_for)
        for scope in actor.scopes_for(key)
        if "read" in scope.known_kinds
    ]
    return own + lent


def _late(row: Row[Any], today: date) -> bool:
    return row.due_on is not None and row.due_on < today and row.read_at is None and row.standing is not None


def _entries(runtime: Runtime, tx: Connection, rows: Sequence[Row[Any]]) -> list[ReaderEntry]:
    today = local_date(runtime.clock.now())
    columns = ("added_by", "read_by", "withdrawn_by", "inherited_from")
    names = people.account_names(tx, {key for row in rows for name in columns if (key := getattr(row, name))})
    return [
        ReaderEntry(
            key=row.key,
            name=row.name,
            unit_name=row.unit_name or "",
            kind=row.kind,
            added_by=names.get(row.added_by, ""),
            added_at=row.added_at,
            due_on=row.due_on,
            opened_at=row.opened_at,
            read_at=row.read_at,
            through=names.get(row.read_by, "") if row.read_by not in (None, row.reader_key) else "",
            opinion=row.opinion or "",
            late=_late(row, today),
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=names.get(row.withdrawn_by, ""),
            withdrawn_reason=row.withdrawn_reason or "",
            inherited_from=names.get(row.inherited_from, ""),
        )
        for row in rows
    ]
