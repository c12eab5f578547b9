"""Say the state of an element in its picture: a badge with sign and word, so that colour is never alone."""

from collections.abc import Sequence

from app.diagrams.canvas import Node, add, add_lines
from app.diagrams.geometry import Box
from app.diagrams.look import BADGES, Look
from app.diagrams.marks import FILLED_STATES, STATE_MARKS
from app.diagrams.model import Shape
from app.diagrams.words import STATES, say
from app.diagrams.wrapping import width_em


def badge(root: Node, shape: Shape, look: Look, riders: Sequence[Box] = ()) -> None:
    """Say the state of an element: a badge with sign and word on activities, a sign on small elements."""
    found = look.state(shape.id)
    if found is None or shape.kind in {"participant", "lane"}:
        return
    back, ink = BADGES[found]
    group = add(root, "g", f"bpmn-badge is-{found}", aria_hidden="true")
    if not shape.is_activity:
        x, y = shape.box.right - 4, shape.box.y + 4
        add(
            group,
            "circle",
            "bpmn-badge-back",
            cx=x,
            cy=y,
            r=8,
            fill=back,
            stroke=ink if back == "#fff" else back,
        )
        _sign(group, found, x, y, ink)
        return
    word = say(STATES, found, look.locale)
    width = width_em(word) * 11 + 26
    x, y = _badge_place(shape.box, width, riders)
    add(
        group, "rect", "bpmn-badge-back", x=x, y=y, width=width, height=19, rx=9.5, fill=back,
        stroke=ink if back == "#fff" else "#fff", stroke_width=1.2,
    )  # fmt: skip
    _sign(group, found, x + 12, y + 9.5, ink)
    text = add_lines(group, [word], (x + 21, y + 9.5), size=11, css="bpmn-badge-word", colour=ink)
    text.set("text-anchor", "start")
    text.set("font-weight", "600")


def _badge_place(box: Box, width: float, riders: Sequence[Box]) -> tuple[float, float]:
    """Return the corner of a shape where the badge covers no event on its edge."""
    left, right = box.x - 4, box.right + 4 - width
    places = ((right, box.y - 10), (right, box.bottom - 9), (left, box.bottom - 9), (left, box.y - 10))
    free = (p for p in places if not any(Box(*p, width, 19).overlaps(rider) for rider in riders))
    return next(free, places[0])


def _sign(group: Node, found: str, x: float, y: float, ink: str) -> None:
    add(
        group, "path", "bpmn-badge-sign", d=STATE_MARKS[found], transform=f"translate({x:g} {y:g})",
        stroke=ink, stroke_width=1.9, fill=ink if found in FILLED_STATES else "none", stroke_linecap="round",
        stroke_linejoin="round",
    )  # fmt: skip
