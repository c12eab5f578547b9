"""Plain text to the paragraphs of a document: the level of each heading is read from its number.

Knows the four kinds of numbers 一、（一）1.（1） of GB/T 9704-2012 7.3.3; not fonts and not pages.
"""

import re

from app.documents.official.model import Block, Paragraph

_HAN = "一二三四五六七八九十百"
_LEVELS = (
    re.compile(rf"^[{_HAN}]+、"),
    re.compile(rf"^（[{_HAN}]+）"),
    re.compile(r"^\d{1,3}[.．](?!\d)"),
    re.compile(r"^（\d{1,3}）"),
)


def body_of(text: str) -> tuple[Block, ...]:
    """Return the paragraphs of a text, one a line; empty lines are left out."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(Paragraph(line, level_of(line)) for line in lines if line)


def level_of(line: str) -> int:
    """Return 1 to 4 for a line that begins with the number of that level, otherwise 0."""
    return next((level for level, number in enumerate(_LEVELS, 1) if number.match(line)), 0)
