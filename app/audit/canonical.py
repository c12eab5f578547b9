"""One way to write a value as bytes, the same in every language. Knows nothing about events.

Sorted keys, no blanks, UTF-8, and no number that two programs could print differently: fractions,
dates and very long integers are turned into strings before they are hashed.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

JsonValue = None | bool | int | str | list["JsonValue"] | dict[str, "JsonValue"]
_EXACT_INTEGER = 2**53
"""Integers up to here are exact in every JSON reader."""


def plain(value: object) -> JsonValue:
    """Return the value in the types the record knows; raise TypeError for one that has no plain form.

    Decimal and float become their decimal string, moments UTC with microseconds, dates ISO.
    """
    match value:
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case frozenset() | set():
            return sorted((plain(item) for item in value), key=str)
        case bytes() | bytearray():
            message = "bytes do not belong into the record; store them as a blob and record the digest"
            raise TypeError(message)
        case Sequence() if not isinstance(value, str):
            return [plain(item) for item in value]
        case _:
            return _plain_scalar(value)


def _plain_scalar(value: object) -> JsonValue:
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) <= _EXACT_INTEGER else str(value)
        case str():
            return value.encode("utf-8", "replace").decode()
        case float():
            return repr(value)
        case Decimal():
            return format(value, "f")
        case datetime():
            return moment(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds():g}s"
    message = f"{type(value).__name__} has no plain form in the record"
    raise TypeError(message)


def canonical(value: JsonValue) -> str:
    """Return the one text of a plain value: keys sorted by code point, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment(at: datetime) -> str:
    """Return an aware moment as UTC with six fraction digits and Z."""
    if at.tzinfo is None:
        message = "a naive datetime cannot be recorded"
        raise ValueError(message)
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"
