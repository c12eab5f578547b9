"""Read searches: filter, sort and page of a request as what the store looks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from app.api.v2.checking import as_moment
from app.api.v2.shapes import (
    MOST_FOUND,
    Shape,
    either,
    flag,
    key,
    list_of,
    members,
    moment,
    named,
    one_of,
    optional,
    record,
    text,
    whole,
)
from app.store.searching import Condition, Found, Operator, Wanted

Kind = Literal["text", "key", "moment", "whole", "flag", "choice"]
_LARGEST_KEY = 2**63 - 1
_RANGES = ("$gt", "$gte", "$lt", "$lte")


@dataclass(frozen=True)
class Field:
    """Say of which kind a field of a search is; `values` are the words of a choice."""

    kind: Kind = "text"
    values: tuple[str, ...] = ()
    sortable: bool = True
    column: str = ""

    def shape(self) -> Shape:
        """Return the shape of its filter: a value, or an object of operators."""
        plain = self._plain()
        if self.kind == "flag":
            return plain
        operators: dict[str, Shape] = {"$eq": plain, "$neq": plain, "$exists": flag()}
        operators |= {"$in": list_of(plain), "$notIn": list_of(plain)}
        if self.kind in ("moment", "whole"):
            operators |= dict.fromkeys(_RANGES, plain)
        if self.kind in ("text", "choice"):
            operators["$like"] = text(most=400)
        found = either(plain, members(operators))
        return found if self.kind == "choice" else named(found, f"{self.kind.capitalize()}Filter")

    def value(self, given: Any) -> Any:
        """Turn a JSON value into one of the store."""
        if self.kind == "key":
            return key_in(given)
        return as_moment(given) if self.kind == "moment" else given

    def _plain(self) -> Shape:
        return {
            "text": text(),
            "key": key(),
            "moment": moment(),
            "whole": whole(-(2**31), 2**31 - 1),
            "flag": flag(),
            "choice": one_of(*self.values),
        }[self.kind]


def key_in(written: str) -> int:
    """Return a key; one that no column could hold becomes the largest, which nothing has."""
    return min(int(written), _LARGEST_KEY)


Fields = Mapping[str, Field]
TEXT, KEY, MOMENT, WHOLE, FLAG = Field(), Field("key"), Field("moment"), Field("whole"), Field("flag")


def choice(*values: str) -> Field:
    """Return a field that holds one of some words."""
    return Field("choice", values)


def search_shape(fields: Fields, *, groups: bool = False, filtered: bool = True) -> Shape:
    """Return the shape of a search over these fields (and the tenant); `groups` allows `$or`."""
    asked = {name: one.shape() for name, one in fields.items()}
    asked["tenantId"] = TEXT.shape()
    if groups:
        asked["$or"] = list_of(members(dict(asked)), most=20)
    order = {"field": one_of(*(name for name, one in fields.items() if one.sortable))}
    shape: dict[str, Shape] = {
        "sort": list_of(record(order, {"order": one_of("ASC", "DESC", "asc", "desc")}), most=10),
        "page": _page_shape(),
    }
    if filtered:
        shape["filter"] = members(asked)
    return members({name: optional(one) for name, one in shape.items()})


def _page_shape() -> Shape:
    cursor = text(most=4000, least=1)
    shape = members(
        {
            "from": whole(0, 2**31),
            "limit": whole(0, MOST_FOUND),
            "after": cursor,
            "before": cursor,
        }
    )
    return named(shape, "SearchQueryPageRequest")


def wanted_in(body: Mapping[str, Any], fields: Fields, *, limit: int = 100) -> Wanted:
    """Return what a checked body asks for."""
    asked: dict[str, Any] = dict(body.get("filter") or {})
    groups = asked.pop("$or", None) or []
    page: Mapping[str, Any] = body.get("page") or {}
    return Wanted(
        conditions=_conditions(asked, fields),
        any_of=tuple(_conditions(group, fields) for group in groups),
        sort=tuple(
            (fields[one["field"]].column or one["field"], one.get("order", "ASC").upper() == "DESC")
            for one in body.get("sort") or ()
        ),
        limit=page.get("limit", limit),
        offset=page.get("from", 0),
        after=page.get("after"),
        before=page.get("before"),
    )


def page_answer(found: Found, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Build the answer of a search."""
    page = {
        "totalItems": found.total,
        "hasMoreTotalItems": found.more,
        "startCursor": found.start,
        "endCursor": found.end,
    }
    return {"items": items, "page": page}


def _conditions(asked: Mapping[str, Any], fields: Fields) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for name, given in asked.items():
        operators = given if isinstance(given, dict) else {"$eq": given}
        one = fields.get(name, TEXT)
        for operator, value in operators.items():
            if operator == "$exists":
                ready: Any = value
            elif operator in ("$in", "$notIn"):
                ready = [one.value(item) for item in value]
            else:
                ready = one.value(value)
            found.append(Condition(one.column or name, cast("Operator", operator[1:]), ready))
    return tuple(found)
