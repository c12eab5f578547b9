"""Rows of calendar versions: each holds only the years its notice spoke of; earlier ones hold the rest."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from app.store.tables.calendar import calendar_day, calendar_version

SpecialDayRow = tuple[date, str, str]


def newest_number(tx: Connection) -> int:
    """Return the number of the newest version, 0 when none is stored."""
    return int(tx.scalar(select(func.max(calendar_version.c.number))) or 0)


def add_version(
    tx: Connection,
    *,
    number: int,
    name: str,
    years: Iterable[int],
    days: Iterable[SpecialDayRow],
    source: str,
    at: datetime,
    by: int | None,
    by_name: str,
) -> None:
    """Store a version with its special days (day, kind, holiday); a second one of its number fails."""
    tx.execute(
        insert(calendar_version).values(
            number=number,
            name=name,
            years=sorted(years),
            source=source,
            imported_at=at,
            imported_by=by,
            imported_by_name=by_name,
        )
    )
    rows = [
        {"version_number": number, "on_date": on, "kind": kind, "name": holiday} for on, kind, holiday in days
    ]
    if rows:
        tx.execute(insert(calendar_day), rows)


def versions(tx: Connection, *, up_to: int | None = None) -> list[Row[Any]]:
    """Return the versions in the order they were stored, at most up to a number."""
    query = select(calendar_version).order_by(calendar_version.c.number)
    return list(tx.execute(query if up_to is None else query.where(calendar_version.c.number <= up_to)))


def days_by_version(tx: Connection, *, up_to: int | None = None) -> dict[int, list[Row[Any]]]:
    """Return the special days of every version: number → rows in order of date."""
    query = select(calendar_day).order_by(calendar_day.c.version_number, calendar_day.c.on_date)
    if up_to is not None:
        query = query.where(calendar_day.c.version_number <= up_to)
    found: dict[int, list[Row[Any]]] = {}
    for row in tx.execute(query):
        found.setdefault(row.version_number, []).append(row)
    return found
