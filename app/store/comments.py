"""Rows of what people wrote into a case beside its forms: remarks of the office and answers to a group."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from app.store.keys import new_key
from app.store.tables.cases import comment


def add_comment(tx: Connection, values: dict[str, Any]) -> int:
    """Store a comment and return its key."""
    key = new_key()
    tx.execute(insert(comment).values(key=key, **values))
    return key


def comments_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the comments of a case, oldest first, corrected ones included."""
    query = select(comment).where(comment.c.instance_key == instance_key)
    return list(tx.execute(query.order_by(comment.c.key)))
