"""Compile the English of the interface, list what is missing, check it.

usage: python -m scripts.translations compile|list|check
Finds every `_()`, `gettext()`, `ngettext()`, `text()` in app/ (Python and templates); the msgid is Chinese.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

from babel.messages.extract import extract_from_dir

from app.translations import CatalogueError, compile_if_stale, read_english

ROOT = Path(__file__).resolve().parents[1]
METHODS = [("static/**", "ignore"), ("**.py", "python"), ("templates/**", "jinja2")]
OPTIONS = {"templates/**": {"trimmed": "true", "silent": "false"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "text": None,
}
# a text() in a sentence of another language, such as SQLAlchemy's text("SELECT …"), is no message
CHINESE = re.compile(r"[\u3400-\u9fff]")


def used(root: Path = ROOT / "app") -> dict[str, list[str]]:
    """Return every msgid the program shows, with the places (file:line) where it does."""
    places: dict[str, list[str]] = defaultdict(list)
    found = extract_from_dir(root, METHODS, OPTIONS, keywords=KEYWORDS)
    for file, line, message, _comments, _context in found:
        msgid = message if isinstance(message, str) else message[0]
        if msgid and CHINESE.search(msgid):
            places[msgid].append(f"{root.name}/{file}:{line}")
    return dict(places)


def check() -> int:
    """Print each problem; return the exit code."""
    english = read_english()
    missing = {msgid: where for msgid, where in used().items() if msgid not in english}
    for msgid, where in sorted(missing.items(), key=lambda item: item[1]):
        print(f"{where[0]}: no English for {msgid!r}")
    if missing:
        print(f"{len(missing)} without English; write it into app/translations/en/<area>.po")
    return 1 if missing else 0


def list_all() -> int:
    """Print what is missing and what no code uses any more; return 0, because a list is no verdict."""
    texts = used()
    english = read_english()
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in english if m.id}
    check()
    for msgid in sorted(known - set(texts)):
        print(f"no longer used: {msgid!r}")
    print(f"{len(texts)} texts, {len(known & set(texts))} with English, {len(known - set(texts))} unused")
    return 0


def main(arguments: list[str]) -> int:
    """Run one of the three commands; return its exit code (2: unknown command)."""
    actions = {"compile": lambda: 0, "list": list_all, "check": check}
    if len(arguments) != 1 or arguments[0] not in actions:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        written = compile_if_stale()
        if arguments[0] == "compile":
            print("compiled" if written else "ready")
        return actions[arguments[0]]()
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
