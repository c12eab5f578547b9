"""Draw pools, lanes and phases. A cut-out ends pools and lanes at its edge and repeats the lane names."""

from app.diagrams.canvas import Node, add, add_lines
from app.diagrams.geometry import Box
from app.diagrams.look import FILLS, INK, Look
from app.diagrams.marks import LOOP_MARKS
from app.diagrams.model import Diagram, Shape
from app.diagrams.parts import box_attributes, mark, open_group, state_class
from app.diagrams.wrapping import wrap


def container(root: Node, shape: Shape, look: Look, cut: Box | None) -> None:
    """Draw a pool, a lane or an expanded sub-process; pools and lanes end at the edge of a cut-out."""
    box = shape.box
    if cut is not None and shape.kind in {"participant", "lane"}:
        left, right = max(box.x, cut.x), min(box.right, cut.right)
        box = Box(left, box.y, right - left, box.height)
    if shape.kind in {"participant", "lane"}:
        css = "bpmn-pool" if shape.kind == "participant" else "bpmn-lane"
        fill = "#fff" if shape.kind == "participant" else "none"
        add(root, "rect", css, **box_attributes(box), fill=fill, stroke="#8795a8", stroke_width=1.2)
        if cut is None:
            _upright(root, shape, look, Box(box.x, box.y, 30, box.height))
        return
    state = look.state(shape.id)
    fill, stroke = FILLS.get(state or "", ("#f7f9fc", "#51637c"))
    group = open_group(root, shape, look, f"bpmn-phase{state_class(state)}")
    add(
        group, "rect", "bpmn-box", **box_attributes(box), rx=12, fill=fill, fill_opacity="0.55",
        stroke=stroke, stroke_width=2.4 if state in {"active", "overdue"} else 1.4,
    )  # fmt: skip
    lines = wrap(shape.text(look.locale), max(8.0, (box.width - 150) / 13), most=1)
    text = add_lines(group, lines, (box.x + 14, box.y + 15), size=12.5, css="bpmn-phase-name", colour=INK)
    text.set("text-anchor", "start")
    text.set("font-weight", "600")
    if shape.loop:
        mark(group, LOOP_MARKS[shape.loop], box.center[0], box.bottom - 12)


def headers(root: Node, diagram: Diagram, look: Look, cut: Box, width: float) -> None:
    """Repeat the names of pool and lanes at the left edge of a cut-out."""
    lanes = [s for s in diagram.shapes.values() if s.kind == "lane"] or [
        s for s in diagram.shapes.values() if s.kind == "participant"
    ]
    for lane in lanes:
        if not lane.box.overlaps(cut):
            continue
        box = Box(cut.x, lane.box.y, width, lane.box.height)
        add(
            root,
            "rect",
            "bpmn-header",
            **box_attributes(box),
            fill="#eef2f7",
            stroke="#8795a8",
            stroke_width=1.2,
        )
        _upright(root, lane, look, box)


def _upright(root: Node, shape: Shape, look: Look, box: Box) -> None:
    """Write the name of a pool or lane: Chinese one character below another, English turned by 90 degrees."""
    name = shape.text(look.locale)
    add(
        root,
        "line",
        "bpmn-edge",
        x1=box.right,
        y1=box.y,
        x2=box.right,
        y2=box.bottom,
        stroke="#8795a8",
        stroke_width=1.2,
    )
    x, y = box.center
    if all(ord(char) >= 0x2E80 for char in name) and len(name) * 17 <= box.height:
        add_lines(root, list(name), (x, y), size=14, css="bpmn-lane-name", leading=1.2, colour=INK)
        return
    text = add_lines(root, [name], (x, y), size=13, css="bpmn-lane-name", colour=INK)
    text.set("transform", f"rotate(-90 {x:g} {y:g})")
