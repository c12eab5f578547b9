"""Read shapes and lines out of a BPMN file. Refuses DTDs and entities; needs no network.

Source: BPMN 2.0.2 chapter 12 (diagram interchange); properties by the zeebe extension.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml import etree

from app.diagrams.geometry import Box, Point
from app.diagrams.model import DATA, EVENTS, LINES, Diagram, Line, Shape
from app.errors import InvalidError
from app.text import Text, text
from app.untrusted_xml import Bounds, UntrustedXmlError, read_untrusted

MAX_BYTES = 5 * 1024 * 1024
"""Largest drawing in bytes."""
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_WAY = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})
_DEFINITION = "EventDefinition"


@lru_cache(maxsize=64)
def read_diagram(bpmn: bytes) -> Diagram:
    """Read a drawing; the result is frozen and kept for the most recent files.

    Raises InvalidError when it is too large, no XML, has a DTD or holds no drawn element.
    """
    root = _parse(bpmn)
    nodes = {node.get("id", ""): node for node in root.iter(etree.Element) if node.get("id")}
    lanes = {
        (ref.text or "").strip(): lane.get("id", "")
        for lane in root.iter(f"{_BPMN}lane")
        for ref in lane.iterfind(f"{_BPMN}flowNodeRef")
    }
    shapes: dict[str, Shape] = {}
    lines: dict[str, Line] = {}
    for drawn in root.iter(f"{_DI}BPMNShape"):
        node = nodes.get(drawn.get("bpmnElement", ""))
        bounds = drawn.find(f"{_DC}Bounds")
        if node is not None and bounds is not None:
            shape = _shape(node, drawn, _box(bounds), lanes)
            shapes[shape.id] = shape
    for drawn in root.iter(f"{_DI}BPMNEdge"):
        node = nodes.get(drawn.get("bpmnElement", ""))
        if node is not None and _local(node) in LINES:
            line = _line(node, drawn, nodes)
            lines[line.id] = line
    if not shapes:
        raise InvalidError(text("流程图中没有任何图形（缺少 BPMNDiagram），无法显示"))
    process = root.find(f"{_BPMN}process")
    return Diagram(
        name=(process.get("name") or process.get("id") or "") if process is not None else "",
        shapes=dict(sorted(shapes.items(), key=lambda item: _depth(item[1], shapes))),
        lines=lines,
        undrawn=tuple(_undrawn(root, shapes, lines)),
        properties=_properties(process) if process is not None else {},
    )


def _parse(bpmn: bytes) -> etree._Element:
    try:
        return read_untrusted(bpmn, Bounds(MAX_BYTES))
    except UntrustedXmlError as error:
        raise InvalidError(_refused(error)) from error


def _refused(error: UntrustedXmlError) -> Text:
    match error.refusal:
        case "size":
            return text("流程图文件超过 %(limit)s MB", limit=MAX_BYTES // 1024 // 1024)
        case "doctype":
            return text("流程图不允许含有 DTD")
        case _:
            return text("流程图不是有效的 XML：%(reason)s", reason=error.reason)


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname


def _box(bounds: etree._Element) -> Box:
    try:
        return Box(*(float(bounds.get(name, "0")) for name in ("x", "y", "width", "height")))
    except ValueError as error:
        raise InvalidError(text("第 %(line)s 行的坐标不是数字", line=bounds.sourceline)) from error


def _label(drawn: etree._Element) -> Box | None:
    bounds = drawn.find(f"{_DI}BPMNLabel/{_DC}Bounds")
    return _box(bounds) if bounds is not None else None


def _properties(node: etree._Element) -> Mapping[str, str]:
    path = f"{_BPMN}extensionElements/{_ZEEBE}properties/{_ZEEBE}property"
    return {found.get("name", ""): found.get("value", "") for found in node.iterfind(path)}


def _parent(node: etree._Element) -> str | None:
    around = node.getparent()
    while around is not None and _local(around) not in _SCOPES:
        around = around.getparent()
    return around.get("id") if around is not None else None


def _shape(node: etree._Element, drawn: etree._Element, box: Box, lanes: Mapping[str, str]) -> Shape:
    kind, element_id = _local(node), node.get("id", "")
    note = node.find(f"{_BPMN}text")
    groups = node.find(f"{_BPMN}extensionElements/{_ZEEBE}assignmentDefinition")
    return Shape(
        id=element_id,
        kind=kind,
        name=(
            (note.text or "") if kind == "textAnnotation" and note is not None else node.get("name", "")
        ).strip(),
        box=box,
        label=_label(drawn),
        properties=_properties(node),
        parent=_parent(node),
        lane=lanes.get(element_id),
        attached_to=node.get("attachedToRef"),
        event=_event(node) if kind in EVENTS else None,
        interrupting=node.get("cancelActivity", node.get("isInterrupting", "true")) != "false",
        expanded=drawn.get("isExpanded", "true") != "false",
        loop=_loop(node),
        candidate_groups=groups.get("candidateGroups") if groups is not None else None,
    )


def _event(node: etree._Element) -> str | None:
    found = [_local(child).removesuffix(_DEFINITION) for child in node if _local(child).endswith(_DEFINITION)]
    return found[0] if len(found) == 1 else "multiple" if found else None


def _loop(node: etree._Element) -> str | None:
    many = node.find(f"{_BPMN}multiInstanceLoopCharacteristics")
    if many is not None:
        return "sequential" if many.get("isSequential") == "true" else "parallel"
    return "standard" if node.find(f"{_BPMN}standardLoopCharacteristics") is not None else None


def _line(node: etree._Element, drawn: etree._Element, nodes: Mapping[str, etree._Element]) -> Line:
    source = node.get("sourceRef", "")
    from_node = nodes.get(source)
    kind = _local(from_node) if from_node is not None else ""
    points: tuple[Point, ...] = tuple(
        (float(way.get("x", "0")), float(way.get("y", "0"))) for way in drawn.iterfind(_WAY)
    )
    return Line(
        id=node.get("id", ""),
        kind=_local(node),
        name=node.get("name", "").strip(),
        source=source,
        target=node.get("targetRef", ""),
        points=points,
        label=_label(drawn),
        properties=_properties(node),
        is_default=from_node is not None and from_node.get("default") == node.get("id"),
        conditional=node.find(f"{_BPMN}conditionExpression") is not None and not kind.endswith("Gateway"),
    )


def _depth(shape: Shape, shapes: Mapping[str, Shape]) -> tuple[int, int]:
    order = {"participant": 0, "lane": 1}.get(shape.kind, 2)
    depth, around = 0, shapes.get(shape.parent or "")
    while around is not None:
        depth, around = depth + 1, shapes.get(around.parent or "")
    return order, 2 * depth + (shape.kind == "boundaryEvent")


def _undrawn(root: etree._Element, shapes: Mapping[str, Shape], lines: Mapping[str, Line]) -> Iterator[str]:
    for node in root.iter(etree.Element):
        kind = _local(node) if node.tag.startswith(_BPMN) else ""
        drawable = kind in EVENTS | DATA | LINES | {"subProcess", "callActivity", "textAnnotation", "lane"}
        if drawable or kind.endswith(("Task", "Gateway")) or kind == "task":
            element_id = node.get("id") or ""
            if element_id not in shapes and element_id not in lines:
                yield element_id or kind
