"""Draw a BPMN file as SVG on the server: for pages without script, for print, PDF and e-mail.

States are told by word and shape as well as by colour. Colours are attributes, so a picture stands alone;
by its classes app/static/css/diagram.css adds dark and high-contrast themes. It must not know cases.
"""

from collections.abc import Collection, Mapping

from app.diagrams.canvas import Node, add, add_lines, new_svg, number, rounded_path, to_text
from app.diagrams.draw_badges import badge
from app.diagrams.draw_containers import container, headers
from app.diagrams.draw_nodes import node
from app.diagrams.geometry import Box, Point, bounding
from app.diagrams.look import Look
from app.diagrams.model import CONTAINERS, Diagram, Line, Shape
from app.diagrams.read import read_diagram
from app.diagrams.redact import redacted
from app.diagrams.words import SENTENCES, say
from app.diagrams.wrapping import balance, width_em

MARGIN = 20
_HEADER = 34
"""Width of the lane names that are repeated on the left of a cut-out."""
_SIDE = 70
"""What a cut-out shows left and right of the phase it is about."""


def render_svg(
    bpmn: bytes,
    *,
    states: Mapping[str, str] | None = None,
    locale: str = "zh",
    title: str = "",
    redact: bool = False,
    links: Mapping[str, str] | None = None,
    heat: Mapping[str, float] | None = None,
    notes: Mapping[str, str] | None = None,
    around: Collection[str] = (),
    prefix: str = "bpmn",
) -> str:
    """Draw the file and return SVG text without XML declaration.

    `states`: element or flow id → done, active, waiting, overdue, cancelled. `redact` leaves out what
    citizens are not shown. `links`: element id → address, a link that takes focus. `heat`: element id → 0…1.
    `notes`: element id → few words beside it. `around`: ids of elements; the picture is cut to the part of
    the pool around them, lane names repeated. `prefix` keeps ids apart when a page has two pictures.
    Raises InvalidError when the file holds no drawing.
    """
    diagram = read_diagram(bpmn)
    if redact:
        diagram = redacted(diagram)
    look = Look(states or {}, locale, links or {}, heat or {}, notes or {}, prefix)
    frame = _frame(diagram, around)
    heading = title or next(
        (s.text(locale) for s in diagram.shapes.values() if s.kind == "participant"), diagram.name
    )
    root = new_svg(
        {
            "viewBox": " ".join(number(v) for v in (frame.x, frame.y, frame.width, frame.height)),
            "width": number(frame.width),
            "height": number(frame.height),
            "class": "bpmn",
            "role": "group" if look.links else "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "lang": "en" if locale.startswith("en") else "zh-CN",
        }
    )
    add(root, "title", words=heading, id=f"{prefix}-title")
    add(root, "desc", words=summary(diagram, look), id=f"{prefix}-desc")
    _arrow_heads(root, prefix)
    add(root, "rect", "bpmn-paper", x=frame.x, y=frame.y, width=frame.width, height=frame.height, fill="#fff")
    cut = frame if around else None
    for shape in diagram.shapes.values():
        if shape.kind in CONTAINERS and _shown(shape, frame):
            container(root, shape, look, cut)
    for line in diagram.lines.values():
        _line(root, line, look)
    for shape in diagram.shapes.values():
        if shape.kind not in CONTAINERS and _shown(shape, frame):
            node(root, shape, look)
    for shape in diagram.shapes.values():
        if _shown(shape, frame):
            riders = [s.box for s in diagram.shapes.values() if s.attached_to == shape.id]
            badge(root, shape, look, riders)
    if cut is not None:
        headers(root, diagram, look, cut, _HEADER)
    return to_text(root)


def summary(diagram: Diagram, look: Look) -> str:
    """Say in a sentence what the picture shows: what is open, what is late, how much is done."""
    parts = []
    for wanted, key in (("overdue", "overdue"), ("active", "now")):
        names = [s.text(look.locale) for i, s in diagram.shapes.items() if look.state(i) == wanted and s.name]
        if names:
            parts.append(say(SENTENCES, key, look.locale) % "、".join(names))
    done = sum(1 for i, s in diagram.shapes.items() if s.is_activity and look.state(i) == "done")
    if done:
        parts.append(say(SENTENCES, "done", look.locale) % done)
    parts.append(say(SENTENCES, "list", look.locale))
    return "".join(parts) if not look.locale.startswith("en") else " ".join(parts)


def _frame(diagram: Diagram, around: Collection[str]) -> Box:
    """Return the part of the plane to show: all of it, or the phases around some elements and their lanes."""
    extents = [s.box for s in diagram.shapes.values()]
    extents += [s.label for s in diagram.shapes.values() if s.label]
    extents += [x.label for x in diagram.lines.values() if x.label]
    whole = bounding(extents).grown(MARGIN)
    tops = {[i, *diagram.ancestors(i)][-1] for i in around if i in diagram.shapes}
    if not tops:
        return whole
    part = bounding([diagram.shapes[i].box for i in tops])
    lanes = [s.box for s in diagram.shapes.values() if s.kind == "lane" and s.box.overlaps(part)] or [part]
    top, bottom = min(b.y for b in lanes), max(b.bottom for b in lanes)
    left, right = part.x - _SIDE, part.right + _SIDE
    for _ in range(3):
        # nothing is shown cut in half: the cut moves out until no shape stands in its way
        for shape in diagram.shapes.values():
            if (
                shape.kind in CONTAINERS | {"textAnnotation"}
                or shape.box.bottom < top
                or shape.box.y > bottom
            ):
                continue
            box = bounding([shape.box, shape.label or shape.box])
            if box.x < left < box.right or box.x < right < box.right:
                left, right = min(left, box.x - 10), max(right, box.right + 10 if box.x < right else right)
    left, right = max(left, whole.x), min(right, whole.right)
    return Box(left - _HEADER, top - 2, right - left + _HEADER, bottom - top + 4)


def _shown(shape: Shape, frame: Box) -> bool:
    """Tell whether a single shape belongs in the picture: notes only when they fit completely."""
    return frame.holds(shape.box) if shape.kind == "textAnnotation" else shape.box.overlaps(frame)


def _arrow_heads(root: Node, prefix: str) -> None:
    defs = add(root, "defs")
    for name, colour in (("arrow", "#47566a"), ("arrow-done", "#1c6b43")):
        marker = add(
            defs, "marker", id=f"{prefix}-{name}", viewBox="0 0 10 10", refX=9, refY=5, markerWidth=10,
            markerHeight=10, markerUnits="userSpaceOnUse", orient="auto",
        )  # fmt: skip
        add(marker, "path", f"bpmn-{name}", d="M0,0.8L10,5L0,9.2Z", fill=colour)
    filled = add(
        defs, "marker", id=f"{prefix}-default", viewBox="0 0 12 12", refX=-4, refY=6, markerWidth=12,
        markerHeight=12, markerUnits="userSpaceOnUse", orient="auto",
    )  # fmt: skip
    add(filled, "path", "bpmn-slash", d="M1,10L6,2", stroke="#47566a", stroke_width=1.4, fill="none")


def _line(root: Node, line: Line, look: Look) -> None:
    if len(line.points) < 2:
        return
    done = look.state(line.id) == "done"
    colour = "#1c6b43" if done else "#47566a"
    node = add(
        root, "path", f"bpmn-line bpmn-{line.kind}{' is-done' if done else ''}", d=rounded_path(line.points),
        fill="none", stroke=colour, stroke_width=2.6 if done else 1.5,
    )  # fmt: skip
    if line.kind in {"sequenceFlow", "messageFlow"}:
        node.set("marker-end", f"url(#{look.prefix}-{'arrow-done' if done else 'arrow'})")
    if line.kind != "sequenceFlow":
        node.set("stroke-dasharray", "7 5" if line.kind == "messageFlow" else "1 5")
        node.set("stroke-linecap", "round")
    name = line.text(look.locale)
    if name:
        _line_label(root, line, name)


def _line_label(root: Node, line: Line, name: str) -> None:
    middle: Point = line.points[len(line.points) // 2]
    box = line.label or Box(middle[0] - 30, middle[1] - 16, 60, 14)
    lines = balance(name, max(box.width / 11.0, width_em(name) if width_em(name) <= 12 else 8))
    wide = max(width_em(one) for one in lines) * 11
    # English is longer than the place drawn for the Chinese words: it grows to the right, away from the line
    x = box.center[0] if wide <= box.width + 6 else box.x + wide / 2
    add_lines(root, lines, (x, box.center[1]), size=11, css="bpmn-label", halo=True, colour="#33415a")
