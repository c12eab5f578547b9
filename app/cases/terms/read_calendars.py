"""Read the calendar versions and what the newest says of a year."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.current_calendar import current_calendar
from app.deadlines import Calendar, SpecialDay
from app.runtime import Runtime
from app.store import calendar as rows


@dataclass(frozen=True)
class StoredVersion:
    """Hold one calendar version as it was imported."""

    number: int
    name: str
    years: tuple[int, ...]
    source: str
    imported_at: datetime
    imported_by: str


@dataclass(frozen=True)
class CalendarYear:
    """Hold what the newest calendar says of a year."""

    year: int
    official: bool
    special: tuple[SpecialDay, ...]


def list_versions(runtime: Runtime, actor: Actor) -> list[StoredVersion]:
    """Return every calendar version, newest first."""
    require(actor, "calendar.publish", None)
    with runtime.read() as tx:
        found = rows.versions(tx)
    return [
        StoredVersion(
            row.number,
            row.name,
            tuple(row.years),
            row.source,
            row.imported_at,
            row.imported_by_name,
        )
        for row in reversed(found)
    ]


def read_year(runtime: Runtime, actor: Actor, year: int) -> tuple[Calendar, CalendarYear]:
    """Return the newest calendar and its special days of a year (provisional ones where nothing is published)."""
    require(actor, "calendar.publish", None)
    with runtime.read() as tx:
        calendar = current_calendar(runtime, tx)
    days = (date(year, 1, 1) + timedelta(days=offset) for offset in range(366))
    special = tuple(
        found for day in days if day.year == year and (found := calendar.special(day)) is not None
    )
    return calendar, CalendarYear(year, calendar.is_official(year), special)
