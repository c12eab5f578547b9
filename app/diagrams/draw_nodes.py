"""Draw single BPMN elements: tasks, events, gateways, data and notes."""

from app.diagrams.canvas import Node, add, add_lines
from app.diagrams.geometry import Box
from app.diagrams.look import FILLS, INK, Look
from app.diagrams.marks import EVENT_SYMBOLS, GATEWAY_MARKS, LOOP_MARKS, TASK_ICONS
from app.diagrams.model import DATA, EVENTS, GATEWAYS, Shape
from app.diagrams.parts import box_attributes, mark, open_group, state_class
from app.diagrams.wrapping import balance, width_em, wrap


def node(root: Node, shape: Shape, look: Look) -> None:
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


def _task(root: Node, shape: Shape, look: Look) -> None:
    box, state = shape.box, look.state(shape.id)
    fill, stroke = FILLS.get(state or "", ("#fff", INK))
    group = open_group(root, shape, look, f"bpmn-task{state_class(state)}")
    heat = look.heat.get(shape.id)
    if heat is not None:
        add(
            group, "rect", "bpmn-heat", **box_attributes(box.grown(7)), rx=14, fill="#d9480f",
            fill_opacity=0.1 + 0.5 * min(max(heat, 0.0), 1.0),
        )  # fmt: skip
    rect = add(
        group, "rect", "bpmn-box", **box_attributes(box), rx=9, fill=fill, stroke=stroke,
        stroke_width=3 if state in {"active", "overdue"} or shape.kind == "callActivity" else 1.5,
    )  # fmt: skip
    if state in {"waiting", "cancelled"}:
        rect.set("stroke-dasharray", "6 4")
    if state == "overdue":
        add(
            group,
            "rect",
            "bpmn-second",
            **box_attributes(box.grown(-4)),
            rx=6,
            fill="none",
            stroke=stroke,
            stroke_width=1,
        )
    for index, path in enumerate(TASK_ICONS.get(shape.kind, ())):
        icon = mark(group, path, box.x + 13, box.y + 12)
        if shape.kind == "userTask" or (shape.kind == "sendTask" and index == 0):
            icon.set("fill", INK)
    size = 12.0 if len(shape.text(look.locale)) < 40 else 11.0
    lines = balance(shape.text(look.locale), (box.width - 12) / size, most=4)
    # the icon takes the upper left corner: low boxes and long names move their text down
    low = box.height < 64 or len(lines) > 2
    shift = (6 if len(lines) < 2 else 8) if shape.kind in TASK_ICONS and low else 2
    add_lines(group, lines, (box.center[0], box.center[1] + shift), size=size, css="bpmn-name", leading=1.22)
    if shape.loop:
        mark(group, LOOP_MARKS[shape.loop], box.center[0], box.bottom - 9)
    if shape.kind in {"subProcess", "callActivity", "transaction", "adHocSubProcess"}:
        mark(group, "M-7,-7h14v14h-14ZM-4,0h8M0,-4v8", box.center[0], box.bottom - 9)
    _extra(group, shape, look)


def _event(root: Node, shape: Shape, look: Look) -> None:
    x, y = shape.box.center
    radius = shape.box.width / 2
    state = look.state(shape.id)
    fill, stroke = FILLS.get(state or "", ("#fff", INK))
    group = open_group(root, shape, look, f"bpmn-event{state_class(state)}")
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
        symbol = mark(group, EVENT_SYMBOLS[shape.event], x, y)
        if shape.kind in {"endEvent", "intermediateThrowEvent"}:
            symbol.set("fill", stroke)
    _outer_label(group, shape, look)
    _extra(group, shape, look)


def _gateway(root: Node, shape: Shape, look: Look) -> None:
    x, y = shape.box.center
    half = shape.box.width / 2
    state = look.state(shape.id)
    fill, stroke = FILLS.get(state or "", ("#fff", INK))
    group = open_group(root, shape, look, f"bpmn-gateway{state_class(state)}")
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
    sign = GATEWAY_MARKS.get(shape.kind)
    if sign:
        mark(group, sign, x, y).set("stroke-width", "2.6")
    _outer_label(group, shape, look)


def _data(root: Node, shape: Shape, look: Look) -> None:
    box = shape.box
    group = open_group(root, shape, look, "bpmn-data")
    if shape.kind == "dataObjectReference":
        fold = f"M{box.right - 10},{box.y}v10h10"
        path = f"M{box.x},{box.y}h{box.width - 10}l10,10v{box.height - 10}h-{box.width}Z{fold}"
    else:
        rim = f"c0,11 {box.width},11 {box.width},0"
        body = f"c0,-11 {box.width},-11 {box.width},0v{box.height - 16}c0,11 -{box.width},11 -{box.width},0Z"
        path = f"M{box.x},{box.y + 8}{body}M{box.x},{box.y + 8}{rim}"
    add(group, "path", "bpmn-box", d=path, fill="#fff", stroke=INK, stroke_width=1.5)
    _outer_label(group, shape, look)


def _note(root: Node, shape: Shape, look: Look) -> None:
    box = shape.box
    group = open_group(root, shape, look, "bpmn-note")
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


def _outer_label(group: Node, shape: Shape, look: Look) -> None:
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


def _extra(group: Node, shape: Shape, look: Look) -> None:
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
