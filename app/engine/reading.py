"""Turn a normalised drawing into elements, flows and compiled code.

Reads every element even when some are wrong; what the pieces mean together is judged in `lint`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from lxml import etree

from app.engine.collector import Collector
from app.engine.extensions import Extensions, read_extensions
from app.engine.formula import Formula
from app.engine.model import NO_CODE, Code, Element, EventCode, Flow
from app.engine.names import IGNORED, bpmn, line_of, text_of
from app.engine.normalise import SYNTHETIC, flow_nodes, flows, local
from app.engine.reading_code import read_code
from app.engine.reading_events import read_event
from app.engine.references import References, local_reference, read_references
from app.text import text


@dataclass(slots=True)
class Drawing:
    """Hold what was read from one file."""

    file: str
    root: etree._Element
    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    code: dict[str, Code] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element stands: its container, process and the lane of what encloses it."""

    parent: str
    process: str
    lane: str | None
    lanes: Mapping[str, str]


def read_drawing(file: str, root: etree._Element, into: Collector) -> Drawing:
    """Read every executable process of a normalised definitions element."""
    drawing = Drawing(file, root)
    references = read_references(root)
    lanes = _lanes(root)
    for process in root.iter(bpmn("process")):
        if process.get("isExecutable") != "true":
            continue
        name = process.get("id") or ""
        extensions = read_extensions(process)
        _unknown_extensions(process, extensions, into)
        drawing.versions[name] = extensions.get("versionTag", "value") or ""
        element = _container_element(drawing.file, process, name, extensions)
        _keep(drawing, process, element, into)
        _read_container(drawing, process, _Place(name, name, None, lanes), references, into)
    return drawing


def _lanes(root: etree._Element) -> dict[str, str]:
    """Return the innermost lane name of every node named in a lane (inner lanes come later and win)."""
    found: dict[str, str] = {}
    for lane in root.iter(bpmn("lane")):
        for reference in lane.findall(bpmn("flowNodeRef")):
            found[(reference.text or "").strip()] = (lane.get("name") or lane.get("id") or "").strip()
    return found


def _container_element(file: str, node: etree._Element, process: str, extensions: Extensions) -> Element:
    return Element(
        id=process,
        kind="process",
        name=(node.get("name") or process).strip(),
        lane=None,
        properties=MappingProxyType(dict(extensions.properties)),
        form_id=None,
        decision_id=None,
        service_type=None,
        headers=MappingProxyType({}),
        line=line_of(node),
        parent_id=None,
        file=file,
        process_id=process,
        documentation=_documentation(node),
    )


def _keep(drawing: Drawing, node: etree._Element, element: Element, into: Collector) -> bool:
    if element.id in drawing.elements:
        message = text("元素编号“%(id)s”重复。", id=element.id)
        into.at(node, "duplicate-id", message, text("为每个元素使用不同的编号。"))
        return False
    drawing.elements[element.id] = element
    return True


def _read_container(
    drawing: Drawing, container: etree._Element, place: _Place, references: References, into: Collector
) -> None:
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    conditions: dict[str, dict[str, Formula]] = {}
    for node in flows(container):
        flow = _read_flow(node)
        drawing.flows[flow.id] = flow
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
        compiled = into.feel(node, flow.condition, "流转条件")
        if compiled is not None:
            conditions.setdefault(flow.source, {})[flow.id] = compiled
    for node in flow_nodes(container):
        _read_node(
            drawing,
            node,
            place,
            references=references,
            into=into,
            graph=(incoming, outgoing, conditions),
        )
    for node in container:
        kind = local(node)
        if kind and kind not in IGNORED and node not in flow_nodes(container):
            message = text("不支持的元素 bpmn:%(kind)s。", kind=kind)
            into.at(node, "unsupported-element", message, text("改用支持的元素，见 docs/reference/bpmn.md。"))


def _read_flow(node: etree._Element) -> Flow:
    condition = node.find(bpmn("conditionExpression"))
    written = text_of(condition)
    return Flow(
        id=node.get("id") or "",
        name=(node.get("name") or "").strip(),
        source=local_reference(node.get("sourceRef")) or "",
        target=local_reference(node.get("targetRef")) or "",
        condition=written or None,
        line=line_of(node),
        synthetic=node.get(SYNTHETIC) == "true",
    )


def _read_node(
    drawing: Drawing,
    node: etree._Element,
    place: _Place,
    *,
    references: References,
    into: Collector,
    graph: tuple[dict[str, list[str]], dict[str, list[str]], dict[str, dict[str, Formula]]],
) -> None:
    incoming, outgoing, conditions = graph
    name = node.get("id")
    if not name:
        message = text("元素 bpmn:%(kind)s 没有编号（id）。", kind=local(node))
        into.at(node, "missing-id", message, text("用流程编辑器重新保存，或补上 id。"))
        return
    extensions = read_extensions(node)
    _unknown_extensions(node, extensions, into)
    event = read_event(node, references, into)
    code = read_code(node, extensions, event, into, conditions.get(name, {}))
    lane = place.lanes.get(name, place.lane)
    element = _node_element(drawing.file, node, place, extensions=extensions, event=event, lane=lane)
    element = replace(element, incoming=tuple(incoming.get(name, [])), outgoing=tuple(outgoing.get(name, [])))
    if not _keep(drawing, node, element, into):
        return
    if code != NO_CODE:
        drawing.code[name] = code
    if local(node) == "subProcess":
        inner = _Place(name, place.process, lane, place.lanes)
        _read_container(drawing, node, inner, references, into)


def _node_element(
    file: str,
    node: etree._Element,
    place: _Place,
    *,
    extensions: Extensions,
    event: EventCode | None,
    lane: str | None,
) -> Element:
    loop = node.find(bpmn("multiInstanceLoopCharacteristics"))
    mode: Literal["parallel", "sequential"] | None = None
    if loop is not None:
        mode = "sequential" if loop.get("isSequential") == "true" else "parallel"
    name = event.name if event else None
    return Element(
        id=node.get("id") or "",
        kind=local(node),
        name=(node.get("name") or "").strip(),
        lane=lane,
        properties=MappingProxyType(dict(extensions.properties)),
        form_id=extensions.get("formDefinition", "formId"),
        decision_id=extensions.get("calledDecision", "decisionId"),
        service_type=extensions.get("taskDefinition", "type"),
        headers=MappingProxyType(dict(extensions.headers)),
        line=line_of(node),
        parent_id=place.parent,
        file=file,
        process_id=place.process,
        default_flow=local_reference(node.get("default")),
        event=event.kind if event else None,
        attached_to=local_reference(node.get("attachedToRef")),
        interrupting=(node.get("cancelActivity") or node.get("isInterrupting") or "true") != "false",
        event_sub_process=node.get("triggeredByEvent") == "true",
        multi_instance=mode,
        called_process=extensions.get("calledElement", "processId"),
        candidate_groups=extensions.get("assignmentDefinition", "candidateGroups"),
        candidate_users=extensions.get("assignmentDefinition", "candidateUsers"),
        assignee=extensions.get("assignmentDefinition", "assignee"),
        message_name=name.source if name is not None and event and event.kind == "message" else None,
        documentation=_documentation(node),
        synthetic=node.get(SYNTHETIC) == "true",
    )


def _documentation(node: etree._Element) -> str | None:
    found = node.find(bpmn("documentation"))
    return text_of(found) or None


def _unknown_extensions(node: etree._Element, extensions: Extensions, into: Collector) -> None:
    for name, line in extensions.unknown:
        message = text("不支持的扩展元素 zeebe:%(name)s。", name=name)
        into.at(
            node,
            "unsupported-extension",
            message,
            text("删除它；支持的扩展见 docs/reference/bpmn.md。"),
            line,
        )
