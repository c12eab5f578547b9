"""Keep files that programs hand over and read back: encrypted like every file, to the account that stored them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from app.access.actor import Actor
from app.access.policy import require
from app.errors import ConflictError, InvalidError, NotFoundError
from app.runtime import Runtime
from app.store.keys import new_key
from app.store.tables.interfaces import stored_document
from app.text import text

STORE = "luoshu"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """Hold a file to keep, with what its program says of it."""

    name: str
    mime: str
    content: bytes
    document_id: str | None = None
    expires_at: datetime | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """Name a kept file; `digest` is the SM3 of its bytes."""

    document_id: str
    name: str
    mime: str
    size: int
    digest: str
    expires_at: datetime | None
    metadata: Mapping[str, Any]


def store_document(runtime: Runtime, actor: Actor, new: NewDocument) -> StoredDocument:
    """Keep a file; ConflictError when its id is taken, InvalidError when it is too large or harmful."""
    require(actor, "document.store", None)
    most = runtime.settings.upload_max_megabytes
    if len(new.content) > most * 1024 * 1024:
        message = text("文件超过 %(most)s MB。", most=most)
        raise InvalidError(message, {"file": [message]})
    digest, document_id = runtime.blobs.put(new.content), new.document_id or str(new_key())
    values = {
        "document_id": document_id,
        "name": new.name[:200],
        "mime": new.mime[:120],
        "size": len(new.content),
        "digest": digest,
        "metadata": dict(new.metadata or {}),
        "added_by": actor.account_key or 0,
        "added_at": runtime.clock.now(),
        "expires_at": new.expires_at,
    }
    with runtime.transaction() as tx:
        if new.document_id is not None and _row(tx, new.document_id) is not None:
            raise ConflictError(text("已有编号为“%(id)s”的文件。", id=new.document_id))
        tx.execute(insert(stored_document).values(values))
        row = _row(tx, document_id)
    return _document(row)


def read_document(
    runtime: Runtime, actor: Actor, document_id: str, *, digest: str | None = None
) -> tuple[StoredDocument, bytes]:
    """Return a kept file; NotFoundError when there is none, it has expired, or it belongs to another account."""
    require(actor, "document.store", None)
    with runtime.read() as tx:
        row = _own(runtime, tx, actor, document_id)
    if digest is not None and digest != row.digest:
        raise NotFoundError(text("没有编号为“%(id)s”的文件。", id=document_id))
    return _document(row), runtime.blobs.get(row.digest)


def remove_document(runtime: Runtime, actor: Actor, document_id: str) -> None:
    """Forget a kept file; its bytes go with the next sweep."""
    require(actor, "document.store", None)
    with runtime.transaction() as tx:
        _own(runtime, tx, actor, document_id)
        tx.execute(delete(stored_document).where(stored_document.c.document_id == document_id))


def _row(tx: Connection, document_id: str) -> Row[Any] | None:
    query = select(stored_document).where(stored_document.c.document_id == document_id)
    return tx.execute(query).first()


def _own(runtime: Runtime, tx: Connection, actor: Actor, document_id: str) -> Row[Any]:
    row = _row(tx, document_id)
    over = row is not None and row.expires_at is not None and row.expires_at <= runtime.clock.now()
    if row is None or over or row.added_by != actor.account_key:
        raise NotFoundError(text("没有编号为“%(id)s”的文件。", id=document_id))
    return row


def _document(row: Any) -> StoredDocument:
    return StoredDocument(
        row.document_id, row.name, row.mime, row.size, row.digest, row.expires_at, row.metadata
    )
