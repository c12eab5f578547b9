"""Rows of small facts about the installation."""

from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from app.store.tables.cases import setting


def read(tx: Connection, name: str) -> Any:
    """Return a setting's value, None when it is not set."""
    return tx.scalar(select(setting.c.value).where(setting.c.name == name))


def write(tx: Connection, name: str, value: Any) -> None:
    """Set a value."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    row = build(setting).values(name=name, value=value)
    tx.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}))


def claim(tx: Connection, name: str) -> bool:
    """Set a mark that can be set only once; False when it was set before."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    # the row comes back when it was written: the drivers do not agree on counting inserts
    mark = build(setting).values(name=name, value=True).on_conflict_do_nothing().returning(setting.c.name)
    return tx.scalar(mark) is not None
