"""Draw single BPMN elements: containers, tasks, events, gateways, data, notes, and the badge of their state."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.diagrams.canvas import Node, add, add_lines
from app.diagrams.geometry import Box
from app.diagrams.marks import (
    EVENT_SYMBOLS,
    FILLED_STATES,
    GATEWAY_MARKS,
    LOOP_MARKS,
    STATE_MARKS,
    TASK_ICONS,
)
from app.diagrams.model import DATA, EVENTS, GATEWAYS, Diagram, Shape
from app.diagrams.words import STATES, say
from app.diagrams.wrapping import balance, width_em, wrap

if TYPE_CHECKING:
    from app.diagrams.svg import Look

_INK = "#2c3a4f"
_BADGES = {
    "done": ("#1c6b43", "#fff"),
    "active": ("#0b57a4", "#fff"),
    "waiting": ("#fff", "#5a4300"),
    "overdue": ("#a3161f", "#fff"),
    "cancelled": ("#fff", "#4d5866"),
}
_FILLS = {
    "done": ("#e9f5ee", "#1c6b43"),
    "active": ("#dcebfb", "#0b57a4"),
    "waiting": ("#fdf6e0", "#8a6a00"),
    "overdue": ("#fde8e8", "#a3161f"),
    "cancelled": ("#f1f3f5", "#7b8794"),
}


def container(root: Node, shape: Shape, look: "Look", cut: Box | None) -> None:
    """Draw a pool, a lane or an expanded sub-process; pools and lanes end at the edge of a cut-out."""
    box = shape.box
    if cut is not None and shape.kind in {"participant", "lane"}:
        left, right = max(box.x, cut.x), min(box.right, cut.right)
        box = Box(left, box.y, right - left, box.height)
    if shape.kind in {"participant", "lane"}:
        css = "bpmn-pool" if shape.kind == "participant" else "bpmn-lane"
        fill = "#fff" if shape.kind == "participant" else "none"
        add(root, "rect", css, **_rect(box), fill=fill, stroke="#8795a8", stroke_width=1.2)
        if cut is None:
            _upright(root, shape, look, Box(box.x, box.y, 30, box.height))
        return
    state = look.state(shape.id)
    fill, stroke = _FILLS.get(state or "", ("#f7f9fc", "#51637c"))
    group = _group(root, shape, look, f"bpmn-phase{_css(state)}")
    add(
        group, "rect", "bpmn-box", **_rect(box), rx=12, fill=fill, fill_opacity="0.55", stroke=stroke,
        stroke_width=2.4 if state in {"active", "overdue"} else 1.4,
    )  # fmt: skip
    lines = wrap(shape.text(look.locale), max(8.0, (box.width - 150) / 13), most=1)
    text = add_lines(group, lines, (box.x + 14, box.y + 15), size=12.5, css="bpmn-phase-name", colour=_INK)
    text.set("text-anchor", "start")
    text.set("font-weight", "600")
    if shape.loop:
        _mark(group, LOOP_MARKS[shape.loop], box.center[0], box.bottom - 12)


def headers(root: Node, diagram: Diagram, look: "Look", cut: Box, width: float) -> None:
    """Repeat the names of pool and lanes at the left edge of a cut-out."""
    lanes = [s for s in diagram.shapes.values() if s.kind == "lane"] or [
        s for s in diagram.shapes.values() if s.kind == "participant"
    ]
    for lane in lanes:
        if not lane.box.overlaps(cut):
            continue
        box = Box(cut.x, lane.box.y, width, lane.box.height)
        add(root, "rect", "bpmn-header", **_rect(box), fill="#eef2f7", stroke="#8795a8", stroke_width=1.2)
        _upright(root, lane, look, box)


def _upright(root: Node, shape: Shape, look: "Look", box: Box) -> None:
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
        add_lines(root, list(name), (x, y), size=14, css="bpmn-lane-name", leading=1.2, colour=_INK)
        return
    text = add_lines(root, [name], (x, y), size=13, css="bpmn-lane-name", colour=_INK)
    text.set("transform", f"rotate(-90 {x:g} {y:g})")


def node(root: Node, shape: Shape, look: "Look") -> None:
    """Draw a task, an event, a gateway, data or a note."""
    if shape.kind in EVENTS:
        _event(root, shape, look)
    elif shape.kind in GATEWAYS:
        _gateway(root, shape, look)
    elif shape.kind == "textAnnotation":
        _note(root, shape, look)
    elif shape.kind in DATA:
        _data(root, shape, look)
    else:
        _task(root, shape, look)


def _task(root: Node, shape: Shape, look: "Look") -> None:
    box, state = shape.box, look.state(shape.id)
    fill, stroke = _FILLS.get(state or "", ("#fff", _INK))
    group = _group(root, shape, look, f"bpmn-task{_css(state)}")
    heat = look.heat.get(shape.id)
    if heat is not None:
        add(
            group, "rect", "bpmn-heat", **_rect(box.grown(7)), rx=14, fill="#d9480f",
            fill_opacity=0.1 + 0.5 * min(max(heat, 0.0), 1.0),
        )  # fmt: skip
    rect = add(
        group, "rect", "bpmn-box", **_rect(box), rx=9, fill=fill, stroke=stroke,
        stroke_width=3 if state in {"active", "overdue"} or shape.kind == "callActivity" else 1.5,
    )  # fmt: skip
    if state in {"waiting", "cancelled"}:
        rect.set("stroke-dasharray", "6 4")
    if state == "overdue":
        add(
            group,
            "rect",
            "bpmn-second",
            **_rect(box.grown(-4)),
            rx=6,
            fill="none",
            stroke=stroke,
            stroke_width=1,
        )
    for index, path in enumerate(TASK_ICONS.get(shape.kind, ())):
        icon = _mark(group, path, box.x + 13, box.y + 12)
        if shape.kind == "userTask" or (shape.kind == "sendTask" and index == 0):
            icon.set("fill", _INK)
    size = 12.0 if len(shape.text(look.locale)) < 40 else 11.0
    lines = balance(shape.text(look.locale), (box.width - 12) / size, most=4)
    # the icon takes the upper left corner: low boxes and long names move their text down
    low = box.height < 64 or len(lines) > 2
    shift = (6 if len(lines) < 2 else 8) if shape.kind in TASK_ICONS and low else 2
    add_lines(group, lines, (box.center[0], box.center[1] + shift), size=size, css="bpmn-name", leading=1.22)
    if shape.loop:
        _mark(group, LOOP_MARKS[shape.loop], box.center[0], box.bottom - 9)
    if shape.kind in {"subProcess", "callActivity", "transaction", "adHocSubProcess"}:
        _mark(group, "M-7,-7h14v14h-14ZM-4,0h8M0,-4v8", box.center[0], box.bottom - 9)
    _extra(group, shape, look)


def _event(root: Node, shape: Shape, look: "Look") -> None:
    x, y = shape.box.center
    radius = shape.box.width / 2
    state = look.state(shape.id)
    fill, stroke = _FILLS.get(state or "", ("#fff", _INK))
    group = _group(root, shape, look, f"bpmn-event{_css(state)}")
    ring = add(
        group, "circle", "bpmn-box", cx=x, cy=y, r=radius, fill=fill, stroke=stroke,
        stroke_width=3.6 if shape.kind == "endEvent" else 1.7,
    )  # fmt: skip
    rings = [ring]
    if shape.kind in {"boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"}:
        rings.append(
            add(
                group,
                "circle",
                "bpmn-second",
                cx=x,
                cy=y,
                r=radius - 3.5,
                fill="none",
                stroke=stroke,
                stroke_width=1.3,
            )
        )
    if not shape.interrupting:
        for one in rings:
            one.set("stroke-dasharray", "4.5 3")
    if shape.event in EVENT_SYMBOLS:
        symbol = _mark(group, EVENT_SYMBOLS[shape.event], x, y)
        if shape.kind in {"endEvent", "intermediateThrowEvent"}:
            symbol.set("fill", stroke)
    _outer_label(group, shape, look)
    _extra(group, shape, look)


def _gateway(root: Node, shape: Shape, look: "Look") -> None:
    x, y = shape.box.center
    half = shape.box.width / 2
    state = look.state(shape.id)
    fill, stroke = _FILLS.get(state or "", ("#fff", _INK))
    group = _group(root, shape, look, f"bpmn-gateway{_css(state)}")
    corners = f"{x},{y - half} {x + half},{y} {x},{y + half} {x - half},{y}"
    add(
        group,
        "polygon",
        "bpmn-box",
        points=corners,
        fill=fill,
        stroke=stroke,
        stroke_width=1.6,
        stroke_linejoin="round",
    )
    mark = GATEWAY_MARKS.get(shape.kind)
    if mark:
        _mark(group, mark, x, y).set("stroke-width", "2.6")
    _outer_label(group, shape, look)


def _data(root: Node, shape: Shape, look: "Look") -> None:
    box = shape.box
    group = _group(root, shape, look, "bpmn-data")
    if shape.kind == "dataObjectReference":
        path = f"M{box.x},{box.y}h{box.width - 10}l10,10v{box.height - 10}h-{box.width}ZM{box.right - 10},{box.y}v10h10"
    else:
        curve = f"c0,11 {box.width},11 {box.width},0"
        path = f"M{box.x},{box.y + 8}c0,-11 {box.width},-11 {box.width},0v{box.height - 16}c0,11 -{box.width},11 -{box.width},0ZM{box.x},{box.y + 8}{curve}"
    add(group, "path", "bpmn-box", d=path, fill="#fff", stroke=_INK, stroke_width=1.5)
    _outer_label(group, shape, look)


def _note(root: Node, shape: Shape, look: "Look") -> None:
    box = shape.box
    group = _group(root, shape, look, "bpmn-note")
    add(
        group,
        "path",
        "bpmn-edge",
        d=f"M{box.x + 10},{box.y}h-10v{box.height}h10",
        fill="none",
        stroke="#51637c",
        stroke_width=1.4,
    )
    paragraphs = shape.text(look.locale).splitlines()
    lines = [line for one in paragraphs for line in wrap(one, (box.width - 12) / 11.5, most=8)]
    text = add_lines(
        group, lines, (box.x + 8, box.center[1]), size=11.5, css="bpmn-note-text", colour="#33415a"
    )
    text.set("text-anchor", "start")


def _outer_label(group: Node, shape: Shape, look: "Look") -> None:
    name = shape.text(look.locale)
    if not name:
        return
    box = shape.label or Box(shape.box.center[0] - 45, shape.box.bottom + 4, 90, 14)
    most = max(box.width / 11.0, 7.5)
    lines = balance(name, most, most=4)
    wide = max(width_em(line) for line in lines) * 11
    x, y = box.center
    if wide > box.width + 6 and abs(box.center[0] - shape.box.center[0]) > shape.box.width / 2:
        x = box.x + wide / 2 if box.x > shape.box.center[0] else box.right - wide / 2
    if len(lines) * 14 > box.height + 4 and box.y >= shape.box.bottom - 6:
        y = box.y + len(lines) * 7
    elif len(lines) * 14 > box.height + 4 and box.bottom <= shape.box.y + 6:
        y = box.bottom - len(lines) * 7
    add_lines(group, lines, (x, y), size=11, css="bpmn-label", halo=True, colour="#33415a")


def state(root: Node, shape: Shape, look: "Look", riders: Sequence[Box] = ()) -> None:
    """Say the state of an element: a badge with sign and word on activities, a sign on small elements."""
    found = look.state(shape.id)
    if found is None or shape.kind in {"participant", "lane"}:
        return
    back, ink = _BADGES[found]
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
        group, "path", "bpmn-badge-sign", d=STATE_MARKS[found], transform=f"translate({x:g} {y:g})", stroke=ink,
        stroke_width=1.9, fill=ink if found in FILLED_STATES else "none", stroke_linecap="round", stroke_linejoin="round",
    )  # fmt: skip


def _extra(group: Node, shape: Shape, look: "Look") -> None:
    words = look.notes.get(shape.id)
    if words:
        add_lines(
            group,
            [words],
            (shape.box.center[0], shape.box.bottom + 11),
            size=10.5,
            css="bpmn-extra",
            halo=True,
            colour="#8a2c00",
        )


def _group(root: Node, shape: Shape, look: "Look", css: str) -> Node:
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


def _mark(group: Node, path: str, x: float, y: float) -> Node:
    return add(
        group, "path", "bpmn-mark", d=path, transform=f"translate({x:g} {y:g})", fill="none", stroke=_INK,
        stroke_width=1.2, stroke_linejoin="round", stroke_linecap="round",
    )  # fmt: skip


def _rect(box: Box) -> dict[str, float]:
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}


def _css(found: str | None) -> str:
    return f" is-{found}" if found else ""
