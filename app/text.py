"""Texts that a person will read: a Chinese message with named values, translated at the edge.

Lower layers say what happened with a `Text`; they must not know which language the reader uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
