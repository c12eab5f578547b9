"""Equality and order of FEEL values, three-valued (DMN 1.5, 10.3.2.5 and tables 52–55).

Values of different kinds are neither equal nor different: the answer is null. null itself equals only null.
Fractions of a second do not count (the standard's value of a time is in whole seconds).
"""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.feel.far_dates import FAR, FarDate, FarDateTime, order_key
from app.feel.values import DaysTimeDuration, FunctionBase, Range, Value, YearsMonthsDuration

_PLAIN = frozenset({Decimal, str, bool})
_ORDERED = frozenset({Decimal, str, DaysTimeDuration, YearsMonthsDuration})


def kind_of(value: Value) -> str:
    """Name the kind of a value, as types are named in FEEL; "function" for everything callable."""
    found = _KINDS.get(type(value))
    if found is not None:
        return found
    for cls, kind in _KINDS.items():
        if isinstance(value, cls):
            return kind
    return "function"


_KINDS: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    datetime: "date and time",
    date: "date",
    time: "time",
    DaysTimeDuration: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    FarDate: "date",
    FarDateTime: "date and time",
    FunctionBase: "function",
}


def equal(left: Value, right: Value) -> bool | None:
    """Tell whether two values are equal; None when their kinds differ."""
    kind = type(left)
    if kind is type(right) and kind in _PLAIN:
        return bool(left == right)
    if left is None or right is None:
        return left is right
    return _equal_others(left, right)


def _equal_others(left: Value, right: Value) -> bool | None:
    kind, other = kind_of(left), kind_of(right)
    if kind != other:
        if (
            {kind, other} == {"days and time duration", "years and months duration"}
            and _is_zero(left)
            and _is_zero(right)
        ):
            return True
        return None
    if kind == "list":
        return len(left) == len(right) and all(equal(a, b) is True for a, b in zip(left, right, strict=True))
    if kind == "context":
        return left.keys() == right.keys() and all(
            equal(value, right[key]) is True for key, value in left.items()
        )
    if kind in ("date and time", "time"):
        return order(left, right) == 0
    if kind == "range":
        return _equal_ranges(left, right)
    if kind == "function":
        return left is right
    return bool(left == right)


def _is_zero(duration: DaysTimeDuration | YearsMonthsDuration) -> bool:
    return not (duration.months if isinstance(duration, YearsMonthsDuration) else duration.nanoseconds)


def _equal_ranges(left: Range, right: Range) -> bool:
    return (
        (left.operator, left.low_included, left.high_included)
        == (right.operator, right.low_included, right.high_included)
        and equal(left.low, right.low) is True
        and equal(left.high, right.high) is True
    )


def order(left: Value, right: Value) -> int | None:
    """Return -1, 0 or 1 as left is less than, equal to or greater than right; None without an order."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return int(left > right) - int(left < right)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _order_moments(left, right)
    if isinstance(left, time) and isinstance(right, time):
        return _order_times(left, right)
    if isinstance(left, date) and isinstance(right, date) and type(left) is type(right):
        return (left > right) - (left < right)
    return _order_far(left, right) if isinstance(left, FAR) or isinstance(right, FAR) else None


def _order_far(left: Value, right: Value) -> int | None:
    if kind_of(left) != kind_of(right):
        return None
    left_key, right_key = order_key(left), order_key(right)
    if left_key is None or right_key is None or left_key[0] != right_key[0]:
        return None
    return (left_key > right_key) - (left_key < right_key)


def _order_moments(left: datetime, right: datetime) -> int | None:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    if left.tzinfo is not None:
        left, right = left.astimezone(UTC), right.astimezone(UTC)
    left, right = left.replace(microsecond=0), right.replace(microsecond=0)
    return (left > right) - (left < right)


def _order_times(left: time, right: time) -> int | None:
    left_seconds, right_seconds = _seconds_of_day(left), _seconds_of_day(right)
    if left.tzinfo is not right.tzinfo:
        left_offset, right_offset = time_offset(left), time_offset(right)
        if left_offset is None or right_offset is None:
            return None
        left_seconds -= left_offset
        right_seconds -= right_offset
    return (left_seconds > right_seconds) - (left_seconds < right_seconds)


def _seconds_of_day(value: time) -> int:
    return value.hour * 3600 + value.minute * 60 + value.second


def time_offset(value: time) -> int | None:
    """Return a time's offset from UTC in seconds; None without zone and for a zone whose offset changes."""
    if isinstance(value.tzinfo, ZoneInfo):
        offsets = {value.tzinfo.utcoffset(datetime(2024, month, 1)) for month in range(1, 13)}  # noqa: DTZ001
        offset = offsets.pop() if len(offsets) == 1 else None
    else:
        offset = value.utcoffset()
    return None if offset is None else int(offset.total_seconds())


def in_range(value: Value, span: Range) -> bool | None:
    """Tell whether a value lies in a range; None when it cannot be compared with an end of it."""
    if span.operator in ("=", "!="):
        same = equal(value, span.low)
        return same if same is None or span.operator == "=" else not same
    above = below = True
    if span.low is not None or span.operator not in ("<", "<="):
        compared = order(value, span.low)
        if compared is None:
            return None
        above = compared > 0 or (compared == 0 and span.low_included)
    if span.high is not None or span.operator not in (">", ">="):
        compared = order(value, span.high)
        if compared is None:
            return None
        below = compared < 0 or (compared == 0 and span.high_included)
    return above and below
