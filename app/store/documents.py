"""Rows of documents that a case issues."""

from typing import Any

from sqlalchemy import Connection, insert

from app.store.keys import new_key
from app.store.tables.cases import document


def add_document(tx: Connection, values: dict[str, Any]) -> int:
    """Insert an issued document and return its key."""
    key = new_key()
    tx.execute(insert(document).values(key=key, **values))
    return key
