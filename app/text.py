"""Texts that a person will read: a Chinese message with named values, translated at the edge.

Lower layers say what happened with a `Text`; they must not know which language the reader uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Text:
    """Hold a message id (the Simplified Chinese wording) and the values for its `%(name)s` places."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.msgid % self.values if self.values else self.msgid


def text(msgid: str, /, **values: object) -> Text:
    """Build a `Text`; the extractor of translations looks for calls of this name."""
    return Text(msgid, values)


class Name(str):
    """Hold a name as its author gave it, in Chinese, and beside it the English one: of steps, processes, units.

    It is the Chinese text everywhere below the edge; pages show the reader's language.
    """

    __slots__ = ("english",)
    english: str

    def __new__(cls, chinese: str, english: str | None = None) -> Self:
        """Take both names; without an English one the Chinese one is shown to everybody."""
        made = super().__new__(cls, chinese)
        made.english = english or chinese
        return made

    def in_language(self, locale: str) -> str:
        """Return the name for readers of a language (zh…, en…)."""
        return self.english if locale.startswith("en") else str(self)
