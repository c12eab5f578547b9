"""Variables of cases as rows: one column of JSON spread out by the database, named `name` and `value` (as JSON)."""

import zlib
from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Dialect, Text, and_, case, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from app.store.searching import Condition, compare
from app.store.tables.cases import instance

_ROOM = 1_000_000
"""A variable's key is the case's key followed by six digits of its name: no table is kept for them."""


def spread(dialect: Dialect) -> tuple[Any, ColumnElement[str], ColumnElement[str]]:
    """Return the variables of `instance` as something to join, its name, and its value as JSON text."""
    if dialect.name == "sqlite":
        rows = func.json_each(instance.c.variables).table_valued("key", "value", "type", name="variable")
        word = case(
            (rows.c.type.in_(("true", "false", "null")), rows.c.type), else_=func.json_quote(rows.c.value)
        )
        return rows, rows.c.key, word
    rows = func.jsonb_each(cast(instance.c.variables, JSONB)).table_valued("key", "value", name="variable")
    return rows, rows.c.key, cast(rows.c.value, Text)


def has_variable(dialect: Dialect, name: str, wanted: Iterable[Condition]) -> ColumnElement[bool]:
    """Return the condition that a case has a variable whose value (as JSON text) is as wanted."""
    rows, column, value = spread(dialect)
    asked = [compare(value, as_json(one)) for one in wanted]
    return select(1).select_from(rows).where(and_(column == name, *asked)).exists()


def has_tag(wanted: Condition) -> ColumnElement[bool]:
    """Return the condition that a case has a tag: the column is JSON text, a tag stands in it between quotes."""
    return cast(instance.c.tags, Text).contains(f'"{wanted.value}"', autoescape=True)


def as_json(wanted: Condition) -> Condition:
    """Return a condition whose values are written as the database writes JSON; texts without quotes are meant too."""
    if wanted.operator in ("exists", "like"):
        return wanted
    if isinstance(wanted.value, list):
        return Condition(wanted.field, wanted.operator, [_written(one) for one in wanted.value])
    return Condition(wanted.field, wanted.operator, _written(wanted.value))


def _written(value: str) -> str:
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        found = value
    return orjson.dumps(found).decode()


def variable_key(instance_key: int, name: str) -> int:
    """Return the key of a variable."""
    return instance_key * _ROOM + zlib.crc32(name.encode()) % _ROOM


def instance_in(key: int) -> int:
    """Return the case in a variable's key."""
    return key // _ROOM
