"""Dates outside of Python's years 1 to 9999, which the standard allows: read, compared, taken apart, written.

They take no part in arithmetic and are refused by functions that have not been told of them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MAX_YEAR = 999_999_999
_CYCLE = 400
"""The Gregorian calendar repeats after this many years, weekdays included."""


@dataclass(frozen=True, slots=True)
class FarDate:
    """Hold a day of the proleptic Gregorian calendar; the year may be zero or negative."""

    year: int
    month: int
    day: int

    def twin(self) -> date:
        """Return the same day of the calendar's cycle within Python's years."""
        return date(self.year % _CYCLE + 2000, self.month, self.day)

    def isoweekday(self) -> int:
        """Return 1 for Monday to 7 for Sunday."""
        return self.twin().isoweekday()

    def toordinal(self) -> int:
        """Return the number of the day, as `date.toordinal` counts."""
        cycles = (self.year - (self.year % _CYCLE + 2000)) // _CYCLE
        return self.twin().toordinal() + cycles * 146_097

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class FarDateTime:
    """Hold a far day and a time of day."""

    date: FarDate
    clock: time

    def utcoffset(self) -> timedelta | None:
        """Return the offset from UTC, by the rules of the day's twin; None without zone."""
        return datetime.combine(self.date.twin(), self.clock).utcoffset()


FAR = (FarDate, FarDateTime)


def far_date(year: int, month: int, day: int) -> FarDate | None:
    """Build a far date; None when there is no such day."""
    if abs(year) > MAX_YEAR:
        return None
    found = FarDate(year, month, day)
    try:
        found.twin()
    except ValueError:
        return None
    return found


def order_key(value: object) -> tuple[bool, int] | None:
    """Return (has a zone, seconds) of a date or date and time, near or far; None for anything else."""
    if isinstance(value, FarDateTime):
        day, clock, offset = value.date.toordinal(), value.clock, value.utcoffset()
    elif isinstance(value, datetime):
        day, clock, offset = value.toordinal(), value.timetz(), value.utcoffset()
    elif isinstance(value, FarDate | date):
        return False, value.toordinal()
    else:
        return None
    seconds = day * 86_400 + clock.hour * 3600 + clock.minute * 60 + clock.second
    return offset is not None, seconds - int(offset.total_seconds() if offset else 0)
