"""Find cases in the register: within the person's scope, by words and by every count of the statistics page."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.casebook.read_case import sealed
from app.cases.desk.search_scope import moment_of, visible_to
from app.clock import local_date
from app.record.append import append_event
from app.runtime import Runtime
from app.store import people
from app.store.case_list import CaseFilter, all_cases, list_cases
from app.text import Name

SORTS = ("number", "title", "received", "ended")


@dataclass(frozen=True)
class FoundCase:
    """Hold one line of the register."""

    key: int
    number: str
    title: str
    status: str
    outcome: str | None
    unit_name: str
    channel: str
    received_on: date
    ended_on: date | None
    applicant_name: str
    due_on: date | None
    late: bool


def search_cases(
    runtime: Runtime,
    actor: Actor,
    wanted: CaseFilter,
    *,
    sort: str = "",
    size: int = 20,
    offset: int = 0,
) -> tuple[tuple[FoundCase, ...], int]:
    """Return one page of the register and the number of all cases found.

    Accusations are in no list; ForbiddenError for people who do not handle cases.
    """
    require(actor, "case.search", None)
    with runtime.read() as tx:
        rows, total = list_cases(
            tx,
            visible_to(tx, actor),
            wanted,
            moment_of(runtime),
            sort=sort or "-received",
            limit=size,
            offset=offset,
        )
        return _found(runtime, tx, rows), total


def export_cases(
    runtime: Runtime,
    actor: Actor,
    wanted: CaseFilter,
    *,
    sort: str = "",
    heading: tuple[str, ...],
    words: Mapping[str, str],
) -> str:
    """Return the register as CSV under these column names; that it was exported goes into the record.

    `words` are the reader's words for states and channels.

    At most 5000 lines. A cell that a spreadsheet would run as a formula is written as text.
    """
    require(actor, "case.search", None)
    with runtime.transaction() as tx:
        rows = list(
            all_cases(tx, visible_to(tx, actor), wanted, moment_of(runtime), sort=sort or "-received")
        )
        found = _found(runtime, tx, rows)
        append_event(runtime, tx, None, actor=actor, action="case.exported", facts={"cases": len(found)})
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows(_cells(case, words) for case in found)
    return out.getvalue()


def units_to_choose(runtime: Runtime) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every unit for the filter."""
    with runtime.read() as tx:
        return tuple(
            (row.code, Name(row.name, row.name_en)) for row in people.units(tx) if row.closed_at is None
        )


def _cells(case: FoundCase, words: Mapping[str, str]) -> Iterator[str]:
    for value in (
        case.number,
        case.title,
        case.unit_name,
        words.get(case.channel, case.channel),
        words.get(case.status, case.status),
        case.outcome,
        case.received_on,
        case.ended_on,
        case.due_on,
    ):
        cell = "" if value is None else str(value)
        yield "'" + cell if cell[:1] in "=+-@\t" else cell


def _found(runtime: Runtime, tx: Connection, rows: list[Row[Any]]) -> tuple[FoundCase, ...]:
    names = people.unit_names(tx, {row.unit for row in rows if row.unit})
    return tuple(
        FoundCase(
            row.key,
            row.number,
            row.title,
            row.status,
            row.outcome,
            names.get(row.unit or "", row.unit or ""),
            row.channel,
            row.received_on,
            _day(row.ended_at),
            sealed(runtime, row, "applicant_name") or "",
            row.due_on,
            bool(row.is_late),
        )
        for row in rows
    )


def _day(moment: datetime | None) -> date | None:
    return local_date(moment) if moment is not None else None
