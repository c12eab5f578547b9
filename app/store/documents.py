"""Rows of issued documents, and which stored files any row names."""

from typing import Any

from sqlalchemy import Connection, insert, select, union

from app.store.keys import new_key
from app.store.tables.cases import attachment, document


def add_document(tx: Connection, values: dict[str, Any]) -> int:
    """Insert an issued document and return its key."""
    key = new_key()
    tx.execute(insert(document).values(key=key, **values))
    return key


def named_digests(tx: Connection) -> frozenset[str]:
    """Return the digest of every file that a document or an attachment names."""
    return frozenset(tx.scalars(union(select(document.c.digest), select(attachment.c.digest))))
