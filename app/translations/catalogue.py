"""Merge the English of every area into one catalogue and compile it. Knows files, not requests."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ENGLISH = Path(__file__).resolve().parent / "en"
"""Folder of the English areas, one .po file each."""

COMPILED = ENGLISH / "LC_MESSAGES" / "messages.mo"
"""The compiled catalogue, where gettext looks for it; not committed."""


class CatalogueError(Exception):
    """Carry every problem of the .po files at once, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_english(folder: Path = ENGLISH) -> Catalog:
    """Return one catalogue of all areas.

    Raises CatalogueError naming file and line of each broken file, each msgid with two different
    wordings, and each wording whose `%(name)s` places differ from the Chinese.
    """
    merged = Catalog(locale="en")
    problems: list[str] = []
    origin: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        try:
            with path.open("rb") as file:
                area = read_po(file, locale="en", abort_invalid=True)
        except (PoFileError, ValueError) as error:
            problems.append(f"{path.name}: {error}")
            continue
        for message in area:
            if not message.id or not message.string:
                continue
            msgid = message.id if isinstance(message.id, str) else message.id[0]
            where = f"{path.name}:{message.lineno}"
            known = merged.get(msgid)
            if known is not None and known.string != message.string:
                problems.append(f"{where}: {msgid!r} has another wording in {origin[msgid]}")
                continue
            problems += [f"{where}: {msgid!r}: {error}" for error in message.check(merged)]
            origin.setdefault(msgid, where)
            merged.add(message.id, message.string, context=message.context)
    if problems:
        raise CatalogueError(problems)
    return merged


def compile_if_stale(folder: Path = ENGLISH, target: Path = COMPILED) -> bool:
    """Compile the catalogue when an area is newer than it; return whether it was written.

    Called when the site starts and at set-up. Raises CatalogueError as `read_english` does. A folder that
    cannot be written (a read-only installation) keeps the catalogue of its set-up.
    """
    # the folder's own time would change with LC_MESSAGES, so a removed area shows only at the next edit
    newest = max((path.stat().st_mtime for path in folder.glob("*.po")), default=0.0)
    if target.exists() and target.stat().st_mtime >= newest:
        return False
    if target.exists() and not os.access(target.parent, os.W_OK):
        return False
    catalogue = read_english(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    # written beside and moved: a second process starting now reads the old or the new one, never a half
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".mo", delete=False) as file:
        write_mo(file, catalogue)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)
    return True
