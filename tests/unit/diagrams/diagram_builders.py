"""Small drawings for the tests: shapes and lines given as plain tuples."""

from xml.sax.saxutils import quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d">'
)


def drawing(shapes, lines, *, lanes=(), undrawn=()):
    """shapes: (id, kind, name, x, y, w, h, {properties, attributes, label, children, inner}); lines: (id, from, to, points, name, label)."""
    extra = {s[0]: (s[7] if len(s) > 7 else {}) for s in shapes}
    nested = {child for e in extra.values() for child in e.get("children", ())}

    def node(shape):
        sid, kind, name = shape[:3]
        e = extra[sid]
        attributes = "".join(f" {k}={quoteattr(v)}" for k, v in e.get("attributes", {}).items())
        properties = "".join(
            f"<zeebe:property name={quoteattr(k)} value={quoteattr(v)}/>"
            for k, v in e.get("properties", {}).items()
        )
        inside = "".join(node(s) for s in shapes if s[0] in e.get("children", ()))
        return (
            f"<bpmn:{kind} id={quoteattr(sid)} name={quoteattr(name)}{attributes}><bpmn:extensionElements>"
            f"<zeebe:properties>{properties}</zeebe:properties>{e.get('extensions', '')}</bpmn:extensionElements>{inside}{e.get('inner', '')}</bpmn:{kind}>"
        )

    def bounds(x, y, w, h):
        return f'<dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}"/>'

    def label(box):
        return f"<bpmndi:BPMNLabel>{bounds(*box)}</bpmndi:BPMNLabel>" if box else ""

    body = "".join(node(s) for s in shapes if s[0] not in nested)
    body += "".join(f'<bpmn:task id="{i}"/>' for i in undrawn)
    flows = "".join(
        f'<bpmn:sequenceFlow id="{x[0]}" sourceRef="{x[1]}" targetRef="{x[2]}"'
        + (f" name={quoteattr(x[4])}" if len(x) > 4 else "")
        + "/>"
        for x in lines
    )
    lane_set = "".join(
        f'<bpmn:lane id="{lid}" name="{name}">'
        + "".join(f"<bpmn:flowNodeRef>{r}</bpmn:flowNodeRef>" for r in refs)
        + "</bpmn:lane>"
        for lid, name, _, refs in lanes
    )
    di = "".join(
        f'<bpmndi:BPMNShape id="{s[0]}_di" bpmnElement="{s[0]}">{bounds(*s[3:7])}{label(extra[s[0]].get("label"))}</bpmndi:BPMNShape>'
        for s in shapes
    )
    di += "".join(
        f'<bpmndi:BPMNShape id="{lid}_di" bpmnElement="{lid}">{bounds(*box)}</bpmndi:BPMNShape>'
        for lid, _, box, _ in lanes
    )
    di += "".join(
        f'<bpmndi:BPMNEdge id="{x[0]}_di" bpmnElement="{x[0]}">'
        + "".join(f'<di:waypoint x="{px}" y="{py}"/>' for px, py in x[3])
        + label(x[5] if len(x) > 5 else None)
        + "</bpmndi:BPMNEdge>"
        for x in lines
    )
    lane_part = f'<bpmn:laneSet id="ls">{lane_set}</bpmn:laneSet>' if lanes else ""
    return (
        f'{HEAD}<bpmn:process id="p" name="小流程">{lane_part}{body}{flows}</bpmn:process>'
        f'<bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="p">{di}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>'
    ).encode()


def straight(*more_lines, **changes):
    """Start → task → end in one row; `changes` replace single shapes or lines, `more_lines` are added."""
    shapes = {
        "start": ("start", "startEvent", "开始", 0, 32, 36, 36),
        "work": ("work", "userTask", "审查材料", 80, 10, 100, 80),
        "end": ("end", "endEvent", "办结", 240, 32, 36, 36),
    }
    lines = {
        "one": ("one", "start", "work", [(36, 50), (80, 50)]),
        "two": ("two", "work", "end", [(180, 50), (240, 50)]),
    }
    for key, value in changes.items():
        (lines if key in lines else shapes)[key] = value
    return drawing(list(shapes.values()), [*lines.values(), *more_lines])
