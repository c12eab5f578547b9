"""Rows of the documents that were issued in a case and of the files people added to it. It must not know blobs."""

from typing import Any

from sqlalchemy import Connection, Row, select

from app.store.tables.cases import attachment, document


def documents_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the issued documents of a case, oldest first, corrected ones included."""
    query = select(document).where(document.c.instance_key == instance_key)
    return list(tx.execute(query.order_by(document.c.key)))


def attachments_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the files people added to a case, oldest first."""
    query = select(attachment).where(attachment.c.instance_key == instance_key)
    return list(tx.execute(query.order_by(attachment.c.key)))


def document_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one issued document."""
    return tx.execute(select(document).where(document.c.key == key)).first()


def attachment_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one file that was added."""
    return tx.execute(select(attachment).where(attachment.c.key == key)).first()
