"""Documents and attachments of a case: the list on its page, and opening one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import DocumentFacts
from app.access.policy import require
from app.cases.moving.facts import case_facts
from app.cases.moving.get_case import get_case
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import files, instances, people
from app.text import text


@dataclass(frozen=True)
class IssuedDocument:
    """Hold one document the office issued; a wrong one stays and is marked."""

    key: int
    title: str
    number: str | None
    kind: str
    mime: str
    size: int
    public: bool
    dated_on: date
    corrected: bool
    corrects: bool


@dataclass(frozen=True)
class AddedFile:
    """Hold one file that somebody added."""

    key: int
    name: str
    mime: str
    size: int
    added_by: str
    added_at: datetime
    public: bool


@dataclass(frozen=True)
class CaseFiles:
    """Hold everything that can be opened in a case."""

    documents: tuple[IssuedDocument, ...]
    attachments: tuple[AddedFile, ...]


@dataclass(frozen=True)
class OpenedFile:
    """Hold the bytes of one file, its name and its media type as it was sniffed when it came in."""

    instance_key: int
    name: str
    mime: str
    content: bytes


def list_files(runtime: Runtime, actor: Actor, key: int) -> CaseFiles:
    """Return documents and attachments of a case; raises as the policy says."""
    with runtime.read() as tx:
        get_case(tx, actor, key)
        issued, added = files.documents_of(tx, key), files.attachments_of(tx, key)
        names = people.account_names(tx, {row.added_by for row in added if row.added_by})
    return CaseFiles(
        documents_view(issued),
        tuple(
            AddedFile(
                row.key, row.name, row.mime, row.size, names.get(row.added_by, ""), row.added_at, row.public
            )
            for row in added
        ),
    )


def documents_view(issued: list[Row[Any]]) -> tuple[IssuedDocument, ...]:
    """Return document rows with what was corrected marked."""
    corrected = {row.corrects_key for row in issued}
    return tuple(
        IssuedDocument(
            row.key,
            row.title,
            row.number,
            row.kind,
            row.mime,
            row.size,
            row.public,
            row.dated_on,
            row.key in corrected,
            row.corrects_key is not None,
        )
        for row in issued
    )


def open_document(runtime: Runtime, actor: Actor, key: int) -> OpenedFile:
    """Return an issued document; raises NotFoundError when there is none or the actor may not know of it."""
    with runtime.read() as tx:
        row = _required(tx, actor, files.document_by_key(tx, key))
    return OpenedFile(
        row.instance_key, _file_name(row.title, row.mime), row.mime, runtime.blobs.get(row.digest)
    )


def open_attachment(runtime: Runtime, actor: Actor, key: int) -> OpenedFile:
    """Return a file somebody added; raises NotFoundError as `open_document` does."""
    with runtime.read() as tx:
        row = _required(tx, actor, files.attachment_by_key(tx, key))
    return OpenedFile(row.instance_key, row.name, row.mime, runtime.blobs.get(row.digest))


def _required(tx: Connection, actor: Actor, row: Row[Any] | None) -> Row[Any]:
    head = instances.head_by_key(tx, row.instance_key) if row is not None else None
    if row is None or head is None:
        raise NotFoundError(text("没有找到您要的文件"))
    own = getattr(row, "added_by", None)
    public = row.public or (own is not None and own == actor.account_key)
    require(actor, "document.read", DocumentFacts(case=case_facts(tx, head), public=public))
    return row


def _file_name(title: str, mime: str) -> str:
    ending = {"application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt"}.get(mime, "")
    return title if title.endswith(ending) else title + ending
