"""Write JSON shapes shortly: each function returns a JSON Schema (2020-12) of the few kinds this interface needs."""

from collections.abc import Mapping, Sequence
from typing import Any

Shape = dict[str, Any]
LONGEST_TEXT = 10_000
MOST_ITEMS = 1_000
MOST_FOUND = 10_000


def text(*, most: int = LONGEST_TEXT, least: int = 0, pattern: str | None = None) -> Shape:
    """Describe a text."""
    shape: Shape = {"type": "string", "maxLength": most}
    if least:
        shape["minLength"] = least
    if pattern:
        shape["pattern"] = pattern
    return shape


def key() -> Shape:
    """Describe a key: digits only, as the clients of this contract want it."""
    return {"type": "string", "pattern": "^[0-9]{1,25}$"}


def moment() -> Shape:
    """Describe a moment with its zone."""
    return {"type": "string", "format": "date-time", "maxLength": 40}


def whole(least: int = -(2**63), most: int = 2**63 - 1) -> Shape:
    """Describe a whole number within bounds."""
    return {"type": "integer", "minimum": least, "maximum": most}


def flag() -> Shape:
    """Describe true or false."""
    return {"type": "boolean"}


def one_of(*values: str) -> Shape:
    """Describe a choice of words."""
    return {"type": "string", "enum": list(values)}


def list_of(item: Shape, *, most: int = MOST_ITEMS) -> Shape:
    """Describe a list."""
    return {"type": "array", "items": item, "maxItems": most}


def anything() -> Shape:
    """Describe an object of any content: the variables of a process."""
    return {"type": "object", "additionalProperties": True}


def value() -> Shape:
    """Describe any JSON value."""
    return {}


def optional(shape: Shape) -> Shape:
    """Allow null beside a shape."""
    return {"anyOf": [shape, {"type": "null"}]}


def either(*shapes: Shape) -> Shape:
    """Allow one of several shapes."""
    return {"anyOf": list(shapes)}


def record(required: Mapping[str, Shape], extra: Mapping[str, Shape] | None = None) -> Shape:
    """Describe an object of named members; others are refused."""
    shape: Shape = {
        "type": "object",
        "properties": {**required, **(extra or {})},
        "additionalProperties": False,
    }
    if required:
        shape["required"] = list(required)
    return shape


def members(extra: Mapping[str, Shape]) -> Shape:
    """Describe an object none of whose members is needed."""
    return record({}, extra)


def named(shape: Shape, title: str) -> Shape:
    """Give a shape a name in the OpenAPI document."""
    return {**shape, "title": title}


PAGE_ANSWER = named(
    record(
        {
            "totalItems": whole(0),
            "hasMoreTotalItems": flag(),
            "startCursor": optional(text(most=2000)),
            "endCursor": optional(text(most=2000)),
        }
    ),
    "SearchQueryPageResponse",
)


def page_of(item: Shape) -> Shape:
    """Describe the answer of a search."""
    return record({"items": list_of(item, most=MOST_FOUND), "page": PAGE_ANSWER})


PROBLEM = named(
    record(
        {
            "type": text(),
            "title": text(),
            "status": whole(400, 599),
            "detail": text(most=100_000),
            "instance": text(),
        },
        {"requestId": text(), "errors": list_of(record({"field": text(), "messages": list_of(text())}))},
    ),
    "ProblemDetail",
)
TENANT = "<default>"
"""There is one tenant: the installation."""
_TENANT = one_of(TENANT)


def tenant() -> Shape:
    """Describe the tenant's id, which is always the same."""
    return _TENANT


def shapes_by_name(names: Sequence[str], shape: Shape) -> dict[str, Shape]:
    """Give several members the same shape."""
    return dict.fromkeys(names, shape)
