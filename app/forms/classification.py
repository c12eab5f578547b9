"""Find documents that carry a state-secret mark in its marking form, so that they are refused and not stored.

保守国家秘密法 31条(三) forbids storing or processing state secrets in a system that is not a classified one.
The form of the mark is 密级★保密期限 (also ★解密时间 or ★解密条件), standing alone at the place of a mark:
the
head of a document, a page header or footer, a text box. A sentence that merely quotes the words is no mark.
Scans are pictures: no text is read from them, and nothing here claims otherwise.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.forms.document_text import Place, UnreadableError, places_of

__all__ = ["Mark", "UnreadableError", "find_marks", "find_marks_in_text"]

_TYPED_LINES = 5
"""Lines of typed text, from its start, that count as the place of a mark."""

_LEVEL = r"(?P<level>[绝絕]密|[机機]密|秘密)"
_STAR = r"[★☆⭐✩✭✮✯✰⋆*＊✱✲🌟]\ufe0f?"
_UNTIL = (
    r"(?:长期|長期|永久|\d{1,2}(?:年|个?月|日|天)|[一二三四五六七八九十]{1,3}(?:年|个?月)"
    r"|(?:至|到)?\d{4}(?:年|[-./])\d{1,2}(?:(?:月|[-./])(?:\d{1,2}日?)?)?(?:前|后|解密)?"
    r"|[^，。；！？、,;!?★]{1,12}(?:前|后|时|解密))"
)
_HEAD = r"(?:(?:份号|编号)?[::]?(?:№|No\.?)?\d{1,8})?"
_LABEL = r"(?:(?:密级|密级和保密期限|保密等级|秘密等级)[::])?"
_TAIL = r"(?:特急|加急|平急|急件)?(?:份号[::]?\d{1,8})?"
_MARK = re.compile(f"{_HEAD}{_LABEL}{_LEVEL}{_STAR}(?P<period>{_UNTIL})?{_TAIL}")
_BARE = re.compile(f"{_HEAD}{_LABEL}{_LEVEL}{_TAIL}")
_LABELLED = re.compile(f"(?:密级|密级和保密期限|保密等级|秘密等级)[::]{_LEVEL}(?P<period>{_UNTIL})?")
_BRACKETS = "()（）[]【】〔〕〖〗「」『』《》<>〈〉|"


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold one mark that was found: its text, its level, its period ("" when none), where it stands.

    `place` is "page 1", "header", "footer", "text box", "body", "sheet", "text"; `line` counts from 1 there.
    """

    text: str
    level: str
    period: str
    place: str
    line: int


def find_marks(name: str, content: bytes, mime: str) -> list[Mark]:
    """Find marks in a file: DOCX, PDF, XLSX, OFD and plain text are read, pictures are not.

    `mime` is the type the bytes show (`upload.sniff`); the name decides nothing. Raise UnreadableError when a
    readable kind of file is broken or encrypted and so cannot be searched.
    """
    del name
    return [mark for place in places_of(content, mime) for mark in _in_place(place)]


def find_marks_in_text(value: str) -> list[Mark]:
    """Find marks at the head of text that a person typed."""
    return _in_place(Place("text", value.split("\n"), first_lines=_TYPED_LINES, bare_lines=0))


def _in_place(place: Place) -> list[Mark]:
    filled = [(number, line) for number, line in enumerate(place.lines, start=1) if line.strip()]
    marks: list[Mark] = []
    for position, (number, line) in enumerate(filled):
        if position >= place.first_lines:
            break
        found = _match(line, bare=position < place.bare_lines)
        if found:
            marks.append(Mark(line.strip(), found["level"], _period(found), place.name, number))
    return marks or _split_mark([line for _, line in filled[: place.first_lines]], place)


def _split_mark(lines: Sequence[str], place: Place) -> list[Mark]:
    """Find a mark whose parts an extractor put on lines of their own: 机密 / ★ / 10年."""
    for index in range(len(lines) - 1):
        for count in (2, 3):
            part = lines[index : index + count]
            if all(len(_squeeze(line)) <= 6 for line in part):
                joined = "".join(_squeeze(line) for line in part)
                found = _MARK.fullmatch(joined)
                if found:
                    return [Mark(joined, found["level"], _period(found), place.name, index + 1)]
    return []


def _match(line: str, *, bare: bool) -> re.Match[str] | None:
    squeezed = _squeeze(line)
    if len(squeezed) > 40:
        return None
    found = _MARK.fullmatch(squeezed) or _LABELLED.fullmatch(squeezed)
    return found or (_BARE.fullmatch(squeezed) if bare else None)


def _squeeze(line: str) -> str:
    folded = unicodedata.normalize("NFKC", line)
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff]", "", folded).strip(_BRACKETS)


def _period(found: re.Match[str]) -> str:
    return found.groupdict().get("period") or ""
