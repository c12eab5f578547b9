"""Check that a drawing is clean: nothing overlaps, no line runs through a shape or across another line.

A drawing that people outside the office must read is checked like code. It must not know what a process does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from app.diagrams.geometry import Box, Segment, cuts, meet, segments
from app.diagrams.model import CONTAINERS, Diagram, Line, Shape
from app.diagrams.read import read_diagram
from app.text import Text, text

_TOUCH = 1.0
"""Diagram units by which shapes are shrunk before a line counts as running through them."""


@dataclass(frozen=True, slots=True)
class LayoutProblem:
    """Hold one flaw: the element, the other one it concerns (or ""), a code for machines, a sentence."""

    element_id: str
    other_id: str
    code: str
    message: Text


def lint_layout(bpmn: bytes) -> list[LayoutProblem]:
    """Return every flaw of a drawing; an empty list is the proof that it is clean.

    Codes: undrawn, overlap, outside, lane, through, crossing, slanted, loose, label-shape, label-line,
    label-label. Raises InvalidError when the file holds no drawing.
    """
    diagram = read_diagram(bpmn)
    return [
        *_undrawn(diagram),
        *_shapes(diagram),
        *_places(diagram),
        *_lines(diagram),
        *_crossings(diagram),
        *_labels(diagram),
    ]


def _named(shape: Shape | Line) -> str:
    return f"{shape.name}（{shape.id}）" if shape.name else shape.id


def _undrawn(diagram: Diagram) -> Iterator[LayoutProblem]:
    for element_id in diagram.undrawn:
        yield LayoutProblem(element_id, "", "undrawn", text("%(id)s 没有画出来", id=element_id))


def _related(diagram: Diagram, one: Shape, other: Shape) -> bool:
    return (
        one.attached_to == other.id
        or other.attached_to == one.id
        or other.id in diagram.ancestors(one.id)
        or one.id in diagram.ancestors(other.id)
    )


def _solid(diagram: Diagram) -> list[Shape]:
    return [s for s in diagram.shapes.values() if s.kind not in {"participant", "lane", "group"}]


def _shapes(diagram: Diagram) -> Iterator[LayoutProblem]:
    for one, other in combinations(_solid(diagram), 2):
        if one.box.overlaps(other.box) and not _related(diagram, one, other):
            yield LayoutProblem(
                one.id,
                other.id,
                "overlap",
                text("%(one)s 与 %(other)s 重叠", one=_named(one), other=_named(other)),
            )
        on_edge = other.attached_to == one.id and one.box.on_edge(other.box.center)
        if other.attached_to == one.id and not on_edge:
            yield LayoutProblem(
                other.id,
                one.id,
                "loose",
                text("%(one)s 没有附在 %(other)s 的边上", one=_named(other), other=_named(one)),
            )


def _places(diagram: Diagram) -> Iterator[LayoutProblem]:
    pools = [s for s in diagram.shapes.values() if s.kind == "participant"]
    for shape in _solid(diagram):
        around = diagram.shapes.get(shape.parent or "")
        if around is not None and not shape.attached_to and not around.box.holds(shape.box):
            yield _outside(shape, around, "outside")
        if pools and not any(pool.box.holds(shape.box) for pool in pools):
            yield _outside(shape, pools[0], "outside")
        lane = diagram.shapes.get(shape.lane or "")
        if lane is not None and not lane.box.holds(shape.box):
            yield _outside(shape, lane, "lane")


def _outside(shape: Shape, around: Shape, code: str) -> LayoutProblem:
    message = text("%(one)s 没有完全画在 %(other)s 之内", one=_named(shape), other=_named(around))
    return LayoutProblem(shape.id, around.id, code, message)


def _lines(diagram: Diagram) -> Iterator[LayoutProblem]:
    for line in diagram.lines.values():
        source, target = diagram.shapes.get(line.source), diagram.shapes.get(line.target)
        if line.kind == "sequenceFlow":
            yield from _slanted(line)
            yield from _loose(line, source, target)
        for shape in _solid(diagram):
            around = {*diagram.ancestors(line.source), *diagram.ancestors(line.target)}
            if shape.id in around or shape.kind == "textAnnotation":
                continue
            hosts = {s.attached_to for s in (source, target) if s is not None}
            if _runs_through(line, shape, hosts):
                yield LayoutProblem(
                    line.id, shape.id, "through",
                    text("连线 %(one)s 穿过了 %(other)s", one=_named(line), other=_named(shape)),
                )  # fmt: skip


def _runs_through(line: Line, shape: Shape, hosts: set[str | None]) -> bool:
    inner = shape.box.grown(-_TOUCH)
    if shape.id in hosts:
        # the line of an event on the edge starts half inside its host
        inner = shape.box.grown(-19)
    return inner.width > 0 and inner.height > 0 and any(cuts(piece, inner) for piece in segments(line.points))


def _slanted(line: Line) -> Iterator[LayoutProblem]:
    for (x0, y0), (x1, y1) in segments(line.points):
        if x0 != x1 and y0 != y1:
            yield LayoutProblem(line.id, "", "slanted", text("连线 %(one)s 不是横平竖直", one=_named(line)))
            return


def _loose(line: Line, source: Shape | None, target: Shape | None) -> Iterator[LayoutProblem]:
    ends = ((source, line.points[:1]), (target, line.points[-1:]))
    for shape, point in ends:
        if shape is not None and point and not shape.box.on_edge(point[0]):
            yield LayoutProblem(
                line.id, shape.id, "loose",
                text("连线 %(one)s 没有接到 %(other)s 的边上", one=_named(line), other=_named(shape)),
            )  # fmt: skip


def _crossings(diagram: Diagram) -> Iterator[LayoutProblem]:
    for one, other in combinations(diagram.lines.values(), 2):
        pieces = ((a, b) for a in segments(one.points) for b in segments(other.points))
        if any(meet(a, b) for a, b in pieces):
            yield LayoutProblem(
                one.id, other.id, "crossing",
                text("连线 %(one)s 与 %(other)s 相交或重合", one=_named(one), other=_named(other)),
            )  # fmt: skip


def _labels(diagram: Diagram) -> Iterator[LayoutProblem]:
    owners: list[Shape | Line] = [*diagram.shapes.values(), *diagram.lines.values()]
    labels = [(owner, owner.label) for owner in owners if owner.label is not None and owner.name]
    for owner, box in labels:
        for shape in _solid(diagram):
            if _label_hits(shape, box):
                yield _label_problem(owner, shape, "label-shape")
        for line in diagram.lines.values():
            if any(cuts(piece, box.grown(-2)) for piece in segments(line.points)):
                yield _label_problem(owner, line, "label-line")
    for (one, one_box), (other, other_box) in combinations(labels, 2):
        if one_box.grown(-1).overlaps(other_box):
            yield _label_problem(one, other, "label-label")


def _label_hits(shape: Shape, box: Box) -> bool:
    if shape.kind in CONTAINERS and shape.expanded:
        return any(cuts(side, box) for side in _sides(shape.box))
    if shape.kind.endswith("Gateway"):
        return _diamond_hits(shape.box, box)
    return shape.box.grown(-2).overlaps(box)


def _diamond_hits(diamond: Box, box: Box) -> bool:
    x, y = diamond.center
    near_x = min(max(x, box.x), box.right)
    near_y = min(max(y, box.y), box.bottom)
    return abs(near_x - x) / (diamond.width / 2) + abs(near_y - y) / (diamond.height / 2) < 1


def _sides(box: Box) -> tuple[Segment, ...]:
    a, b = (box.x, box.y), (box.right, box.y)
    c, d = (box.right, box.bottom), (box.x, box.bottom)
    return ((a, b), (b, c), (c, d), (d, a))


def _label_problem(owner: Shape | Line, other: Shape | Line, code: str) -> LayoutProblem:
    message = text("%(one)s 的文字压在 %(other)s 上", one=_named(owner), other=_named(other))
    return LayoutProblem(owner.id, other.id, code, message)
