"""Rows of the documents that were issued in a case and of the files people added to it. It must not know blobs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from app.store.keys import new_key
from app.store.tables.cases import attachment, document


def documents_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the issued documents of a case, oldest first, corrected ones included."""
    query = select(document).where(document.c.instance_key == instance_key)
    return list(tx.execute(query.order_by(document.c.key)))


def attachments_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the files people added to a case, oldest first."""
    query = select(attachment).where(attachment.c.instance_key == instance_key)
    return list(tx.execute(query.order_by(attachment.c.key)))


def copy_attachments(tx: Connection, rows: Sequence[Row[Any]], instance_key: int, *, at: datetime) -> None:
    """Give another case the same files: rows of its own over the same bytes."""
    if rows:
        copied = ("field", "name", "mime", "size", "digest", "public", "added_by")
        values = [{name: getattr(row, name) for name in copied} for row in rows]
        own = [{**one, "key": new_key(), "instance_key": instance_key, "added_at": at} for one in values]
        tx.execute(insert(attachment), own)


def document_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one issued document."""
    return tx.execute(select(document).where(document.c.key == key)).first()


def attachment_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one file that was added."""
    return tx.execute(select(attachment).where(attachment.c.key == key)).first()
