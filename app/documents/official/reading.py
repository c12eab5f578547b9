"""A PDF read back as glyphs, lines and rules with their places in millimetres.

Knows PDFium; nothing of official documents. Tops and bottoms are those of the ink, origins those of the typesetter;
everything is measured from the left and upper edge of the page.
"""

import ctypes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2
from pypdfium2 import raw

from app.errors import InvalidError
from app.text import text

_MM = 25.4 / 72
_SAME_LINE_MM = 0.6
_THICKEST_MM = 1.3
_LONGEST_SHORT_MM = 100.0
_RED = (180, 90)
_ASCII_EM = 0.55


@dataclass(frozen=True)
class Glyph:
    """Hold one character: its ink, its origin on the baseline, its type."""

    char: str
    left: float
    right: float
    top: float
    bottom: float
    x: float
    baseline: float
    size_pt: float
    font: str
    red: bool


@dataclass(frozen=True)
class Span:
    """Hold neighbouring glyphs of one line."""

    page: int
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """Return the characters."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def left(self) -> float:
        """Return the left edge of the first character's cell."""
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        """Return the right edge of the ink."""
        return max(glyph.right for glyph in self.glyphs)

    @property
    def top(self) -> float:
        """Return the upper edge of the ink."""
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        """Return the lower edge of the ink."""
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def middle(self) -> float:
        """Return the middle of the characters' cells; a bracket fills half of its own."""
        last = self.glyphs[-1]
        width = last.size_pt * _MM * (_ASCII_EM if last.char.isascii() else 1.0)
        return (self.left + last.x + width) / 2

    @property
    def baseline(self) -> float:
        """Return the baseline."""
        return self.glyphs[0].baseline

    @property
    def size_pt(self) -> float:
        """Return the size of the type."""
        return max(glyph.size_pt for glyph in self.glyphs)

    @property
    def font(self) -> str:
        """Return the name of the type."""
        return self.glyphs[0].font

    @property
    def red(self) -> bool:
        """Tell whether it is printed in red."""
        return self.glyphs[0].red

    def columns(self) -> "tuple[Span, ...]":
        """Return the parts that white space of more than a character's width parts."""
        wide = 2.2 * self.size_pt * _MM
        cuts = [at for at, (one, two) in enumerate(pairwise(self.glyphs), 1) if two.x - one.x > wide]
        return tuple(Span(self.page, self.glyphs[a:b]) for a, b in pairwise((0, *cuts, len(self.glyphs))))

    def find(self, pattern: str | re.Pattern[str]) -> "Span | None":
        """Return the part that matches."""
        found = re.search(pattern, self.text)
        return Span(self.page, self.glyphs[found.start() : found.end()]) if found and found.group() else None


@dataclass(frozen=True)
class Rule:
    """Hold a horizontal rule."""

    page: int
    left: float
    right: float
    top: float
    thickness: float
    red: bool

    @property
    def length(self) -> float:
        """Return how long it is."""
        return self.right - self.left


@dataclass(frozen=True)
class ReadPage:
    """Hold what stands on a page, from top to bottom."""

    number: int
    width: float
    height: float
    lines: tuple[Span, ...]
    rules: tuple[Rule, ...]


def read_pages(pdf: bytes) -> tuple[ReadPage, ...]:
    """Return every page of a PDF; text that stands askew (a draft mark) is left out.

    Raises InvalidError when it is no readable PDF.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise InvalidError(text("这不是可以读取的 PDF 文件。")) from error
    try:
        return tuple(_page(document[at], at + 1) for at in range(len(document)))
    finally:
        document.close()


def _page(page: Any, number: int) -> ReadPage:
    width, height = page.get_size()
    texts = page.get_textpage()
    glyphs = [
        glyph for at in range(texts.count_chars()) if (glyph := _glyph(texts.raw, at, height)) is not None
    ]
    rules = [rule for item in page.get_objects() if (rule := _rule(item, number, height)) is not None]
    return ReadPage(
        number,
        width * _MM,
        height * _MM,
        _lines(glyphs, number),
        tuple(sorted(rules, key=lambda rule: rule.top)),
    )


def _lines(glyphs: Sequence[Glyph], page: int) -> tuple[Span, ...]:
    ordered = sorted(glyphs, key=lambda glyph: glyph.baseline)
    cuts = [0]
    cuts += [
        at
        for at, (one, two) in enumerate(pairwise(ordered), 1)
        if two.baseline - one.baseline > _SAME_LINE_MM
    ]
    rows = [ordered[a:b] for a, b in pairwise((*cuts, len(ordered)))] if ordered else []
    return tuple(Span(page, tuple(sorted(row, key=lambda glyph: glyph.x))) for row in rows)


def _glyph(page: Any, at: int, height: float) -> Glyph | None:
    char = chr(raw.FPDFText_GetUnicode(page, at))
    if raw.FPDFText_IsGenerated(page, at) or char.isspace():
        return None
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, at, matrix)
    if abs(matrix.b) > abs(matrix.a) / 100:
        return None
    left, right, bottom, top = _doubles(4, lambda *into: raw.FPDFText_GetCharBox(page, at, *into))
    x, y = _doubles(2, lambda *into: raw.FPDFText_GetCharOrigin(page, at, *into))
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, at, name, 128, flags)
    return Glyph(
        char,
        left * _MM,
        right * _MM,
        (height - top) * _MM,
        (height - bottom) * _MM,
        x * _MM,
        (height - y) * _MM,
        round(raw.FPDFText_GetFontSize(page, at) * abs(matrix.d or 1), 2),
        name.value.decode("utf-8", "replace").partition("+")[2] or name.value.decode("utf-8", "replace"),
        _is_red(lambda *into: raw.FPDFText_GetFillColor(page, at, *into)),
    )


def _rule(item: Any, page: int, height: float) -> Rule | None:
    if item.type != raw.FPDF_PAGEOBJ_PATH:
        return None
    left, bottom, right, top = item.get_bounds()
    thickness = (top - bottom) * _MM
    if thickness > _THICKEST_MM or (right - left) * _MM < _LONGEST_SHORT_MM:
        return None
    red = _is_red(lambda *into: raw.FPDFPageObj_GetFillColor(item.raw, *into)) or _is_red(
        lambda *into: raw.FPDFPageObj_GetStrokeColor(item.raw, *into)
    )
    return Rule(page, left * _MM, right * _MM, (height - top) * _MM, thickness, red)


def _doubles(count: int, fill: Callable[..., Any]) -> list[float]:
    into = [ctypes.c_double() for _ in range(count)]
    fill(*into)
    return [number.value for number in into]


def _is_red(fill: Callable[..., Any]) -> bool:
    into = [ctypes.c_uint() for _ in range(4)]
    fill(*into)
    red, green, blue = (number.value for number in into[:3])
    return red > _RED[0] and green < _RED[1] and blue < _RED[1]
