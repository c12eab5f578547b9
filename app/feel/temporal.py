"""Read and write dates, times and durations as text (DMN 1.5, 10.3.4.1; XML Schema; ISO 8601).

A year outside of 1 to 9999 gives a far date (see `far_dates`). A fraction of a second is kept to the
nanosecond; sums and differences with dates and times count in microseconds.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.feel.far_dates import FarDate, FarDateTime, far_date
from app.feel.values import (
    DAY_NANOS,
    NANOS,
    DaysTimeDuration,
    PreciseDateTime,
    PreciseTime,
    Value,
    YearsMonthsDuration,
)

MAX_OFFSET_SECONDS = 18 * 3600
_DATE = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z0-9_+\-/]+))?",
    re.ASCII,
)
_MONTHS = re.compile(r"(-?)P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?", re.ASCII)
_DAYS = re.compile(
    r"(-?)P(?:(\d{1,18})D)?(?:T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,30}))?S)?)?", re.ASCII
)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo | None:
    """Return a zone of the IANA database; None when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_zone(seconds: int) -> tzinfo | None:
    """Return a fixed offset from UTC in seconds; None past 18 hours."""
    if abs(seconds) > MAX_OFFSET_SECONDS:
        return None
    return timezone(timedelta(seconds=seconds)) if seconds else UTC


def parse_date(literal: str) -> date | FarDate | None:
    """Read `2024-05-01`; None when it is no day of the calendar."""
    match = _DATE.fullmatch(literal)
    if match is None:
        return None
    return make_date(int(match[1]), int(match[2]), int(match[3]))


def make_date(year: int, month: int, day: int) -> date | FarDate | None:
    """Build a date; None when there is no such day."""
    if not 1 <= year <= 9999:
        return far_date(year, month, day)
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def parse_time(literal: str) -> time | None:
    """Read `12:30:00`, with a fraction, `Z`, an offset or `@Zone/Name`; None when it is no time of day."""
    match = _TIME.fullmatch(literal)
    if match is None:
        return None
    zone_info: tzinfo | None = None
    if match[5]:
        zone_info = UTC
    elif match[6]:
        if int(match[8]) > 59 or int(match[9] or 0) > 59:
            return None
        seconds = int(match[7]) * 3600 + int(match[8]) * 60 + int(match[9] or 0)
        zone_info = offset_zone(-seconds if match[6] == "-" else seconds)
        if zone_info is None:
            return None
    elif match[10]:
        zone_info = zone(match[10])
        if zone_info is None:
            return None
    micros = int((match[4] or "0").ljust(6, "0")[:6])
    try:
        plain = time(int(match[1]), int(match[2]), int(match[3]), micros, zone_info)
    except ValueError:
        return None
    return PreciseTime.of(plain, int((match[4] or "").ljust(9, "0")[6:9]))


def parse_date_time(literal: str) -> datetime | FarDateTime | None:
    """Read `2024-05-01T12:30:00` with the zones of `parse_time`, or a date alone (midnight)."""
    day_text, separator, time_text = literal.partition("T")
    day = parse_date(day_text)
    if day is None:
        return None
    moment = parse_time(time_text) if separator else time(0)
    return None if moment is None else PreciseDateTime.join(day, moment)


def parse_duration(literal: str) -> DaysTimeDuration | YearsMonthsDuration | None:
    """Read `P1Y2M` or `P3DT4H5M6.7S`; None for anything else, also for a mixture of both kinds."""
    match = _MONTHS.fullmatch(literal)
    if match is not None and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonthsDuration(-months if match[1] else months)
    match = _DAYS.fullmatch(literal)
    if match is None or literal[-1] in "PT":
        return None
    seconds = int(match[3] or 0) * 3600 + int(match[4] or 0) * 60 + int(match[5] or 0)
    nanos = int(match[2] or 0) * DAY_NANOS + seconds * NANOS + int((match[6] or "").ljust(9, "0")[:9])
    return DaysTimeDuration(-nanos if match[1] else nanos)


def parse_at_literal(literal: str) -> Value:
    """Read what stands after @: a date, time, date and time, or duration; None for anything else."""
    for read in (parse_date, parse_time, parse_date_time, parse_duration):
        found = read(literal)
        if found is not None:
            return found
    return None


def zone_text(zone_info: tzinfo | None, offset: timedelta | None) -> str:
    """Write a zone as it stands behind a time: nothing, `Z`, `+08:00` or `@Asia/Shanghai`."""
    if zone_info is None:
        return ""
    if isinstance(zone_info, ZoneInfo):
        return f"@{zone_info.key}"
    seconds = int(offset.total_seconds()) if offset is not None else 0
    if not seconds:
        return "Z"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, second = divmod(rest, 60)
    tail = f":{second:02d}" if second else ""
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}{tail}"


def _fraction(value: time | datetime) -> str:
    nanos = value.microsecond * 1000 + getattr(value, "nanoseconds", 0)
    return f".{nanos:09d}".rstrip("0") if nanos else ""


def format_time(value: time) -> str:
    """Write a time of day."""
    return f"{value:%H:%M:%S}{_fraction(value)}{zone_text(value.tzinfo, value.utcoffset())}"


def format_date_time(value: datetime | FarDateTime) -> str:
    """Write a date and time."""
    if isinstance(value, FarDateTime):
        return f"{value.date}T{format_time(value.clock)}"
    clock = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}"
    return f"{value.date().isoformat()}T{clock}{_fraction(value)}{zone_text(value.tzinfo, value.utcoffset())}"
