"""Figures over the cases a person may find: how many, how punctual, who carries what, which steps take long.

Accusations are in none of them. Every figure can be opened as a list (app/cases/desk/search_cases.py).
"""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.cases.desk.search_scope import CITIZEN_RULES, visible_to
from app.cases.desk.supervision_board import term_name
from app.catalog.names import ListedNames
from app.clock import LOCAL_ZONE, local_date
from app.runtime import Runtime
from app.store import people, statistics


@dataclass(frozen=True)
class Period:
    """Hold the days a page of statistics is about, both counted."""

    first: date
    last: date


@dataclass(frozen=True)
class Share:
    """Hold how many terms were met in time and late; `code` is the unit or rule."""

    code: str | None
    name: str
    ontime: int
    late: int

    @property
    def percent(self) -> int | None:
        """Return the share in time in whole percent, rounded down; None without any."""
        total = self.ontime + self.late
        return None if not total else self.ontime * 100 // total


@dataclass(frozen=True)
class Month:
    """Hold how many terms were met in time and late in the days of a month that lie in the period."""

    first: date
    last: date
    ontime: int
    late: int


@dataclass(frozen=True)
class Load:
    """Hold what a unit or a person carries: running (or open) now, and all or overdue beside it."""

    code: str | int | None
    name: str
    running: int
    other: int


@dataclass(frozen=True)
class StepTime:
    """Hold how long a step took on average and at most, in days."""

    element_id: str
    name: str
    count: int
    average_days: float
    longest_days: float


@dataclass(frozen=True)
class Statistics:
    """Hold everything on the statistics page."""

    period: Period
    received: int
    running: int
    ended: int
    by_channel: tuple[tuple[str, int], ...]
    by_outcome: tuple[tuple[str, int], ...]
    share: Share
    by_unit: tuple[Share, ...]
    by_rule: tuple[Share, ...]
    by_month: tuple[Month, ...]
    units: tuple[Load, ...]
    persons: tuple[Load, ...]
    steps: tuple[StepTime, ...]
    ratings: tuple[tuple[int, int], ...]

    @property
    def rated(self) -> int:
        """Return how many ratings count."""
        return sum(count for _level, count in self.ratings)


def read_statistics(runtime: Runtime, actor: Actor, period: Period | None = None) -> Statistics:
    """Return the figures of a period (by default this year) within the reader's scope."""
    require(actor, "statistics.read", None)
    today = local_date(runtime.clock.now())
    days = period or Period(date(today.year, 1, 1), today)
    since, until = _moments(days)
    with runtime.read() as tx:
        scope = visible_to(tx, actor)
        visible, told = scope.condition(), scope.ratings()
        volume = statistics.volume(tx, visible, days.first, days.last)
        by_unit = _shares(tx, visible, days, by="unit")
        return Statistics(
            period=days,
            received=sum(row.amount for row in volume),
            running=sum(row.amount for row in volume if row.status in {"active", "incident"}),
            ended=sum(row.amount for row in volume if row.status in {"completed", "terminated"}),
            by_channel=_counted((row.channel, row.amount) for row in volume),
            by_outcome=_counted(
                (row.outcome, row.amount) for row in statistics.outcomes(tx, visible, days.first, days.last)
            ),
            share=Share(None, "", sum(s.ontime for s in by_unit), sum(s.late for s in by_unit)),
            by_unit=by_unit,
            by_rule=_shares(tx, visible, days, by="rule"),
            by_month=_months(tx, visible, days),
            units=_units(tx, visible),
            persons=_persons(tx, visible, today),
            steps=_steps(runtime, tx, visible, since, until),
            ratings=tuple(
                sorted(
                    ((row.level, row.amount) for row in statistics.ratings(tx, visible & told, since, until)),
                    reverse=True,
                )
            ),
        )


def _moments(days: Period) -> tuple[datetime, datetime]:
    first = datetime.combine(days.first, time(), LOCAL_ZONE)
    return first, datetime.combine(days.last + timedelta(days=1), time(), LOCAL_ZONE)


def _counted(pairs: Any) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for name, count in pairs:
        found[name or ""] += count
    return tuple(found.most_common())


def _shares(tx: Connection, visible: Any, days: Period, *, by: str) -> tuple[Share, ...]:
    rows = statistics.timeliness(tx, visible, days.first, days.last, CITIZEN_RULES, by=by)
    names = people.unit_names(tx, {row.name for row in rows if row.name}) if by == "unit" else {}
    found = [
        Share(
            row.name,
            names.get(row.name, row.name or "—") if by == "unit" else term_name(row.name, {}),
            int(row.ontime or 0),
            int(row.late or 0),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda share: (-share.late, share.name)))


def _months(tx: Connection, visible: Any, days: Period) -> tuple[Month, ...]:
    found: dict[tuple[int, int], Month] = {}
    for row in statistics.timeliness_by_day(tx, visible, days.first, days.last, CITIZEN_RULES):
        month = row.met_on.year, row.met_on.month
        so_far = found.get(month)
        first, end = date(*month, 1), date(*month, monthrange(*month)[1])
        found[month] = Month(
            max(first, days.first),
            min(end, days.last),
            int(row.ontime or 0) + (so_far.ontime if so_far else 0),
            int(row.late or 0) + (so_far.late if so_far else 0),
        )
    return tuple(found.values())


def _units(tx: Connection, visible: Any) -> tuple[Load, ...]:
    rows = statistics.load_by_unit(tx, visible)
    names = people.unit_names(tx, {row.unit for row in rows if row.unit})
    found = [
        Load(row.unit, names.get(row.unit or "", row.unit or "—"), int(row.running or 0), int(row.every))
        for row in rows
    ]
    return tuple(sorted(found, key=lambda load: (-load.running, load.name)))


def _persons(tx: Connection, visible: Any, today: date) -> tuple[Load, ...]:
    rows = statistics.load_by_person(tx, visible, today)
    names = people.account_names(tx, {row.assignee for row in rows})
    return tuple(
        Load(row.assignee, names.get(row.assignee, ""), int(row.open), int(row.overdue or 0)) for row in rows
    )


def _steps(
    runtime: Runtime, tx: Connection, visible: Any, since: datetime, until: datetime
) -> tuple[StepTime, ...]:
    rows = statistics.longest_steps(tx, visible, since, until)
    listed = ListedNames(runtime, tx, {row.process_id for row in rows})
    return tuple(
        StepTime(
            row.element_id,
            listed.step(row.process_id, row.element_id, row.name),
            int(row.amount),
            round(float(row.average or 0) / 86400, 1),
            round(float(row.longest or 0) / 86400, 1),
        )
        for row in rows
    )
