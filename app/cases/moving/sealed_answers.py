"""Answers that nobody corrects and that those who are judged by them do not read early: a citizen's rating.

The drawing says which: property `answers.sealed` = true on a user task. It must not know people or rows.
"""

from collections.abc import Mapping


def is_sealed(properties: Mapping[str, str]) -> bool:
    """Say whether an element's properties seal what is answered there."""
    return properties.get("answers.sealed") == "true"


def is_signed_text(properties: Mapping[str, str]) -> bool:
    """Say whether what is sent there is the text of an official document, or a signature under it.

    Nobody corrects either beside the drawing: a changed text goes back to the signer (条例 25).
    """
    return properties.get("official.version") == "true" or "official.sign" in properties
