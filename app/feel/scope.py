"""What compiled code runs on: the scope of names, members and properties, functions written in FEEL.

A scope is a dict of name → value; under the key None it holds the Runtime. A nested scope is a copy, so that
a function keeps the values it was made with.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.feel.compare import time_offset
from app.feel.far_dates import FarDate, FarDateTime
from app.feel.types import ANY, MISFIT, FeelType, fit
from app.feel.values import NANOS, DaysTimeDuration, FunctionBase, Range, Value, YearsMonthsDuration

Scope = dict[Any, Any]
Code = Callable[[Scope], Value]


def member(value: Value, name: str) -> Value:
    """Take a member of a context or a property of another value; null when there is none. Lists map."""
    if type(value) is dict:
        return value.get(name)
    if type(value) is list:
        return [member(element, name) for element in value]
    for cls, properties in _PROPERTIES:
        if isinstance(value, cls):
            read = properties.get(name)
            return None if read is None else read(value)
    return None


def _offset(value: datetime | time | FarDateTime) -> Value:
    if isinstance(value, time):
        seconds = time_offset(value)
    else:
        offset = value.utcoffset()
        seconds = None if offset is None else int(offset.total_seconds())
    return None if seconds is None else DaysTimeDuration(seconds * NANOS)


def _zone_name(value: datetime | time) -> Value:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _signed(value: DaysTimeDuration, index: int) -> Value:
    part = value.parts()[index]
    return Decimal(-part if value.nanoseconds < 0 else part)


def _years(value: YearsMonthsDuration) -> Value:
    years = Decimal(abs(value.months) // 12)
    return -years if value.months < 0 else years


def _months(value: YearsMonthsDuration) -> Value:
    months = Decimal(abs(value.months) % 12)
    return -months if value.months < 0 else months


def _of(part: str, read: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return lambda value: read(getattr(value, part))


_Properties = dict[str, Callable[[Any], Value]]
_DATE: _Properties = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME: _Properties = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second),
    "time offset": _offset,
    "timezone": _zone_name,
}
_PROPERTIES: tuple[tuple[type, _Properties], ...] = (
    (datetime, {**_DATE, **_TIME}),
    (date, _DATE),
    (FarDate, _DATE),
    (
        FarDateTime,
        {
            **{name: _of("date", read) for name, read in _DATE.items()},
            **{name: _of("clock", read) for name, read in _TIME.items()},
            "time offset": _offset,
        },
    ),
    (time, _TIME),
    (
        DaysTimeDuration,
        {
            "days": lambda value: _signed(value, 0),
            "hours": lambda value: _signed(value, 1),
            "minutes": lambda value: _signed(value, 2),
            "seconds": lambda value: _signed(value, 3),
        },
    ),
    (YearsMonthsDuration, {"years": _years, "months": _months}),
    (
        Range,
        {
            "start": lambda value: value.low,
            "end": lambda value: value.high,
            "start included": lambda value: value.low_included,
            "end included": lambda value: value.high_included,
        },
    ),
)


class Lambda(FunctionBase):
    """Run a function written in FEEL; arguments that do not fit their types make the result null."""

    __slots__ = ("body", "captured", "signature", "types")

    def __init__(
        self,
        name: str,
        parameters: Sequence[tuple[str, FeelType]],
        result: FeelType | None,
        body: Code,
        captured: Scope,
    ) -> None:
        super().__init__(name, [parameter for parameter, _ in parameters])
        self.types = tuple(kind for _, kind in parameters)
        self.body = body
        self.captured = captured
        self.signature = FeelType("function", parameters=self.types, result=result)

    def call(self, arguments: list[Value], runtime: Any) -> Value:
        """Invoke with positional arguments; null when their number or types do not fit."""
        if len(arguments) != len(self.parameters):
            return None
        scope = dict(self.captured)
        scope[None] = runtime
        for name, kind, argument in zip(self.parameters, self.types, arguments, strict=True):
            value = argument if kind is ANY else fit(argument, kind)
            if value is MISFIT:
                return None
            scope[name] = value
        runtime.enter()
        try:
            return self.body(scope)
        finally:
            runtime.depth -= 1


def recursive(name: str, value: Value) -> Value:
    """Let a function that is an entry of a context call itself by the entry's name."""
    if isinstance(value, Lambda) and not value.name:
        value.captured.setdefault(name, value)
    return value
