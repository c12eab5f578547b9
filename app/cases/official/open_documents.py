"""Documents published on one's own motion (主动公开): the list, one of them, its file. Everybody may read them.

Only what was published is here; the rest of the case is not.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.clock import local_date
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import files, official
from app.text import text


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """Hold what the public is told of a document; `digest` is the SM3 of its PDF."""

    index_no: str
    title: str
    number: str
    genre: str
    organ: str
    dated_on: date | None
    published_on: date
    digest: str


def list_open(
    runtime: Runtime, *, query: str, size: int, offset: int
) -> tuple[tuple[OpenDocument, ...], int]:
    """Return one page of the published documents, newest first, and how many there are."""
    with runtime.read() as tx:
        rows, total = official.published(tx, limit=size, offset=offset, query=query)
    return tuple(_view(row) for row in rows), total


def read_open(runtime: Runtime, index_no: str) -> OpenDocument:
    """Return a published document; NotFoundError for every other one."""
    with runtime.read() as tx:
        return _view(_published(tx, index_no))


def open_file(runtime: Runtime, index_no: str) -> tuple[str, bytes]:
    """Return the file name and the PDF of a published document; NotFoundError as above."""
    with runtime.read() as tx:
        row = _published(tx, index_no)
        issued = files.document_by_key(tx, row.document_key)
    if issued is None:
        raise NotFoundError(text("没有找到您要的文件"))
    return f"{row.number or row.title}.pdf", runtime.blobs.get(issued.digest)


def _published(tx: Connection, index_no: str) -> Row[Any]:
    row = official.published_by_index(tx, index_no)
    if row is None:
        raise NotFoundError(text("没有找到您要的内容"))
    return row


def _view(row: Row[Any]) -> OpenDocument:
    return OpenDocument(
        index_no=row.index_no,
        title=row.title,
        number=row.number or "",
        genre=row.genre or "",
        organ=row.from_organ or "",
        dated_on=row.dated_on,
        published_on=local_date(row.published_at),
        digest=row.digest or "",
    )
