"""Show what a yearly notice would change before it is imported: which dates of open cases move. Nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.apply_terms import derive_on, legal_term_of
from app.cases.moving.current_calendar import current_calendar
from app.catalog.names import element_name
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.deadlines import Calendar
from app.deadlines.notice_file import Notice, read_notice
from app.runtime import Runtime
from app.store import calendar as rows
from app.store import terms

_BATCH = 500
MOST_SHOWN = 200


@dataclass(frozen=True)
class MovedDate:
    """Say how the dates of one running term move; it names the case and nothing of its contents."""

    number: str
    element_name: str
    rule_title: str
    legal_before: date
    legal_after: date
    target_before: date
    target_after: date


@dataclass(frozen=True)
class CalendarPreview:
    """Hold what an import would bring.

    `base` is the number of the calendar version it builds on; `moved` shows at most 200 of the `moved_total`
    terms whose dates move, `confirmed_total` counts those that only stop being provisional. `replaces` says that
    the year had been published before and is corrected.
    """

    notice: Notice
    version: str
    base: int
    replaces: bool
    running_total: int
    moved_total: int
    confirmed_total: int
    moved: tuple[MovedDate, ...]


def preview_calendar(runtime: Runtime, actor: Actor, source: bytes) -> CalendarPreview:
    """Read a notice (CSV) and compute every running term on the calendar it would make.

    Raises InvalidError with every problem of the file, ForbiddenError when the actor may not publish calendars.
    """
    require(actor, "calendar.publish", None)
    notice = read_notice(source)
    with runtime.read() as tx:
        present = current_calendar(runtime, tx)
        version = next_version_name(tx, present, notice.year)
        proposed = present.with_years(version, [notice.year], notice.days)
        moved: list[MovedDate] = []
        counts = {"running": 0, "moved": 0, "confirmed": 0}
        for row, pauses in _running(tx):
            counts["running"] += 1
            after = derive_on(dict(row._mapping), pauses, proposed, local_date(runtime.clock.now()))  # noqa: SLF001
            if (after.legal_on, after.target_on) == (row.legal_on, row.target_on):
                counts["confirmed"] += row.provisional and not after.provisional
                continue
            counts["moved"] += 1
            if len(moved) < MOST_SHOWN:
                moved.append(_moved(runtime, tx, row, after.legal_on, after.target_on))
        base = rows.newest_number(tx)
    replaces = present.is_official(notice.year)
    return CalendarPreview(
        notice,
        version,
        base,
        replaces,
        counts["running"],
        counts["moved"],
        counts["confirmed"],
        tuple(moved),
    )


def next_version_name(tx: Connection, present: Calendar, year: int) -> str:
    """Return the name of the version that a notice for a year makes: cn-<last official year>.<n>."""
    last = max(present.official_years | {year})
    taken = sum(version.name.startswith(f"cn-{last}.") for version in rows.versions(tx))
    return f"cn-{last}.{taken + 1}"


def _running(tx: Connection) -> Iterator[tuple[Row[Any], list[Row[Any]]]]:
    """Yield every running term with its suspensions, read in batches."""
    key = 0
    while batch := terms.open_terms_after(tx, key, _BATCH):
        pauses: dict[int, list[Row[Any]]] = {}
        for pause in terms.suspensions_of(tx, [row.key for row in batch]):
            pauses.setdefault(pause.term_key, []).append(pause)
        for row in batch:
            yield row, pauses.get(row.key, [])
        key = batch[-1].key


def _moved(runtime: Runtime, tx: Connection, row: Row[Any], legal_on: date, target_on: date) -> MovedDate:
    package = resolve_package(runtime, tx, row.definition_key)
    term = legal_term_of(row.definition)
    return MovedDate(
        number=row.number,
        element_name=element_name(package, row.element_id),
        rule_title=term.title if term else row.rule,
        legal_before=row.legal_on,
        legal_after=legal_on,
        target_before=row.target_on,
        target_after=target_on,
    )
