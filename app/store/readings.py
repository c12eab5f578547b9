"""Rows of who a case was circulated to: added, opened, read, withdrawn; and the box of what somebody has to read."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from app.store.keys import new_key
from app.store.tables.cases import instance
from app.store.tables.operations import reading
from app.store.tables.people import account, unit


class Reads(NamedTuple):
    """Say in whose place somebody reads: the account, and (None: all) the processes this covers."""

    account_key: int
    processes: frozenset[str] | None = None


def add_readings(tx: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Store new readers and return their keys; the database refuses somebody who stands there already."""
    keyed = [{"key": new_key(), "standing": 1, **row} for row in rows]
    if keyed:
        tx.execute(insert(reading), keyed)
    return [row["key"] for row in keyed]


def reading_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one reader's row."""
    return tx.execute(select(reading).where(reading.c.key == key)).first()


def readings_of(tx: Connection, instance_key: int) -> Sequence[Row[Any]]:
    """Return everybody a case was circulated to, with name, login and unit, withdrawn ones last."""
    query = (
        select(reading, account.c.name, account.c.login, unit.c.name.label("unit_name"))
        .join(account, account.c.key == reading.c.reader_key)
        .outerjoin(unit, unit.c.code == account.c.unit_code)
        .where(reading.c.instance_key == instance_key)
        .order_by(reading.c.standing.is_(None), reading.c.added_at, reading.c.key)
    )
    return tx.execute(query).all()


def readers_of(tx: Connection, instance_key: int) -> frozenset[int]:
    """Return the accounts that stand on a case's list of readers."""
    query = select(reading.c.reader_key).where(
        reading.c.instance_key == instance_key, reading.c.standing.is_not(None)
    )
    return frozenset(tx.scalars(query))


def open_readings(tx: Connection, instance_key: int, readers: Collection[int], at: datetime) -> int:
    """Note that these readers opened a case for the first time; return how many did."""
    query = update(reading).where(
        reading.c.instance_key == instance_key,
        reading.c.reader_key.in_(readers),
        reading.c.standing.is_not(None),
        reading.c.opened_at.is_(None),
    )
    return tx.execute(query.values(opened_at=at)).rowcount


def mark_read(tx: Connection, key: int, values: dict[str, Any]) -> bool:
    """Write that somebody has read; False when it was written before or the reader was withdrawn."""
    query = update(reading).where(
        reading.c.key == key, reading.c.read_at.is_(None), reading.c.standing.is_not(None)
    )
    return tx.execute(query.values(**values)).rowcount == 1


def withdraw_reading(tx: Connection, key: int, values: dict[str, Any]) -> bool:
    """Take a reader off the list; False when the case was opened or the reader withdrawn meanwhile."""
    query = update(reading).where(
        reading.c.key == key,
        reading.c.standing.is_not(None),
        reading.c.opened_at.is_(None),
        reading.c.read_at.is_(None),
    )
    return tx.execute(query.values(standing=None, **values)).rowcount == 1


def end_reading(tx: Connection, key: int, values: dict[str, Any]) -> None:
    """Write over a reader's row without asking whether the case was opened."""
    tx.execute(update(reading).where(reading.c.key == key).values(**values))


def unread_of(tx: Connection, reader_key: int) -> Sequence[Row[Any]]:
    """Return what somebody still has to read, for handing it over."""
    query = select(reading).where(
        reading.c.reader_key == reader_key, reading.c.standing.is_not(None), reading.c.read_at.is_(None)
    )
    return tx.execute(query.order_by(reading.c.key)).all()


def pass_on(tx: Connection, key: int, *, to: int, inherited_from: int) -> None:
    """Let somebody else read in the place of a reader who left."""
    tx.execute(
        update(reading)
        .where(reading.c.key == key)
        .values(reader_key=to, inherited_from=inherited_from, opened_at=None)
    )


def reading_box(
    tx: Connection, reads: Sequence[Reads], *, read: bool, offset: int, size: int
) -> tuple[Sequence[Row[Any]], int]:
    """Return one page of what these people have to read, or have read, with number and title; and the total."""
    conditions = (_mine(reads), _state(read=read))
    joined = reading.join(instance, instance.c.key == reading.c.instance_key)
    total = tx.scalar(select(func.count()).select_from(joined).where(*conditions)) or 0
    order = (reading.c.read_at.desc(),) if read else (reading.c.due_on.is_(None), reading.c.due_on)
    query = (
        select(reading, instance.c.number, instance.c.title, account.c.name.label("reader_name"))
        .select_from(joined.join(account, account.c.key == reading.c.reader_key))
        .where(*conditions)
        .order_by(*order, reading.c.key)
        .limit(size)
        .offset(offset)
    )
    return tx.execute(query).all(), int(total)


def count_readings(tx: Connection, reads: Sequence[Reads], today: date) -> tuple[int, int]:
    """Return how much these people have to read, and how much of it is overdue."""
    joined = reading.join(instance, instance.c.key == reading.c.instance_key)
    overdue = func.count().filter(reading.c.due_on < today)
    query = select(func.count(), overdue).select_from(joined).where(_mine(reads), _state(read=False))
    row = tx.execute(query).one()
    return int(row[0]), int(row[1])


def _state(*, read: bool) -> ColumnElement[bool]:
    done = reading.c.read_at.is_not(None) if read else reading.c.read_at.is_(None)
    return and_(reading.c.standing.is_not(None), done)


def _mine(reads: Sequence[Reads]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(
                reading.c.reader_key == one.account_key,
                *([] if one.processes is None else [instance.c.process_id.in_(one.processes)]),
            )
            for one in reads
        )
    )
