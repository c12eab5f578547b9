"""Two versions of a Chinese text side by side: paragraph against paragraph, sentence and sign within them.

Pure: texts in, rows out. A text without blanks cannot be compared by words, so changed paragraphs are compared
by runs of signs, and runs shorter than two that merely look alike by chance are not kept apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_SHORTEST = 2
"""A run of equal signs between two changes must be this long to be shown as unchanged."""
_ALIKE = 0.3
"""Paragraphs that agree less than this are an old one gone and a new one come."""
_TOKEN = re.compile(r"[0-9][0-9.,%]*|[A-Za-z]+|.", re.DOTALL)
"""A number or a Latin word is one sign: 12 against 15 is another number, not another second digit."""


@dataclass(frozen=True)
class Piece:
    """Hold a run of signs; `changed` says that the other side has it otherwise or not at all."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Row:
    """Hold one paragraph on both sides; kind is same, changed, added or removed."""

    kind: str
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


def compare(before: str, after: str) -> tuple[Row, ...]:
    """Return the rows of two texts, paragraph by paragraph."""
    old, new = _paragraphs(before), _paragraphs(after)
    rows: list[Row] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [Row("same", (Piece(one),), (Piece(one),)) for one in old[a:b]]
        else:
            rows += _changed(old[a:b], new[c:d])
    return tuple(rows)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    for left, right in zip_longest(old, new):
        if left is not None and right is not None and _ratio(left, right) >= _ALIKE:
            yield Row("changed", *_pieces(left, right))
            continue
        if left is not None:
            yield Row("removed", (Piece(left, changed=True),), ())
        if right is not None:
            yield Row("added", (), (Piece(right, changed=True),))


def _ratio(left: str, right: str) -> float:
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def _pieces(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    one: list[Piece] = []
    other: list[Piece] = []
    old, new = _TOKEN.findall(left), _TOKEN.findall(right)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(codes):
        lone = kind == "equal" and b - a < _SHORTEST and 0 < place < len(codes) - 1
        changed = kind != "equal" or lone
        _add(one, "".join(old[a:b]), changed=changed)
        _add(other, "".join(new[c:d]), changed=changed)
    return tuple(one), tuple(other)


def _add(pieces: list[Piece], text: str, *, changed: bool) -> None:
    if not text:
        return
    if pieces and pieces[-1].changed == changed:
        pieces[-1] = Piece(pieces[-1].text + text, changed)
    else:
        pieces.append(Piece(text, changed))
