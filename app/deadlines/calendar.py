"""Working days of the country as an immutable version: official years, and a provisional rule for the others.

It must not know the database, the machine's clock or the package the official years come from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

from app.deadlines.statutory import provisional_year

DayKind = Literal["holiday", "lieu", "made_up", "work"]
Reason = Literal["holiday", "lieu", "made_up", "weekend"]

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
WEEKEND_NAME: Final = "周末"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day named by a notice or by the statute.

    `holiday` 放假; `lieu` a working day that rests because a weekend day is worked (调休); `made_up` one that
    rests because a holiday fell on a weekend (补假); `work` a weekend day that is worked.
    """

    on: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class RestDay:
    """A day that no working-day term counts, and why: the holiday's name, or 周末."""

    on: date
    reason: Reason
    name: str


@dataclass(frozen=True)
class CalendarData:
    """What a calendar version is made of: its name, the years with a published notice, and their special days."""

    version: str
    official_years: frozenset[int]
    days: tuple[SpecialDay, ...]


@dataclass(frozen=True)
class Calendar:
    """Tell for every day whether offices work, from one version of the published arrangements.

    A year without a published notice is answered by the 2024 办法 (`statutory`), so that no year is ever
    unknown; `is_official` tells the two apart. Days are local dates of the city.
    """

    version: str
    official_years: frozenset[int]
    _days: Mapping[date, SpecialDay] = field(repr=False)

    def is_official(self, year: int) -> bool:
        """Tell whether the year's arrangement has been published (and imported)."""
        return year in self.official_years

    def special(self, on: date) -> SpecialDay | None:
        """Return what a notice, or for other years the statute, says of a day; None for a plain day."""
        named = self._days.get(on)
        if named is not None or on.year in self.official_years:
            return named
        statutory = provisional_year(on.year).get(on)
        return SpecialDay(on, *statutory) if statutory else None

    def is_working_day(self, on: date) -> bool:
        """Tell whether offices work on a day: weekends rest unless moved, weekdays work unless a holiday."""
        special = self.special(on)
        if special is not None:
            return special.kind == "work"
        return on.weekday() < SATURDAY

    def name_of(self, on: date) -> str | None:
        """Return the holiday that a special day belongs to (also for a worked weekend day), else None."""
        special = self.special(on)
        return special.name if special else None

    def rest_day(self, on: date) -> RestDay | None:
        """Return why a day is a rest day, or None for a working day."""
        special = self.special(on)
        if special is None:
            return RestDay(on, "weekend", WEEKEND_NAME) if on.weekday() >= SATURDAY else None
        if special.kind == "work":
            return None
        return RestDay(on, special.kind, special.name)

    def worked_weekend(self, on: date) -> SpecialDay | None:
        """Return the arrangement by which a Saturday or Sunday is worked, else None."""
        special = self.special(on)
        return special if special is not None and special.kind == "work" else None

    def next_working_day(self, on: date, *, including: bool = True) -> date:
        """Return the first working day on or after a day (strictly after it when `including` is false)."""
        day = on if including else on + ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, on: date, *, including: bool = True) -> date:
        """Return the last working day on or before a day (strictly before it when `including` is false)."""
        day = on if including else on - ONE_DAY
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def data(self) -> CalendarData:
        """Return what this version is made of, for storing it or building the next one on it."""
        return CalendarData(self.version, self.official_years, tuple(sorted(self._days.values(), key=_on)))

    def with_years(self, version: str, years: Iterable[int], days: Iterable[SpecialDay]) -> "Calendar":
        """Build the next version: the given years replace what this one knew of them.

        A notice may also name days of the December before its year (2011-12-31 was worked by the notice for
        2012); such days are added to what is known of that December.
        """
        replaced = frozenset(years)
        kept = [day for day in self._days.values() if day.on.year not in replaced]
        data = CalendarData(version, self.official_years | replaced, (*kept, *days))
        return build_calendar(data)


def _on(day: SpecialDay) -> date:
    return day.on


def build_calendar(data: CalendarData) -> Calendar:
    """Build the calendar of one version; where two special days name one date the later in the list holds."""
    days = {day.on: day for day in data.days}
    return Calendar(data.version, data.official_years, MappingProxyType(days))
