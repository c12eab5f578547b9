"""Search a list by named fields: conditions, order and pages turned into one query and one count.

It knows no table; whoever calls names the columns. Pages go by offset, or from a cursor, which holds the order's values
of a row: what is added meanwhile neither repeats nor hides a row.
"""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    and_,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)

from app.errors import InvalidError
from app.text import text

Operator = Literal["eq", "neq", "exists", "in", "notIn", "like", "gt", "gte", "lt", "lte"]
COUNTED = 10_000
"""How many rows are counted; beyond that the answer says that there are more."""
TENANT = "<default>"
"""There is one tenant: the installation."""
NO_KEY: ColumnElement[Any] = cast(null(), BigInteger)
NOTHING: ColumnElement[Any] = cast(null(), String)
"""Fields that nothing has; PostgreSQL sorts by no bare constant."""
_ESCAPE = "!"


@dataclass(frozen=True, slots=True)
class Condition:
    """Ask something of one field."""

    field: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say what is looked for: all `conditions`, and one of the groups in `any_of` when there are any."""

    conditions: tuple[Condition, ...] = ()
    any_of: tuple[tuple[Condition, ...], ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int = 100
    offset: int = 0
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Hold one page of rows, how many there are (at most `COUNTED`), and the cursors of its ends."""

    rows: Sequence[Any]
    total: int
    more: bool
    start: str | None
    end: str | None


Special = Callable[[Condition], ColumnElement[bool]]


@dataclass(frozen=True)
class Source:
    """Say what can be searched: a query whose columns are named like `fields`, and the key that breaks ties.

    A field that is no column is a function that turns a condition into SQL.
    """

    query: Select[Any]
    fields: Mapping[str, ColumnElement[Any] | Special]
    key: ColumnElement[Any]
    descending: bool = False


def find(tx: Connection, source: Source, wanted: Wanted) -> Found:
    """Return a page; InvalidError (`page`) for a cursor that is none of this order."""
    query = source.query.where(*(_condition(source, one) for one in wanted.conditions))
    if wanted.any_of:
        groups = [and_(true(), *(_condition(source, one) for one in group)) for group in wanted.any_of]
        query = query.where(or_(*groups))
    total = int(tx.scalar(select(func.count()).select_from(_counted(query))) or 0)
    order = [(_column(source, name), down) for name, down in wanted.sort]
    order.append((source.key, source.descending and not wanted.sort))
    backwards = wanted.before is not None
    cursor = wanted.before if backwards else wanted.after
    if cursor is not None:
        query = query.where(_beyond(order, _read(cursor, len(order)), backwards=backwards))
    else:
        query = query.offset(wanted.offset)
    marked = query.add_columns(*(column.label(f"order_{n}") for n, (column, _) in enumerate(order)))
    rows = tx.execute(_sorted(marked, order, backwards=backwards).limit(wanted.limit)).all()
    rows = list(reversed(rows)) if backwards else rows
    ends = [_written(row, len(order)) for row in (rows[0], rows[-1])] if rows else [None, None]
    return Found(rows, min(total, COUNTED), total > COUNTED, ends[0], ends[1])


def _counted(query: Select[Any]) -> Any:
    return query.with_only_columns(true().label("one")).order_by(None).limit(COUNTED + 1).subquery()


def _column(source: Source, name: str) -> ColumnElement[Any]:
    column = source.fields[name]
    if not isinstance(column, ColumnElement):
        raise TypeError(name)
    return column


def _condition(source: Source, wanted: Condition) -> ColumnElement[bool]:
    if wanted.field == "tenantId":
        return compare(literal(TENANT), wanted)
    column = source.fields[wanted.field]
    return compare(column, wanted) if isinstance(column, ColumnElement) else column(wanted)


def compare(column: ColumnElement[Any], wanted: Condition) -> ColumnElement[bool]:
    """Return a condition on a column."""
    value = wanted.value
    match wanted.operator:
        case "exists":
            return column.is_not(None) if value else column.is_(None)
        case "in":
            return column.in_(value) if value else false()
        case "notIn":
            return or_(column.is_(None), not_(column.in_(value))) if value else true()
        case "like":
            return column.like(_pattern(value), escape=_ESCAPE)
        case "neq":
            return or_(column.is_(None), column != value)
        case _:
            return _ordered(column, wanted.operator, value)


def _ordered(column: ColumnElement[Any], operator: str, value: Any) -> ColumnElement[bool]:
    found: dict[str, Callable[[], ColumnElement[bool]]] = {
        "eq": lambda: column == value,
        "gt": lambda: column > value,
        "gte": lambda: column >= value,
        "lt": lambda: column < value,
        "lte": lambda: column <= value,
    }
    return found[operator]()


def _pattern(wanted: str) -> str:
    """Turn * and ? (a backslash takes their meaning away) into a pattern of LIKE."""
    made, literal = [], False
    for letter in wanted:
        if letter == "\\" and not literal:
            literal = True
            continue
        if not literal and letter in "*?":
            made.append("%" if letter == "*" else "_")
        else:
            made.append(f"{_ESCAPE}{letter}" if letter in f"%_{_ESCAPE}" else letter)
        literal = False
    return "".join(made)


_Order = Sequence[tuple[ColumnElement[Any], bool]]


def _sorted(query: Select[Any], order: _Order, *, backwards: bool) -> Select[Any]:
    for column, down in order:
        # nothing comes last whatever the direction, on both databases
        missing = column.is_(None)
        query = query.order_by(missing.desc() if backwards else missing.asc())
        query = query.order_by(column.desc() if down != backwards else column.asc())
    return query


def _beyond(order: _Order, values: Sequence[Any], *, backwards: bool) -> ColumnElement[bool]:
    """Return the condition of lying after (before) a row with these values in an order."""
    ways: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for (column, down), value in zip(order, values, strict=True):
        ways.append(and_(true(), *same, _further(column, value, down=down, backwards=backwards)))
        same.append(column.is_(None) if value is None else column == value)
    return or_(*ways)


def _further(column: ColumnElement[Any], value: Any, *, down: bool, backwards: bool) -> ColumnElement[bool]:
    if value is None:
        return column.is_not(None) if backwards else false()
    later = column < value if down != backwards else column > value
    return later if backwards else or_(later, column.is_(None))


def _written(row: Row[Any], count: int) -> str:
    values = [_plain(getattr(row, f"order_{n}")) for n in range(count)]
    return base64.b64encode(orjson.dumps(values)).decode()


def _plain(value: Any) -> Any:
    return {"at": value.astimezone(UTC).isoformat()} if isinstance(value, datetime) else value


def _read(cursor: str, count: int) -> list[Any]:
    try:
        found = orjson.loads(base64.b64decode(cursor, validate=True))
        if isinstance(found, list) and len(found) == count and isinstance(found[-1], int | str):
            return [datetime.fromisoformat(one["at"]) if isinstance(one, dict) else one for one in found]
    except (ValueError, KeyError, TypeError, binascii.Error):
        pass
    message = text("游标不属于这个查询。")
    raise InvalidError(message, {"page": [message]})
