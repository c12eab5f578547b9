"""Every encrypted field of every table, whichever family it belongs to: found by its form, changed one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, Text, and_, func, select, tuple_, update

# importing the package fills the metadata
from app.store import tables
from app.store.base import metadata

PACKAGE = tables.__name__
_FORM = "sm4:%"


@dataclass(frozen=True, slots=True)
class Field:
    """Name a column that may hold encrypted text, with the primary key its values are bound to."""

    table: Table
    column: Column[Any]

    @property
    def keys(self) -> list[Column[Any]]:
        """Return the columns of the primary key."""
        return list(self.table.primary_key.columns)


def fields() -> Iterator[Field]:
    """Yield every text column of every table."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if type(column.type) is Text:
                yield Field(table, column)


def versions(tx: Connection, field: Field) -> dict[str, int]:
    """Return key version → number of values of a column encrypted with it."""
    # "sm4:<version>:…": up to the second colon
    head = func.substr(field.column, 5, 12)
    found: dict[str, int] = {}
    query = select(head, func.count()).where(field.column.like(_FORM)).group_by(head)
    for value, count in tx.execute(query).all():
        version = value.partition(":")[0]
        found[version] = found.get(version, 0) + count
    return found


def older(
    tx: Connection, field: Field, current: int, *, after: tuple[Any, ...] | None, limit: int
) -> Sequence[tuple[tuple[Any, ...], str]]:
    """Return (primary key, value) of values that another key version encrypted, in the order of the key."""
    query: Select[Any] = select(*field.keys, field.column).where(
        and_(field.column.like(_FORM), field.column.not_like(f"sm4:{current}:%"))
    )
    if after is not None:
        query = query.where(tuple_(*field.keys) > after)
    rows = tx.execute(query.order_by(*field.keys).limit(limit)).all()
    return [(tuple(row[:-1]), row[-1]) for row in rows]


def replace(tx: Connection, field: Field, key: tuple[Any, ...], old: str, new: str) -> bool:
    """Put a new ciphertext in place of the old one; False when somebody changed the value meanwhile."""
    same = [column == value for column, value in zip(field.keys, key, strict=True)]
    query = update(field.table).where(*same, field.column == old)
    return tx.execute(query.values({field.column.name: new})).rowcount == 1
