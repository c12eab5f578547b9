"""Build SpiffWorkflow's specifications from what was read; every node of a drawing becomes one task spec."""

from collections.abc import Mapping
from typing import Any

from app.engine.activities import (
    Activity,
    CallActivity,
    DecisionTask,
    EventSubProcess,
    JobTask,
    ReceiveTask,
    ScriptTask,
    SendTask,
    SubProcess,
    UserTask,
)
from app.engine.events import BoundaryEvent, CatchEvent, StartEvent, ThrowEvent
from app.engine.joins import EventBasedGateway, ExclusiveGateway, InclusiveGateway, ParallelGateway
from app.engine.model import NO_CODE, Code, Element, Flow
from app.engine.nodes import Exit, Node, ProcessSpec

_PLAIN: Mapping[str, type[Node]] = {
    "task": Activity,
    "manualTask": Activity,
    "userTask": UserTask,
    "serviceTask": JobTask,
    "sendTask": SendTask,
    "receiveTask": ReceiveTask,
    "scriptTask": ScriptTask,
    "businessRuleTask": DecisionTask,
    "callActivity": CallActivity,
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "eventBasedGateway": EventBasedGateway,
    "startEvent": StartEvent,
    "endEvent": ThrowEvent,
    "intermediateThrowEvent": ThrowEvent,
    "intermediateCatchEvent": CatchEvent,
    "boundaryEvent": BoundaryEvent,
}


def build_specs(
    elements: Mapping[str, Element], flows: Mapping[str, Flow], code: Mapping[str, Code]
) -> dict[str, ProcessSpec]:
    """Return the frozen specification of every process and sub-process by its id."""
    containers = [e for e in elements.values() if e.kind in ("process", "subProcess")]
    specs = {container.id: ProcessSpec(container) for container in containers}
    nodes: dict[str, Any] = {}
    for element in elements.values():
        if element.parent_id is not None:
            own = code.get(element.id, NO_CODE)
            nodes[element.id] = _class_of(element, own)(specs[element.parent_id], element, own)
    for node in nodes.values():
        _connect(node, nodes, flows)
    for spec in specs.values():
        _finish(spec, nodes, elements)
        spec.nodes = nodes
        spec.freeze()
    return specs


def _class_of(element: Element, code: Code) -> type[Node]:
    if element.kind == "subProcess":
        return EventSubProcess if element.event_sub_process else SubProcess
    if code.job_type is not None and element.kind.endswith("Task"):
        return JobTask
    return _PLAIN[element.kind]


def _connect(node: Node, nodes: Mapping[str, Any], flows: Mapping[str, Flow]) -> None:
    exits: list[Exit] = []
    for flow_id in node.element.outgoing:
        flow = flows[flow_id]
        target = nodes[flow.target]
        node.connect(target)
        is_default = flow_id == node.element.default_flow
        condition = node.code.conditions.get(flow_id)
        exits.append(Exit(flow_id, target, condition, is_default, told=not flow.synthetic))
    node.exits = tuple(exits)


def _finish(spec: ProcessSpec, nodes: Mapping[str, Any], elements: Mapping[str, Element]) -> None:
    """Attach boundary events, event sub-processes and joins to their places."""
    inside = [nodes[name] for name in spec.task_specs if name in nodes]
    event_sub_processes: list[Any] = []
    for node in inside:
        if isinstance(node, BoundaryEvent):
            host = nodes[str(node.element.attached_to)]
            host.boundaries = (*host.boundaries, node)
        if isinstance(node, EventSubProcess):
            node.trigger = next(
                nodes[e.id]
                for e in elements.values()
                if e.parent_id == node.element.id and e.kind == "startEvent"
            )
            node.trigger.sub_process = node
            event_sub_processes.append(node)
    spec.event_sub_processes = tuple(event_sub_processes)
    starts = [node for node in inside if isinstance(node, StartEvent)]
    plain = [node for node in starts if node.event.kind == "none"]
    spec.begin_at = next(iter(plain or starts), None)
    joins = [node for node in inside if isinstance(node, InclusiveGateway) and node.collects]
    for join in joins:
        join.reach = _reach(join, inside, by_boundary=True)
        join.reach_by_flow = _reach(join, inside, by_boundary=False)
    spec.inclusive_joins = tuple(joins)


def _reach(join: Node, inside: list[Any], *, by_boundary: bool) -> dict[str, frozenset[str]]:
    """Return which incoming flows of a join each node can reach without passing the join.

    `by_boundary` counts the ways of boundary events, which a token may take but need not.
    """
    found: dict[str, set[str]] = {node.element.id: set() for node in inside}
    before: dict[str, list[str]] = {node.element.id: [] for node in inside}
    open_nodes: list[str] = []
    for node in inside:
        for way in node.exits:
            if way.target is join and node is not join:
                found[node.element.id].add(way.flow)
            before[way.target.element.id].append(node.element.id)
        for event in node.boundaries if by_boundary else ():
            before[event.element.id].append(node.element.id)
        if found[node.element.id]:
            open_nodes.append(node.element.id)
    while open_nodes:
        name = open_nodes.pop()
        if name == join.element.id:
            continue
        for source in before[name]:
            if source != join.element.id and not found[name] <= found[source]:
                found[source] |= found[name]
                open_nodes.append(source)
    return {name: frozenset(flows) for name, flows in found.items()}
