"""The values FEEL knows beyond Python's own: two durations, ranges, functions (DMN 1.5, 10.3.2).

null, boolean, number, string, list and context are None, bool, Decimal, str, list and dict; date, time and
"date and time" are the classes of `datetime`. A time with a named zone has a ZoneInfo, one with an offset a
`datetime.timezone`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import total_ordering
from typing import Any

from app.feel.far_dates import FarDate, FarDateTime

Value = Any
"""A FEEL value; the module docstring lists the classes."""

NANOS = 1_000_000_000
DAY_NANOS = 86_400 * NANOS


@total_ordering
@dataclass(frozen=True, slots=True)
class DaysTimeDuration:
    """Hold a span of days, hours, minutes and seconds as whole nanoseconds; may be negative."""

    nanoseconds: int

    def __lt__(self, other: "DaysTimeDuration") -> bool:
        return self.nanoseconds < other.nanoseconds

    @staticmethod
    def of(span: timedelta) -> "DaysTimeDuration":
        """Take over a timedelta (microseconds are exact)."""
        return DaysTimeDuration((span.days * 86_400 + span.seconds) * NANOS + span.microseconds * 1000)

    def to_timedelta(self) -> timedelta:
        """Return the span rounded down to microseconds; OverflowError past timedelta's range."""
        return timedelta(microseconds=self.nanoseconds // 1000)

    def parts(self) -> tuple[int, int, int, int, int]:
        """Return days, hours, minutes, seconds, nanoseconds of the absolute span."""
        seconds, nanos = divmod(abs(self.nanoseconds), NANOS)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        return days, hour, minute, second, nanos

    def __str__(self) -> str:
        if not self.nanoseconds:
            return "PT0S"
        days, hours, minutes, seconds, nanos = self.parts()
        fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
        time_part = (
            (f"{hours}H" if hours else "")
            + (f"{minutes}M" if minutes else "")
            + (f"{seconds}{fraction}S" if seconds or nanos else "")
        )
        sign = "-" if self.nanoseconds < 0 else ""
        return f"{sign}P{f'{days}D' if days else ''}{'T' if time_part else ''}{time_part}"


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonthsDuration:
    """Hold a span of years and months as whole months; may be negative."""

    months: int

    def __lt__(self, other: "YearsMonthsDuration") -> bool:
        return self.months < other.months

    def __str__(self) -> str:
        if not self.months:
            return "P0M"
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months else ''}"


@dataclass(frozen=True, slots=True)
class Range:
    """Hold an interval `[low..high]`, or a unary test in parentheses such as `(< 10)`.

    `operator` is "" for an interval, else one of < <= > >= = !=; a unary one has None at its open end.
    """

    low: Value
    high: Value
    low_included: bool
    high_included: bool
    operator: str = ""


class PreciseTime(time):
    """Hold a time of day whose fraction of a second goes below microseconds (`nanoseconds`, 1 to 999)."""

    nanoseconds = 0

    @staticmethod
    def of(value: time, nanoseconds: int) -> "time":
        """Add nanoseconds to a time; without any it stays the plain class."""
        if not nanoseconds:
            return value
        built = PreciseTime(value.hour, value.minute, value.second, value.microsecond, value.tzinfo)
        built.nanoseconds = nanoseconds
        return built


class PreciseDateTime(datetime):
    """Hold a date and time whose fraction of a second goes below microseconds (`nanoseconds`, 1 to 999)."""

    nanoseconds = 0

    @staticmethod
    def join(day: date | FarDate, clock: time) -> datetime | FarDateTime:
        """Join a day and a time of day with all digits of its fraction."""
        if isinstance(day, FarDate):
            return FarDateTime(day, clock)
        joined = datetime.combine(day, clock)
        if not isinstance(clock, PreciseTime):
            return joined
        built = PreciseDateTime.combine(day, clock)
        built.nanoseconds = clock.nanoseconds
        return built


class FunctionBase:
    """Mark a value as a function; two functions are equal when they are the same object."""

    __slots__ = ("name", "parameters")

    def __init__(self, name: str, parameters: Sequence[str]) -> None:
        self.name = name
        self.parameters = tuple(parameters)

    def call(self, arguments: list[Value], runtime: Any) -> Value:
        """Invoke with positional arguments; null when they do not fit."""
        raise NotImplementedError

    def call_named(self, arguments: dict[str, Value], runtime: Any) -> Value:
        """Invoke by parameter names; null when a name is unknown or missing."""
        if set(arguments) != set(self.parameters):
            return None
        return self.call([arguments[name] for name in self.parameters], runtime)
