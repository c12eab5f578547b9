"""Make a parsed drawing explicit, on a copy: what BPMN allows to be left out is written out.

Flow ids, implicit starts, ends and splits, referenced event definitions, link events. The stored bytes stay the
author's. Elements added here carry the `SYNTHETIC` attribute and are never reported. Source: BPMN 2.0 §10.4-10.6,
§13.2 (implicit start and end), §10.5.6 (link events).
"""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from app.engine.names import BPMN, EVENT_DEFINITIONS, FLOW_NODES, REFUSED_NODES, bpmn

SYNTHETIC = "{urn:luoshu:engine}synthetic"
_NODES = FLOW_NODES | REFUSED_NODES


def local(node: etree._Element) -> str:
    """Return the name of a BPMN element without its namespace, "" for anything else."""
    tag = node.tag
    prefix = f"{{{BPMN}}}"
    return tag[len(prefix) :] if isinstance(tag, str) and tag.startswith(prefix) else ""


def containers(root: etree._Element) -> Iterator[etree._Element]:
    """Yield every process and sub-process of a document."""
    yield from root.iter(bpmn("process"), bpmn("subProcess"))


def flow_nodes(container: etree._Element) -> list[etree._Element]:
    """Return the flow nodes that stand directly in a process or sub-process."""
    return [child for child in container if local(child) in _NODES]


def flows(container: etree._Element) -> list[etree._Element]:
    """Return the sequence flows that stand directly in a process or sub-process."""
    return container.findall(bpmn("sequenceFlow"))


def normalise(root: etree._Element) -> etree._Element:
    """Return an explicit copy of a definitions element; lines stay those of the source."""
    document = deepcopy(root)
    _resolve_event_definitions(document)
    for container in list(containers(document)):
        _name_flows(container)
        _join_links(container)
        _add_start(container)
        _add_ends(container)
        _add_splits(container)
    return document


def _add(container: etree._Element, kind: str, node_id: str, like: etree._Element) -> etree._Element:
    node = etree.SubElement(container, bpmn(kind), {"id": node_id, SYNTHETIC: "true"})
    node.sourceline = like.sourceline
    return node


def _connect(container: etree._Element, source: str, target: str, like: etree._Element) -> etree._Element:
    flow = _add(container, "sequenceFlow", f"{source}..{target}", like)
    flow.set("sourceRef", source)
    flow.set("targetRef", target)
    return flow


def _resolve_event_definitions(document: etree._Element) -> None:
    known = {node.get("id"): node for node in document if local(node) in EVENT_DEFINITIONS}
    for reference in list(document.iter(bpmn("eventDefinitionRef"))):
        name = (reference.text or "").strip().rpartition(":")[2]
        definition = known.get(name)
        parent = reference.getparent()
        if definition is not None and parent is not None:
            copy = deepcopy(definition)
            copy.sourceline = reference.sourceline
            parent.replace(reference, copy)


def _name_flows(container: etree._Element) -> None:
    taken = {node.get("id") for node in container.iter() if isinstance(node.tag, str)}
    for flow in flows(container):
        if flow.get("id"):
            continue
        base = f"{flow.get('sourceRef')}-{flow.get('targetRef')}"
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        flow.set("id", name)


def _link_name(node: etree._Element) -> str | None:
    definition = node.find(bpmn("linkEventDefinition"))
    return None if definition is None else (definition.get("name") or "").strip()


def _join_links(container: etree._Element) -> None:
    """Turn link throws into flows to the one catch of the same name; unmatched ones are left for the lint."""
    catches: dict[str, list[etree._Element]] = {}
    throws: list[tuple[str, etree._Element]] = []
    for node in flow_nodes(container):
        name = _link_name(node)
        if name and local(node) == "intermediateCatchEvent":
            catches.setdefault(name, []).append(node)
        elif name and local(node) == "intermediateThrowEvent":
            throws.append((name, node))
    for name, node in throws:
        targets = catches.get(name, [])
        if len(targets) == 1 and not any(f.get("sourceRef") == node.get("id") for f in flows(container)):
            _connect(container, node.get("id") or "", targets[0].get("id") or "", node)
    thrown = {name for name, _ in throws}
    for node in [*[throw for _, throw in throws], *[c[0] for c in catches.values()]]:
        name = _link_name(node) or ""
        if len(catches.get(name, [])) == 1 and name in thrown:
            definition = node.find(bpmn("linkEventDefinition"))
            if definition is not None:
                node.remove(definition)
            node.tag = bpmn("intermediateThrowEvent")  # both ends are now plain pass-through events


def _is_event_sub_process(node: etree._Element) -> bool:
    return local(node) == "subProcess" and node.get("triggeredByEvent") == "true"


def _add_start(container: etree._Element) -> None:
    nodes = flow_nodes(container)
    if _is_event_sub_process(container) or any(local(node) == "startEvent" for node in nodes):
        return
    targets = {flow.get("targetRef") for flow in flows(container)}
    first = [
        node
        for node in nodes
        if node.get("id") not in targets
        and local(node) not in ("boundaryEvent", "startEvent")
        and not _is_event_sub_process(node)
        and node.get("isForCompensation") != "true"
        and _link_name(node) is None
    ]
    if not first:
        return
    start = _add(container, "startEvent", f"{container.get('id')}.start", container)
    for node in first:
        _connect(container, start.get("id") or "", node.get("id") or "", node)


def _add_ends(container: etree._Element) -> None:
    sources = {flow.get("sourceRef") for flow in flows(container)}
    for node in flow_nodes(container):
        name = node.get("id")
        if (
            name
            and name not in sources
            and local(node) not in ("endEvent", "eventBasedGateway")
            and not _is_event_sub_process(node)
            and _link_name(node) is None
            and node.get("isForCompensation") != "true"
        ):
            end = _add(container, "endEvent", f"{name}.end", node)
            _connect(container, name, end.get("id") or "", node)


def _add_splits(container: etree._Element) -> None:
    """Put a gateway behind every activity or event with several outgoing flows or a conditional one."""
    leaving: dict[str, list[etree._Element]] = {}
    for flow in flows(container):
        leaving.setdefault(flow.get("sourceRef") or "", []).append(flow)
    for node in flow_nodes(container):
        if local(node).endswith("Gateway"):
            continue
        out = leaving.get(node.get("id") or "", [])
        conditional = any(flow.find(bpmn("conditionExpression")) is not None for flow in out)
        if len(out) < 2 and not conditional:
            continue
        name = f"{node.get('id')}.split"
        gateway = _add(container, "inclusiveGateway" if conditional else "parallelGateway", name, node)
        default = node.get("default")
        if default is not None:
            del node.attrib["default"]
            gateway.set("default", default)
        for flow in out:
            flow.set("sourceRef", name)
        _connect(container, node.get("id") or "", name, node)
