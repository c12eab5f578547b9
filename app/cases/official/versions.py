"""The versions of a document's text: what was sent at the elements marked `official.version`, in order.

Nothing is copied: each version is the submission itself, encrypted and never changed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.submissions import read_values
from app.catalog.package import Package
from app.crypto import sm3_hex
from app.runtime import Runtime
from app.store import instances, people

VERSION = "official.version"


@dataclass(frozen=True)
class Version:
    """Hold one version of the text; `digest` is the SM3 of title and text."""

    number: int
    step: str
    element_id: str
    author: str
    at: datetime
    title: str
    body: str
    note: str
    digest: str


def versions_of(runtime: Runtime, tx: Connection, package: Package, instance_key: int) -> tuple[Version, ...]:
    """Return the versions of a case's text, oldest first; one that changed nothing is left out."""
    marked = {
        name: element.name or name
        for name, element in package.definition.elements.items()
        if element.properties.get(VERSION) == "true"
    }
    sent = [row for row in instances.submissions_of(tx, instance_key) if row.element_id in marked]
    names = people.account_names(tx, {row.submitted_by for row in sent if row.submitted_by})
    found: list[Version] = []
    for row in sent:
        one = _version(len(found) + 1, row, read_values(runtime, row), marked, names)
        if not found or one.digest != found[-1].digest:
            found.append(one)
    return tuple(found)


def _version(
    number: int, row: Row[Any], values: dict[str, Any], steps: dict[str, str], names: dict[int, str]
) -> Version:
    title, body = str(values.get("title") or ""), str(values.get("body") or "")
    note = next(
        (values[key] for key in ("revise_note", "settle_note", "proofread_note") if values.get(key)), ""
    )
    return Version(
        number=number,
        step=steps[row.element_id],
        element_id=row.element_id,
        author=names.get(row.submitted_by or 0, ""),
        at=row.submitted_at,
        title=title,
        body=body,
        note=str(note),
        digest=sm3_hex(f"{title}\n{body}".encode()),
    )
