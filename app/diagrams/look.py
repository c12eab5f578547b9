"""What one reader gets to see of a picture: states, links, heat, language. It must not know shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.diagrams.words import state_of

INK = "#2c3a4f"
FILLS = {
    "done": ("#e9f5ee", "#1c6b43"),
    "active": ("#dcebfb", "#0b57a4"),
    "waiting": ("#fdf6e0", "#8a6a00"),
    "overdue": ("#fde8e8", "#a3161f"),
    "cancelled": ("#f1f3f5", "#7b8794"),
}
"""State → fill and outline of a shape."""
BADGES = {
    "done": ("#1c6b43", "#fff"),
    "active": ("#0b57a4", "#fff"),
    "waiting": ("#fff", "#5a4300"),
    "overdue": ("#a3161f", "#fff"),
    "cancelled": ("#fff", "#4d5866"),
}
"""State → ground and ink of its badge."""


@dataclass(frozen=True, slots=True)
class Look:
    """Hold what a reader gets to see: states, links, heat, language, and the prefix of ids in the picture."""

    states: Mapping[str, str]
    locale: str = "zh"
    links: Mapping[str, str] = field(default_factory=dict)
    heat: Mapping[str, float] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    prefix: str = "bpmn"

    def state(self, element_id: str) -> str | None:
        """Return the state of an element."""
        return state_of(self.states.get(element_id))
