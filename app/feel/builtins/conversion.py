"""Conversion functions (DMN 1.5, table 73) and `not`."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from app.feel.far_dates import FarDate, FarDateTime
from app.feel.numbers import is_whole, parse_number
from app.feel.registry import define
from app.feel.render import render
from app.feel.temporal import (
    make_date,
    offset_zone,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    zone,
)
from app.feel.values import NANOS, DaysTimeDuration, PreciseDateTime, PreciseTime, Value, YearsMonthsDuration

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)


_SIX_NUMBERS = ", ".join(f"{part}: number" for part in ("year", "month", "day", "hour", "minute", "second"))


def _whole(value: Decimal) -> int | None:
    return int(value) if value.adjusted() < 12 and is_whole(value) else None


TAKES_FAR_DATES = ("date", "time", "date and time", "years and months duration")


def _date_of(value: date | FarDate | FarDateTime) -> Value:
    if isinstance(value, FarDateTime):
        return value.date
    return value.date() if isinstance(value, datetime) else value


def _date_from_parts(year: Decimal, month: Decimal, day: Decimal) -> Value:
    parts = [_whole(part) for part in (year, month, day)]
    return None if None in parts else make_date(*(part for part in parts if part is not None))


def _time_of(value: date | time | FarDate | FarDateTime) -> Value:
    if isinstance(value, time):
        return value
    if isinstance(value, FarDateTime):
        return value.clock
    if not isinstance(value, datetime):
        return time(0, tzinfo=UTC)
    return PreciseTime.of(value.timetz(), getattr(value, "nanoseconds", 0))


def _time_from_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTimeDuration | None = None
) -> Value:
    whole_hour, whole_minute = _whole(hour), _whole(minute)
    if whole_hour is None or whole_minute is None or not 0 <= second < 60:
        return None
    zone_info = None
    if offset is not None:
        zone_info = offset_zone(int(Decimal(offset.nanoseconds) / NANOS))
        if zone_info is None:
            return None
    whole_second = int(second)
    micros = int((second - whole_second) * 1_000_000)
    try:
        return time(whole_hour, whole_minute, whole_second, micros, zone_info)
    except ValueError:
        return None


def _moment_from_date_and_time(day: date, clock: time) -> Value:
    return PreciseDateTime.join(_date_of(day), clock)


def _moment_from_parts(*parts: Any) -> Value:
    built_day, clock = _date_from_parts(*parts[:3]), _time_from_parts(*parts[3:])
    return None if built_day is None or clock is None else PreciseDateTime.join(built_day, clock)


def _moment_in_zone(*arguments: Value) -> Value:
    moment, zone_info = _moment_from_parts(*arguments[:6]), zone(arguments[6])
    if moment is None or zone_info is None:
        return None
    if isinstance(moment, FarDateTime):
        return FarDateTime(moment.date, moment.clock.replace(tzinfo=zone_info))
    return moment.replace(tzinfo=zone_info)


def _number(literal: str, grouping: str | None = None, decimal: str | None = None) -> Value:
    if (
        grouping not in (None, " ", ",", ".")
        or decimal not in (None, ",", ".")
        or (grouping == decimal is not None)
    ):
        return None
    decimal = decimal or "."
    if grouping == decimal:
        return None
    if grouping:
        literal = literal.replace(grouping, "")
    if decimal == ",":
        if "." in literal:
            return None
        literal = literal.replace(",", ".")
    return parse_number(literal) if _NUMBER.fullmatch(literal) else None


def _duration_of(value: DaysTimeDuration | YearsMonthsDuration) -> Value:
    return value


def _months_between(start: date, end: date) -> Value:
    first, last = _date_of(start), _date_of(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonthsDuration(months)


def _not(value: bool | None) -> Value:
    return None if value is None else not value


def _string(value: Value) -> Value:
    return None if value is None else render(value)


DEFINITIONS = (
    define("date(from: string)", parse_date, "把文本转为日期"),
    define("date(from: date)", _date_of),
    define("date(from: date and time)", _date_of),
    define("date(year: number, month: number, day: number)", _date_from_parts),
    define("time(from: string)", parse_time, "把文本转为时间"),
    define("time(from: time)", _time_of),
    define("time(from: date)", _time_of),
    define("time(from: date and time)", _time_of),
    define(
        "time(hour: number, minute: number, second: number, offset?: days and time duration?)",
        _time_from_parts,
    ),
    define("date and time(from: string)", parse_date_time, "把文本转为日期时间"),
    define("date and time(from: date and time)", lambda value: value),
    define("date and time(date: date, time: time)", _moment_from_date_and_time),
    define("date and time(date: date and time, time: time)", _moment_from_date_and_time),
    define(
        f"date and time({_SIX_NUMBERS}, offset?: days and time duration?)",
        _moment_from_parts,
    ),
    define(
        f"date and time({_SIX_NUMBERS}, timezone: string)",
        _moment_in_zone,
    ),
    define(
        "number(from: string, grouping separator?: string?, decimal separator?: string?)",
        _number,
        "把文本转为数",
    ),
    define("string(from: Any)", _string, "把值写成文本"),
    define("duration(from: string)", parse_duration, "把文本转为时长"),
    define("duration(from: duration)", _duration_of),
    *(
        define(
            f"years and months duration(from: {first}, to: {second})", _months_between, "两个日期相隔的年月"
        )
        for first in ("date", "date and time")
        for second in ("date", "date and time")
    ),
    define("not(negand: boolean)", _not, "逻辑非"),
)
