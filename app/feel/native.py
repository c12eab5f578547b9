"""Carry values between FEEL and JSON-native data."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel.errors import FeelError
from app.feel.far_dates import FarDate, FarDateTime
from app.feel.numbers import from_int, is_whole
from app.feel.temporal import format_date_time, format_time
from app.feel.values import DaysTimeDuration, FunctionBase, Range, Value, YearsMonthsDuration
from app.text import text

_AS_THEY_ARE = frozenset(
    {Decimal, str, bool, type(None), date, datetime, time, DaysTimeDuration, YearsMonthsDuration, Range}
)


def to_feel(value: Any) -> Value:
    """Turn JSON-native data, also with dates and timedeltas inside, into FEEL values.

    An int or float becomes the Decimal its text shows (0.1 is 0.1); NaN and infinity become null. Text stays
    text: a date in a string is a string. Raises FeelError for anything else.
    """
    kind = type(value)
    if kind is Decimal:
        return value if value.is_finite() else None
    if kind in _AS_THEY_ARE:
        return value
    if kind is int:
        return from_int(value)
    if kind is float:
        return Decimal(repr(value)) if value - value == 0 else None
    if kind is list or kind is tuple:
        return [to_feel(element) for element in value]
    if isinstance(value, Mapping):
        return {str(key): to_feel(element) for key, element in value.items()}
    return _other(value)


def _other(value: Any) -> Value:
    if isinstance(value, timedelta):
        return DaysTimeDuration.of(value)
    if isinstance(value, FunctionBase | Decimal | str | datetime | date | time | FarDate | FarDateTime):
        return value
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return from_int(int(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [to_feel(element) for element in value]
    raise FeelError(text("类型 %(kind)s 的值不能用于表达式", kind=type(value).__name__))


def from_feel(value: Value) -> Any:
    """Turn a FEEL value into JSON-native data.

    A whole number of up to 34 digits becomes int; another one float when the float writes the same number,
    else str, so no digit is lost. Dates, times and durations become their ISO text. Raises FeelError for
    functions and ranges, which JSON has no word for.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, list):
        return [from_feel(element) for element in value]
    if isinstance(value, dict):
        return {key: from_feel(element) for key, element in value.items()}
    if isinstance(value, datetime | FarDateTime):
        return format_date_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return format_time(value)
    if isinstance(value, DaysTimeDuration | YearsMonthsDuration | FarDate):
        return str(value)
    raise FeelError(text("函数和区间不能作为结果保存"))


def _number(value: Decimal) -> int | float | str:
    if value.adjusted() < 34 and is_whole(value):
        return int(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else str(value)
