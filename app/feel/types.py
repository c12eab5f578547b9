"""Types of FEEL: what `instance of` asks and how values are fitted to a type (DMN 1.5, 10.3.2.9)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from app.feel.compare import kind_of
from app.feel.values import FunctionBase, Range, Value


class Allowed(Protocol):
    """Tell whether a value is among allowed ones, which `source` writes as unary tests."""

    source: str

    def __call__(self, value: Value) -> bool:
        """Return whether the value may come."""
        ...


@dataclass(slots=True, eq=False)
class FeelType:
    """Hold a type by its kind and, where the kind has them, its parts.

    `allowed` tells whether a value is among the allowed values of an item definition; it does not count for
    `instance of`. Mutable only while a model's item definitions, which may refer to each other, are built.
    """

    kind: str
    item: "FeelType | None" = None
    members: tuple[tuple[str, "FeelType"], ...] = ()
    parameters: tuple["FeelType", ...] | None = None
    result: "FeelType | None" = None
    allowed: "Allowed | None" = None


ANY = FeelType("Any")
MISFIT = object()
"""What `fit` returns for a value that has no place in the type."""

_NAMES = {
    "Any": "Any",
    "null": "null",
    "Null": "null",
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "duration": "duration",
    "list": "list",
    "context": "context",
    "range": "range",
    "function": "function",
}
SIMPLE_TYPES = {name: FeelType(kind) for name, kind in _NAMES.items()}
_DURATIONS = ("days and time duration", "years and months duration")


def conforms(value: Value, kind: FeelType, *, check_allowed: bool = False) -> bool:
    """Tell whether a value that is not null belongs to a type."""
    found = kind_of(value)
    if kind.kind == "Any":
        fits = True
    elif kind.kind == "duration":
        fits = found in _DURATIONS
    elif kind.kind != found:
        return False
    else:
        fits = _parts_conform(value, kind, check_allowed=check_allowed)
    return fits and (not check_allowed or kind.allowed is None or kind.allowed(value))


def _parts_conform(value: Value, kind: FeelType, *, check_allowed: bool) -> bool:
    if kind.kind == "list" and kind.item is not None:
        item = kind.item
        return all(
            element is None or conforms(element, item, check_allowed=check_allowed) for element in value
        )
    if kind.kind == "context":
        return all(
            name in value
            and (value[name] is None or conforms(value[name], member, check_allowed=check_allowed))
            for name, member in kind.members
        )
    if kind.kind == "range" and kind.item is not None:
        return _ends_conform(value, kind.item)
    if kind.kind == "function":
        return _signature_conforms(value, kind)
    return True


def _ends_conform(value: Range, item: FeelType) -> bool:
    ends = [end for end in (value.low, value.high) if end is not None]
    return bool(ends) and all(conforms(end, item) for end in ends)


def _signature_conforms(value: FunctionBase, kind: FeelType) -> bool:
    if kind.parameters is None:
        return True
    own = type_of_function(value)
    if own is None or own.parameters is None:
        return True
    return len(own.parameters) == len(kind.parameters) and is_subtype(own, kind)


def type_of_function(value: FunctionBase) -> FeelType | None:
    """Return the signature a function declares; None when it declares none."""
    found = getattr(value, "signature", None)
    return found if isinstance(found, FeelType) else None


def is_subtype(narrow: FeelType, wide: FeelType) -> bool:
    """Tell whether every value of `narrow` belongs to `wide` (table 46: parameters the other way round)."""
    if wide.kind == "Any" or narrow.kind == "null":
        return True
    if narrow.kind != wide.kind:
        return wide.kind == "duration" and narrow.kind in _DURATIONS
    if wide.kind in ("list", "range"):
        return wide.item is None or (narrow.item is not None and is_subtype(narrow.item, wide.item))
    if wide.kind == "context":
        own = dict(narrow.members)
        return all(name in own and is_subtype(own[name], member) for name, member in wide.members)
    if wide.kind == "function" and wide.parameters is not None and narrow.parameters is not None:
        return (
            len(narrow.parameters) == len(wide.parameters)
            and all(
                is_subtype(theirs, ours)
                for ours, theirs in zip(narrow.parameters, wide.parameters, strict=True)
            )
            and (narrow.result is None or wide.result is None or is_subtype(narrow.result, wide.result))
        )
    return True


def fit(value: Value, kind: FeelType, *, check_allowed: bool = True) -> Value:
    """Fit a value to a type with the standard's conversions; MISFIT when it has no place there.

    null fits every type. A list of one element and its element stand for each other, a date for its midnight
    in UTC (10.3.2.9.4).
    """
    if value is None or kind.kind == "Any":
        fits = value is None or kind.allowed is None or not check_allowed or kind.allowed(value)
        return value if fits else MISFIT
    if conforms(value, kind, check_allowed=check_allowed):
        return value
    if kind.kind == "list" and not isinstance(value, list):
        return fit([value], kind, check_allowed=check_allowed) if kind_of(value) != "list" else MISFIT
    if isinstance(value, list) and kind.kind != "list" and len(value) == 1 and value[0] is not None:
        return value[0] if conforms(value[0], kind, check_allowed=check_allowed) else MISFIT
    if kind.kind == "date and time" and type(value) is date:
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return MISFIT
