"""What the page templates need beside the elements: sizes, rows, margins and the place of the imprint.

Knows the measures of GB/T 9704-2012; not HTML and not the files of fonts.
"""

from dataclasses import dataclass

from app.documents.official.model import Layout, OfficialDocument, Paragraph, chinese_day
from app.documents.official.title import title_lines

_TEXT_PT = 442.2
"""Width of the 版心, 156 mm."""
_LARGEST_PT = {"document": 56.0, "letter": 40.0, "order": 56.0, "minutes": 52.0}
_FILL_EM = 7.5
"""A short mark is spread to about this many characters."""
_WIDE_NAME = 9
"""Three seals stand side by side when every name has at most so many characters, otherwise two."""
_LINE_CHARS = 26
"""A line with the first two characters free."""
_DATE_RIGHT = 4.0
_ORGAN_RIGHT = 2.0
FACES = {1: "hei", 2: "kai", 3: "", 4: ""}


@dataclass(frozen=True)
class MarkName:
    """Hold one line of the 发文机关标志 and the space between its characters."""

    text: str
    spacing_em: float


@dataclass(frozen=True)
class Mark:
    """Hold the 发文机关标志: its lines, the word 文件 beside several names, the size of its type."""

    names: tuple[MarkName, ...]
    word: str
    size_pt: float
    lift_em: float


@dataclass(frozen=True)
class Imprint:
    """Hold where the 版记 goes: a spacer on the page of the text, or the next even page."""

    spacer_mm: float | None = None
    after_blank: bool = False


@dataclass(frozen=True)
class View:
    """Hold one document ready for its template; see the functions below for each measure."""

    document: OfficialDocument
    layout: Layout
    imprint: Imprint = Imprint()
    addressees_in_imprint: bool = False

    @property
    def mark(self) -> Mark:
        """Return the 发文机关标志 in the size that fits."""
        return mark_of(self.document, self.layout)

    @property
    def title_lines(self) -> tuple[str, ...]:
        """Return the title in balanced lines."""
        return title_lines(self.document.title, self.document.organs)

    @property
    def addressees(self) -> str:
        """Return the 主送机关, unless they were moved to the imprint."""
        return "" if self.addressees_in_imprint else "，".join(self.document.addressees)

    @property
    def copies(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the lists of organs in the imprint: 主送 (when moved there) and 抄送."""
        lists = (
            ("主送", self.document.addressees if self.addressees_in_imprint else ()),
            ("抄送", self.document.copy_to),
        )
        return tuple((label, names) for label, names in lists if names)

    @property
    def has_imprint(self) -> bool:
        """Tell whether there is a 版记 at all."""
        if self.layout == "letter":
            return bool(self.copies)
        return bool(self.copies or self.document.printed_by or self.document.printed_on)

    @property
    def day(self) -> str:
        """Return the 成文日期, empty while there is none."""
        return chinese_day(self.document.dated_on) if self.document.dated_on else ""

    @property
    def printed_day(self) -> str:
        """Return the 印发日期."""
        return chinese_day(self.document.printed_on) if self.document.printed_on else ""

    @property
    def signer_rows(self) -> tuple[str, ...]:
        """Return the 签发人, two a row (7.2.6)."""
        names = [signer.name for signer in self.document.signers]
        return tuple("　".join(names[at : at + 2]) for at in range(0, len(names), 2))

    @property
    def signature_rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the organs of a sealed joint document row by row; the last one closes the last row."""
        organs = self.document.signature_organs
        wide = 3 if all(len(organ) <= _WIDE_NAME for organ in organs) and len(organs) > 2 else 2
        rows = [list(organs[at : at + wide]) for at in range(0, len(organs), wide)]
        rows[-1] = [""] * (wide - len(rows[-1])) + rows[-1]
        return tuple(map(tuple, rows))

    @property
    def sealed_right(self) -> float:
        """Return the space right of the block so that the date ends four characters from the edge (7.3.5.1)."""
        name, day = em_width(self.document.signature_organs[0]), em_width(self.day)
        return round(max(0.0, _DATE_RIGHT - max(0.0, name - day) / 2), 2)

    @property
    def unsealed_right(self) -> float:
        """Return the space right of the block of an unsealed document (7.3.5.2)."""
        name, day = max(map(em_width, self.document.signature_organs)), em_width(self.day)
        if day > name:
            return _ORGAN_RIGHT
        return round(max(0.0, _ORGAN_RIGHT - max(0.0, 2 + day - name)), 2)


def mark_of(document: OfficialDocument, layout: Layout) -> Mark:
    """Return the mark of a document in a format: 文件, the organ's name, 令 or 纪要 (7.2.4, 10)."""
    joint = document.organs if layout == "document" and not document.mark else ()
    if len(joint) > 1:
        longest = max(map(len, joint))
        size = min(36.0, _TEXT_PT / (longest + 2.6), 150.0 / len(joint))
        names = tuple(MarkName(name, _spread(name, longest)) for name in joint)
        return Mark(names, "文件", round(size, 1), -0.24)
    text = document.mark or document.lead + {"document": "文件", "order": "令", "minutes": "纪要"}.get(
        layout, ""
    )
    spacing = _spread(text, _FILL_EM) if len(text) < _FILL_EM else 0.04
    size = min(_LARGEST_PT[layout], _TEXT_PT / (len(text) * (1 + spacing) + 0.1))
    return Mark((MarkName(text, spacing),), "", round(size, 1), -0.08)


def _spread(name: str, longest: float) -> float:
    return round((longest - len(name)) / max(1, len(name) - 1), 3)


def em_width(text: str) -> float:
    """Return about how many characters wide a text is: digits and Latin letters are half as wide."""
    return sum(0.55 if char.isascii() else 1.0 for char in text)


def split_heading(block: Paragraph) -> tuple[str, str]:
    """Return what of a paragraph stands in the type of its level, and the rest after it.

    A numbered paragraph of one sentence longer than a line is text, not a heading.
    """
    if block.level not in (1, 2):
        return "", block.text
    head, stop, rest = block.text.partition("。")
    if not stop:
        return head, ""
    if rest or len(block.text) <= _LINE_CHARS:
        return head + stop, rest
    return "", block.text
