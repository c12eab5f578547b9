"""Arithmetic on FEEL values (DMN 1.5, tables 56–62): what does not fit is null, never an error."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, DecimalException

from app.feel.compare import kind_of, time_offset
from app.feel.errors import FeelBudgetError
from app.feel.far_dates import FAR
from app.feel.numbers import CONTEXT, from_int
from app.feel.temporal import make_date
from app.feel.values import DAY_NANOS, NANOS, DaysTimeDuration, Value, YearsMonthsDuration
from app.text import text

MAX_STRING = 1_000_000
"""Longest string an expression may build, in characters."""

Operation = Callable[[Value, Value], Value]
_NUMBER, _STRING = "number", "string"
_DATE, _TIME, _MOMENT = "date", "time", "date and time"
_DAYS, _MONTHS = "days and time duration", "years and months duration"


def add(left: Value, right: Value) -> Value:
    """Compute left + right."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return CONTEXT.add(left, right)
        except DecimalException:
            return None
    if type(left) is str and type(right) is str:
        return concatenate(left, right)
    return _apply(_ADD, left, right)


def concatenate(left: str, right: str) -> str:
    """Join two strings; raises FeelBudgetError past MAX_STRING characters."""
    if len(left) + len(right) > MAX_STRING:
        raise FeelBudgetError(text("字符串过长（最多 %(limit)s 个字符）", limit=MAX_STRING))
    return left + right


def subtract(left: Value, right: Value) -> Value:
    """Compute left - right."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return CONTEXT.subtract(left, right)
        except DecimalException:
            return None
    return _apply(_SUBTRACT, left, right)


def multiply(left: Value, right: Value) -> Value:
    """Compute left * right."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return CONTEXT.multiply(left, right)
        except DecimalException:
            return None
    return _apply(_MULTIPLY, left, right)


def divide(left: Value, right: Value) -> Value:
    """Compute left / right; null for a divisor of zero."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return CONTEXT.divide(left, right)
        except DecimalException:
            return None
    return _apply(_DIVIDE, left, right)


def power(left: Value, right: Value) -> Value:
    """Compute left ** right."""
    if type(left) is not Decimal or type(right) is not Decimal:
        return None
    if not right:
        return Decimal(1)
    try:
        result = CONTEXT.power(left, right)
    except DecimalException:
        return None
    return result if result.is_finite() else None  # 0 ** -1 is infinite without any signal


def negate(value: Value) -> Value:
    """Change the sign of a number or duration."""
    if type(value) is Decimal:
        return value.copy_negate() if value else value
    if isinstance(value, DaysTimeDuration):
        return DaysTimeDuration(-value.nanoseconds)
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(-value.months)
    return None


def _apply(table: dict[tuple[str, str], Operation], left: Value, right: Value) -> Value:
    if left is None or right is None or isinstance(left, FAR) or isinstance(right, FAR):
        return None
    operation = table.get((kind_of(left), kind_of(right)))
    if operation is None:
        return None
    try:
        return operation(left, right)
    except (ArithmeticError, ValueError):
        return None


def _add_months(value: date, months: int) -> Value:
    total = value.year * 12 + value.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return None
    for day in range(value.day, 27, -1):
        if make_date(year, month + 1, day) is not None:
            return value.replace(year=year, month=month + 1, day=day)
    return value.replace(year=year, month=month + 1)


def _add_span(value: datetime, span: DaysTimeDuration) -> Value:
    delta = span.to_timedelta()
    if value.tzinfo is None:
        return value + delta
    return (value.astimezone(UTC) + delta).astimezone(value.tzinfo)


def _add_days(value: date, span: DaysTimeDuration) -> Value:
    # a date counts as midnight; the hours of the sum are dropped again
    return value + timedelta(days=span.nanoseconds // DAY_NANOS)


def _add_to_time(value: time, span: DaysTimeDuration) -> Value:
    start = datetime(2024, 1, 1, value.hour, value.minute, value.second, value.microsecond)  # noqa: DTZ001
    moved = start + timedelta(microseconds=(span.nanoseconds % DAY_NANOS) // 1000)
    return moved.time().replace(tzinfo=value.tzinfo)


def _between_moments(left: date, right: date) -> Value:
    # a date beside a date and time counts as its midnight in UTC
    first, second = _as_moment(left, right), _as_moment(right, left)
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    if first.tzinfo is not None:
        first, second = first.astimezone(UTC), second.astimezone(UTC)
    return DaysTimeDuration.of(first - second)


def _as_moment(value: date, other: date) -> datetime:
    if isinstance(value, datetime):
        return value
    zone = UTC if isinstance(other, datetime) and other.tzinfo is not None else None
    return datetime(value.year, value.month, value.day, tzinfo=zone)


def _between_times(left: time, right: time) -> Value:
    seconds = (left.hour - right.hour) * 3600 + (left.minute - right.minute) * 60 + left.second - right.second
    if left.tzinfo is not right.tzinfo:
        left_offset, right_offset = time_offset(left), time_offset(right)
        if left_offset is None or right_offset is None:
            return None
        seconds += right_offset - left_offset
    return DaysTimeDuration(seconds * NANOS + (left.microsecond - right.microsecond) * 1000)


def _scale_days(span: DaysTimeDuration, factor: Decimal) -> Value:
    return DaysTimeDuration(int(CONTEXT.multiply(Decimal(span.nanoseconds), factor)))


def _scale_months(span: YearsMonthsDuration, factor: Decimal) -> Value:
    return YearsMonthsDuration(int(CONTEXT.multiply(Decimal(span.months), factor)))


def _ratio(left: int, right: int) -> Value:
    return CONTEXT.divide(from_int(left) or Decimal(0), from_int(right) or Decimal(0))


_ADD: dict[tuple[str, str], Operation] = {
    (_DAYS, _DAYS): lambda a, b: DaysTimeDuration(a.nanoseconds + b.nanoseconds),
    (_MONTHS, _MONTHS): lambda a, b: YearsMonthsDuration(a.months + b.months),
    (_DATE, _DAYS): _add_days,
    (_DATE, _MONTHS): lambda a, b: _add_months(a, b.months),
    (_MOMENT, _DAYS): _add_span,
    (_MOMENT, _MONTHS): lambda a, b: _add_months(a, b.months),
    (_TIME, _DAYS): _add_to_time,
}


def _swapped(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


_ADD.update({(right, left): _swapped(found) for (left, right), found in _ADD.items() if left != right})
_SUBTRACT: dict[tuple[str, str], Operation] = {
    (_DAYS, _DAYS): lambda a, b: DaysTimeDuration(a.nanoseconds - b.nanoseconds),
    (_MONTHS, _MONTHS): lambda a, b: YearsMonthsDuration(a.months - b.months),
    (_DATE, _DAYS): lambda a, b: _add_days(a, DaysTimeDuration(-b.nanoseconds)),
    (_DATE, _MONTHS): lambda a, b: _add_months(a, -b.months),
    (_MOMENT, _DAYS): lambda a, b: _add_span(a, DaysTimeDuration(-b.nanoseconds)),
    (_MOMENT, _MONTHS): lambda a, b: _add_months(a, -b.months),
    (_TIME, _DAYS): lambda a, b: _add_to_time(a, DaysTimeDuration(-b.nanoseconds)),
    (_TIME, _TIME): _between_times,
    **dict.fromkeys(((a, b) for a in (_DATE, _MOMENT) for b in (_DATE, _MOMENT)), _between_moments),
}
_MULTIPLY: dict[tuple[str, str], Operation] = {
    (_DAYS, _NUMBER): _scale_days,
    (_NUMBER, _DAYS): lambda a, b: _scale_days(b, a),
    (_MONTHS, _NUMBER): _scale_months,
    (_NUMBER, _MONTHS): lambda a, b: _scale_months(b, a),
}
_DIVIDE: dict[tuple[str, str], Operation] = {
    (_DAYS, _NUMBER): lambda a, b: DaysTimeDuration(int(CONTEXT.divide(Decimal(a.nanoseconds), b))),
    (_MONTHS, _NUMBER): lambda a, b: YearsMonthsDuration(int(CONTEXT.divide(Decimal(a.months), b))),
    (_DAYS, _DAYS): lambda a, b: _ratio(a.nanoseconds, b.nanoseconds),
    (_MONTHS, _MONTHS): lambda a, b: _ratio(a.months, b.months),
}

__all__ = ["add", "concatenate", "divide", "multiply", "negate", "power", "subtract"]
