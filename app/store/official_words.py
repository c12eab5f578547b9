"""What of an official document is searched, as terms of the full-text index.

Register and organ are terms too: a search inside one register is answered by the index alone.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.store.search import grams

SEARCHED = ("title", "number", "register_no", "from_organ", "signer")
WATCHED = frozenset({*SEARCHED, "register", "organ"})
"""Columns whose change changes the index."""


def document_words(values: Mapping[str, Any]) -> str:
    """Return the terms of a document from its columns."""
    told = " ".join(str(values[name]) for name in SEARCHED if values.get(name))
    return " ".join([grams(told), register_term(values["register"]), organ_term(values["organ"])])


def register_term(register: str) -> str:
    """Return the term that stands for a register; no text holds it."""
    return f"xxregister{register}"


def organ_term(code: str) -> str:
    """Return the term that stands for an organ; codes that differ by signs only share it."""
    return "xxorgan" + re.sub("[^0-9a-z]", "", code.casefold())
