"""What can go wrong with an expression, with the place in its text.

FEEL itself answers null where a value does not fit; these errors are for what null would hide: text that is
no FEEL, an expression that runs too long, a value that has no place in FEEL.
"""

from dataclasses import dataclass

from app.errors import LuoshuError
from app.text import Text


@dataclass(frozen=True, slots=True)
class Position:
    """Name a place in an expression's text; both count from 1."""

    line: int
    column: int

    @staticmethod
    def at(source: str, offset: int) -> "Position":
        """Turn an offset in `source` (from 0) into line and column."""
        line_start = source.rfind("\n", 0, offset) + 1
        return Position(source.count("\n", 0, offset) + 1, offset - line_start + 1)


class FeelError(LuoshuError):
    """Say that an expression or a value cannot be used, and where when that is known."""

    def __init__(self, message: Text, position: Position | None = None) -> None:
        super().__init__(message)
        self.position = position


class FeelSyntaxError(FeelError):
    """Say that a text is no FEEL; `line` and `column` count from 1."""

    def __init__(self, message: Text, line: int, column: int) -> None:
        super().__init__(message, Position(line, column))
        self.line = line
        self.column = column


class FeelBudgetError(FeelError):
    """Say that an evaluation used up its steps or nested too deeply."""
