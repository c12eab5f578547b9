"""The paper of a document as the office reads it: its row, its versions, what changed between two, where it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from app.access.actor import Actor
from app.cases.moving.get_case import get_case
from app.cases.official import register_words
from app.cases.official.compose import compose
from app.cases.official.opinions import Opinion, opinions_of
from app.cases.official.versions import Version, versions_of
from app.catalog.resolve import resolve_package
from app.documents.official import render_docx, render_pdf
from app.documents.side_by_side import Row as DiffRow
from app.documents.side_by_side import compare
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import exchange, files, official
from app.text import Text, text

STATES: dict[str, Text] = {
    **register_words.STATES,
    "started": text("已建档"),
    "drafted": text("已起草"),
    "reviewed": text("已审核"),
    "returned": text("退回修改"),
    "signed": text("已签发"),
    "resigning": text("待复审"),
    "proofread": text("已复核"),
    "numbered": text("已编号"),
    "issued": text("已核发"),
    "archived": text("已归档"),
}
"""States of a document; one that a drawing made up is shown as it is."""


@dataclass(frozen=True)
class PaperPage:
    """Hold the paper of a document: its row, versions newest first, the comparison asked for, opinions, receipts."""

    row: Row[Any]
    versions: tuple[Version, ...]
    left: Version | None
    right: Version | None
    rows: tuple[DiffRow, ...]
    opinions: tuple[Opinion, ...]
    receipts: Sequence[Row[Any]]

    @property
    def signed_for(self) -> int:
        """Return how many receipts have come."""
        return sum(1 for one in self.receipts if one.signed_at is not None)


def read_paper(
    runtime: Runtime, actor: Actor, key: int, *, left: int | None = None, right: int | None = None
) -> PaperPage:
    """Return the paper page of a case: two versions side by side, by default the last two.

    Raises NotFoundError when the case is no document or the actor may not read it.
    """
    with runtime.read() as tx:
        head, _facts = get_case(tx, actor, key)
        row = official.document_of_case(tx, key)
        if row is None:
            raise NotFoundError(text("此件不是公文"))
        package = resolve_package(runtime, tx, head.definition_key)
        found = versions_of(runtime, tx, package, key)
        opinions = opinions_of(runtime, tx, package, key)
        receipts = exchange.items_of_document(tx, row.key)
    new = _chosen(found, right) or (found[-1] if found else None)
    old = _chosen(found, left) or (found[new.number - 2] if new is not None and new.number > 1 else None)
    rows = compare(_whole(old), _whole(new)) if old is not None and new is not None else ()
    return PaperPage(row, tuple(reversed(found)), old, new, rows, opinions, receipts)


def preview(runtime: Runtime, actor: Actor, key: int, *, word: bool = False) -> tuple[str, bytes]:
    """Return file name and bytes of the document: as it was printed or, before that, as it is now, marked as a draft.

    Raises InvalidError naming what is missing, NotFoundError as `read_paper` does.
    """
    with runtime.read() as tx:
        get_case(tx, actor, key)
        row = official.document_of_case(tx, key)
        issued = files.document_by_key(tx, row.document_key) if row is not None and row.document_key else None
        composed = compose(runtime, tx, key, draft=issued is None)
    if issued is not None and not word:
        return f"{composed.row.title}.pdf", runtime.blobs.get(issued.digest)
    if word:
        return f"{composed.row.title}.docx", render_docx(composed.document, composed.layout)
    content = render_pdf(composed.document, composed.layout, fonts_dir=runtime.settings.fonts_dir)
    return f"{composed.row.title}.pdf", content


def _chosen(found: Sequence[Version], number: int | None) -> Version | None:
    return next((one for one in found if one.number == number), None)


def _whole(version: Version) -> str:
    return f"{version.title}\n{version.body}"
