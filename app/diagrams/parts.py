"""Parts that all drawn elements share: their group with wording and link, small signs, attributes."""

from typing import Any

from app.diagrams.canvas import Node, add
from app.diagrams.geometry import Box
from app.diagrams.look import INK, Look
from app.diagrams.model import Shape
from app.diagrams.words import STATES, say


def open_group(root: Node, shape: Shape, look: Look, css: str) -> Node:
    """Open the group of an element: with its full wording as title, as a link when there is an address."""
    parent = root
    address = look.links.get(shape.id)
    if address:
        parent = add(root, "a", "bpmn-link", href=address)
    group = add(parent, "g", css, data_element=shape.id)
    found = look.state(shape.id)
    words = shape.wording(look.locale)
    if found:
        words = (
            f"{words}（{say(STATES, found, look.locale)}）"
            if not look.locale.startswith("en")
            else f"{words} ({say(STATES, found, look.locale)})"
        )
    if words:
        add(group, "title", words=words)
    return group


def mark(group: Node, path: str, x: float, y: float) -> Node:
    """Draw a small sign, centred at a point."""
    return add(
        group, "path", "bpmn-mark", d=path, transform=f"translate({x:g} {y:g})", fill="none", stroke=INK,
        stroke_width=1.2, stroke_linejoin="round", stroke_linecap="round",
    )  # fmt: skip


def box_attributes(box: Box) -> dict[str, Any]:
    """Return the attributes of a rectangle."""
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}


def state_class(found: str | None) -> str:
    """Return the class that tells a state to the style sheet."""
    return f" is-{found}" if found else ""
