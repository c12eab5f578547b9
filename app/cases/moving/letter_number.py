"""Numbers of letters: a series of its own for each office and kind of letter (文号), beside the number of the case.

Drawing: headers `number.word` (信复字) and `number.unit` (FEEL code of the office; default the case's unit) of a
service task `luoshu.document`. The office's 机关代字, where it has one, stands before the word: 洛建信复字〔2026〕3号.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.clock import local_date
from app.runtime import Runtime
from app.store import numbering, official

WORD, UNIT = "number.word", "number.unit"
_ORGAN_SERIES = "document"


@dataclass(frozen=True)
class LetterSeries:
    """Hold which series a letter takes its number from."""

    name: str
    year: int

    def expected(self, tx: Connection) -> str:
        """Return the number the next letter will probably get; nothing is taken."""
        return self._shown(numbering.last_value(tx, self.name, self.year) + 1)

    def draw(self, runtime: Runtime, tx: Connection) -> str:
        """Take the next number, in the transaction that issues the letter: a letter that fails leaves no gap."""
        return self._shown(numbering.next_value(tx, self.name, self.year, runtime.clock.now()))

    def _shown(self, value: int) -> str:
        return f"{self.name.rpartition(' ')[2]}〔{self.year}〕{value}号"


def letter_series(
    runtime: Runtime, tx: Connection, head: Row[Any], headers: Mapping[str, str]
) -> LetterSeries | None:
    """Return the series of a letter with these headers, None when it carries the number of the case."""
    word = headers.get(WORD)
    if not word:
        return None
    unit = headers.get(UNIT) or head.unit or head.intake_unit or ""
    organ = official.series_of(tx, unit, _ORGAN_SERIES) if unit else None
    # an office without a 机关代字 counts for itself, too, though its numbers do not show whose they are
    name = f"{organ.word}{word}" if organ is not None else f"{unit} {word}"
    return LetterSeries(name, local_date(runtime.clock.now()).year)
