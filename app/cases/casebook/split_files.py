"""Which of a message's files go with which part when it is divided.

By default every part inherits all of them. Where one part is an accusation, its files must not come into the hands of
the accused unit (信访工作条例 第三十条), and nobody can tell from outside which page names whom: so the accusation gets
all of them, and the other parts get only files the clerk picked one by one. "All" is refused there, nothing chosen
means none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from app.runtime import Runtime
from app.store import files
from app.text import Text, text

CHOICE, PICKED, OPTIONS = "part_files", "part_picked", "case_files"
_ACCUSATION = "accusation"


def file_options(tx: Connection, case_key: int) -> list[dict[str, str]]:
    """Return the files of a case as options of a form."""
    return [{"value": str(row.key), "label": row.name} for row in files.attachments_of(tx, case_key)]


def file_problems(values: Mapping[str, Any], *, has_files: bool) -> dict[str, tuple[Text, ...]]:
    """Return one message for each part that would carry files of an accusation to others."""
    parts = values.get("parts") or ()
    if not has_files or not _accuses(parts):
        return {}
    message = text("来信含有检举控告内容，请逐个选择不涉及检举控告的附件，或者不带附件。")
    return {
        f"parts[{place}].{CHOICE}": (message,)
        for place, part in enumerate(parts)
        if part.get("part_class") != _ACCUSATION and part.get(CHOICE) == "all"
    }


def inherit_files(  # noqa: PLR0917 - from where to where, by which choices
    runtime: Runtime,
    tx: Connection,
    case_key: int,
    part_key: int,
    part: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]],
) -> int:
    """Give a new case the files that go with its part and return how many; the originals stay."""
    chosen = part.get(CHOICE)
    careful = _accuses(parts) and part.get("part_class") != _ACCUSATION
    if chosen == "none" or (careful and chosen != "picked"):
        return 0
    picked = {str(key) for key in part.get(PICKED) or ()} if chosen == "picked" else None
    rows = [row for row in files.attachments_of(tx, case_key) if picked is None or str(row.key) in picked]
    files.copy_attachments(tx, rows, part_key, at=runtime.clock.now())
    return len(rows)


def _accuses(parts: Sequence[Mapping[str, Any]]) -> bool:
    return any(part.get("part_class") == _ACCUSATION for part in parts)
