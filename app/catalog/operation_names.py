"""Names of the acts a drawing can allow at a step (property `operations`). Knows no act itself."""

from collections.abc import Mapping
from types import MappingProxyType

from app.text import Text, text

PROPERTY = "operations"
OPERATIONS: Mapping[str, Text] = MappingProxyType(
    {
        "hand_on": text("转办"),
        "delegate": text("委派"),
        "add_signer": text("加签"),
        "remove_signer": text("减签"),
        "ask": text("沟通"),
        "circulate": text("传阅"),
        "return": text("退回"),
        "take_back": text("撤回"),
    }
)
"""Every act a drawing can allow, with its word."""


def names_in(said: str) -> frozenset[str]:
    """Return the names in a list separated by blanks or commas."""
    return frozenset(said.replace(",", " ").split())
