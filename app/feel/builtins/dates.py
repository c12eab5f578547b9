"""Date and time functions (DMN 1.5, tables 78 and 80): parts of a date, identity, now and today."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.feel.compare import equal, kind_of
from app.feel.registry import define
from app.feel.temporal import zone_text
from app.feel.values import Value

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _is(first: Value = None, second: Value = None) -> bool:
    if kind_of(first) != kind_of(second):
        return False
    if isinstance(first, datetime | time):
        return first.replace(tzinfo=None) == second.replace(tzinfo=None) and _zone(first) == _zone(second)
    return equal(first, second) is True


def _zone(value: datetime | time) -> str:
    return zone_text(value.tzinfo, value.utcoffset())


def _today(runtime: Any) -> date:
    moment: datetime = runtime.env.local_now()
    return moment.date()


_PARTS: dict[str, tuple[Callable[[date], Value], str]] = {
    "day of year": (lambda day: Decimal(day.timetuple().tm_yday), "一年中的第几天"),
    "day of week": (lambda day: DAYS[day.weekday()], "星期几（英文）"),
    "month of year": (lambda day: MONTHS[day.month - 1], "月份（英文）"),
    "week of year": (lambda day: Decimal(day.isocalendar().week), "一年中的第几周（ISO 8601）"),
}
DEFINITIONS = (
    define("is(value1?: Any, value2?: Any)", _is, "是否同类且完全相同，时区写法也相同"),
    *(
        define(f"{name}(date: {kind})", part, words)
        for name, (part, words) in _PARTS.items()
        for kind in ("date", "date and time")
    ),
)
RUNTIME_DEFINITIONS = (
    define("now()", lambda runtime: runtime.env.local_now(), "当前日期时间，按环境给定的时刻"),
    define("today()", _today, "当天日期，按环境给定的时刻和时区"),
)
