"""Stretch the lines of the text to both edges: the typesetter leaves a line of Chinese ragged where it must not break.

Knows the laid-out boxes of WeasyPrint (70.0, pinned) and nothing of documents. Only letter spacing is changed; no
character moves to another line.
"""

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from app.documents.pdf import LaidOut

_MOST_EM = 2.1
"""A line that ends earlier than so many characters before the edge is the last of its paragraph."""


def flush(pages: LaidOut) -> None:
    """Stretch the lines of every paragraph that starts at the left edge of its block."""
    for page in pages.document.pages:
        for block in page._page_box.descendants():  # noqa: SLF001 - there is no public way to the lines
            if isinstance(block, boxes.BlockBox) and _is_text(block):
                for line in block.children:
                    _stretch(line, block.content_box_x() + block.width)


def _is_text(block: Any) -> bool:
    lines = block.children and isinstance(block.children[0], boxes.LineBox)
    return bool(lines) and block.element_tag == "p" and block.style["text_align_all"] == "justify"


def _stretch(line: Any, right: float) -> None:
    texts = list(_texts(line))
    if not texts:
        return
    slack = right - max(text.position_x + text.width for text in texts)
    gaps = sum(len(text.text) for text in texts) - 1
    size = texts[0].style["font_size"]
    if gaps < 1 or not 0.05 * size < slack <= _MOST_EM * size:
        return
    moved = 0.0
    for text in texts:
        style = text.style.copy()
        spacing = style["letter_spacing"]
        style["letter_spacing"] = (0 if spacing == "normal" else spacing) + slack / gaps
        text.style = style
        text.position_x += moved
        wider = len(text.text) * slack / gaps
        text.width += wider
        moved += wider


def _texts(box: Any) -> Iterator[Any]:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield child
        elif isinstance(child, boxes.ParentBox):
            yield from _texts(child)
