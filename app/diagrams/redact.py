"""Take out of a drawing what citizens are not shown (property `public` = "false").

Where a hidden step stood in the middle of a path, the path is drawn on through its place, so that the picture
does not break. Hiding is for the eye: who may know what is the access policy's question.
"""

from dataclasses import replace

from app.diagrams.geometry import Point
from app.diagrams.model import Diagram, Line, Shape


def redacted(diagram: Diagram) -> Diagram:
    """Return the drawing without hidden elements, what is attached to them and their lines."""
    hidden: set[str] = set()
    for shape in diagram.shapes.values():
        if not shape.is_public or shape.attached_to in hidden or shape.parent in hidden:
            hidden.add(shape.id)
    hidden |= {s.id for s in diagram.shapes.values() if s.attached_to in hidden}
    lines = dict(diagram.lines)
    for element_id in sorted(hidden):
        _bridge(diagram.shapes[element_id], lines)
    return replace(
        diagram,
        shapes={key: shape for key, shape in diagram.shapes.items() if key not in hidden},
        lines={k: x for k, x in lines.items() if x.source not in hidden and x.target not in hidden},
    )


def _bridge(shape: Shape, lines: dict[str, Line]) -> None:
    """Join the one line in and the one line out of a hidden step; with more there is nothing to join."""
    into = [x for x in lines.values() if x.target == shape.id]
    out = [x for x in lines.values() if x.source == shape.id]
    if len(out) != 1 or not into or shape.attached_to:
        return
    for line in into:
        points: tuple[Point, ...] = (*line.points[:-1], *_through(line, shape, out[0]), *out[0].points[1:])
        lines[line.id] = replace(line, target=out[0].target, points=points)
    del lines[out[0].id]


def _through(line: Line, shape: Shape, out: Line) -> tuple[Point, ...]:
    """Return the way across the hidden shape, at right angles."""
    last, first = line.points[-1], out.points[0]
    if last[0] == first[0] or last[1] == first[1]:
        return (last, first)
    upright = abs(last[0] - shape.box.center[0]) < abs(last[1] - shape.box.center[1])
    return (last, (last[0], first[1]) if upright else (first[0], last[1]), first)
