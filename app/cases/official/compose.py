"""Put an official document together from its row in the register and what was written: the elements of GB/T 9704.

Knows the field names that docs/decisions/100 gives forms of documents; not fonts and pages.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.submissions import submitted_values
from app.clock import local_date
from app.documents.official import Attachment, Layout, OfficialDocument, Signer, body_of
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import official, people
from app.text import text

_LAYOUTS: dict[str, Layout] = {"函": "letter", "命令": "order", "纪要": "minutes"}
"""文种 → format; every other one has the format of a document (文件格式)."""


@dataclass(frozen=True)
class Composed:
    """Hold a document ready to be printed, its format, its row and the values it was made from."""

    document: OfficialDocument
    layout: Layout
    row: Row[Any]
    values: dict[str, Any]


def compose(runtime: Runtime, tx: Connection, instance_key: int, *, draft: bool) -> Composed:
    """Return the document of a case as it is now; NotFoundError when the case is none."""
    row = official.document_of_case(tx, instance_key)
    if row is None:
        raise NotFoundError(text("此件不是公文"))
    values = submitted_values(runtime, tx, instance_key)
    layout = _LAYOUTS.get(row.genre or "", "document")
    names = _Names(tx, [*row.to_organs, *row.copy_to, *_joint(values)])
    lead = row.from_organ or names.of(row.organ)
    mark, number = "", row.number or ""
    if layout == "order" and number:
        mark, _, bare = number.rpartition("第")
        number = f"第{bare}"
    signers = tuple(Signer(name) for name in (row.signer or "").split("、") if name)
    document = OfficialDocument(
        title=row.title,
        organs=(lead, *(names.of(code) for code in _joint(values))),
        body=body_of(str(values.get("body") or "")),
        mark=mark,
        number=number,
        urgency=row.urgency or "",
        signers=signers if row.direction == "up" or layout == "order" else (),
        addressees=tuple(names.of(one) for one in row.to_organs),
        attachments=tuple(Attachment(title) for title in _lines(values.get("attachment_names"))),
        dated_on=row.dated_on,
        notes=str(values.get("note") or ""),
        copy_to=tuple(names.of(one) for one in row.copy_to),
        printed_by=lead,
        printed_on=local_date(runtime.clock.now()),
        draft=draft,
    )
    return Composed(document, layout, row, values)


class _Names:
    """Give organs their names: units by code, others stand for themselves."""

    def __init__(self, tx: Connection, organs: list[str]) -> None:
        self._known = people.unit_names(tx, set(organs))

    def of(self, organ: str) -> str:
        """Return the name of an organ."""
        return self._known.get(organ, organ)


def _joint(values: dict[str, Any]) -> list[str]:
    """Return the codes of the units that issue jointly, in the order of the form."""
    rows = values.get("consult") or ()
    return [
        row["consult_unit"] for row in rows if row.get("consult_role") == "joint" and row.get("consult_unit")
    ]


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]
