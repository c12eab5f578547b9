"""Rows of legal terms running on cases and of their suspensions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from app.store.tables.cases import instance, suspension, term


def add_term(tx: Connection, values: dict[str, Any]) -> None:
    """Store a running term."""
    tx.execute(insert(term).values(values))


def terms_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return every term of a case, oldest first."""
    return list(tx.execute(select(term).where(term.c.instance_key == instance_key).order_by(term.c.key)))


def term_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one term."""
    return tx.execute(select(term).where(term.c.key == key)).first()


def open_terms_after(tx: Connection, key: int, limit: int) -> list[Row[Any]]:
    """Return the next running terms in order of key, each with its case's number and definition."""
    return list(
        tx.execute(
            select(term, instance.c.number, instance.c.definition_key)
            .join(instance, instance.c.key == term.c.instance_key)
            .where(term.c.state == "running", term.c.key > key)
            .order_by(term.c.key)
            .limit(limit)
        )
    )


def cases_on_other_calendars(tx: Connection, calendar_version: str, *, after: int, limit: int) -> list[int]:
    """Return the next cases, in order of key, with a running term that another calendar version computed."""
    return list(
        tx.scalars(
            select(term.c.instance_key)
            .where(
                term.c.state == "running",
                term.c.calendar_version != calendar_version,
                term.c.instance_key > after,
            )
            .distinct()
            .order_by(term.c.instance_key)
            .limit(limit)
        )
    )


def cases_standing_still(tx: Connection, on: date) -> list[int]:
    """Return the cases with a running term whose suspension began and has no end yet."""
    return list(tx.scalars(select(term.c.instance_key).where(_standing_still(on)).distinct()))


def terms_standing_still(tx: Connection, instance_key: int, on: date) -> frozenset[int]:
    """Return the keys of a case's running terms whose suspension began and has no end yet."""
    return frozenset(
        tx.scalars(select(term.c.key).where(term.c.instance_key == instance_key, _standing_still(on)))
    )


def _standing_still(on: date) -> ColumnElement[bool]:
    paused = select(1).where(
        suspension.c.term_key == term.c.key, suspension.c.ends_on.is_(None), suspension.c.starts_on <= on
    )
    return and_(term.c.state == "running", paused.exists())


def change_term(tx: Connection, key: int, values: dict[str, Any]) -> None:
    """Write new dates or a new state of a term."""
    tx.execute(update(term).where(term.c.key == key).values(**values))


def add_suspension(tx: Connection, values: dict[str, Any]) -> None:
    """Store a pause of a term."""
    tx.execute(insert(suspension).values(values))


def suspensions_of(tx: Connection, term_keys: list[int]) -> list[Row[Any]]:
    """Return the pauses of these terms in order."""
    if not term_keys:
        return []
    return list(
        tx.execute(
            select(suspension).where(suspension.c.term_key.in_(term_keys)).order_by(suspension.c.starts_on)
        )
    )


def end_suspension(tx: Connection, key: int, ends_on: object, at: datetime) -> None:
    """Set the last day of a pause."""
    tx.execute(update(suspension).where(suspension.c.key == key).values(ends_on=ends_on, recorded_at=at))
