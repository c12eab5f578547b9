"""The token game's own view of a drawing: nodes and flows read straight from the XML.

Must not know the engine: a reading mistake there must not be repeated here.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
NODES = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "receiveTask",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "subProcess",
        "callActivity",
    }
)
EVENTS = ("message", "timer", "error", "terminate")


@dataclass
class Flow:
    """One sequence flow."""

    id: str
    source: str
    target: str
    condition: str | None


@dataclass
class Node:
    """One flow node; `container` is the process or sub-process it stands in."""

    id: str
    kind: str
    container: str
    default: str | None = None
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    attached: list["Node"] = field(default_factory=list)
    attached_to: str | None = None
    interrupting: bool = True
    event: str | None = None
    message: str | None = None
    error: str | None = None
    every: timedelta | None = None
    repetitions: int = 1
    items: str | None = None
    sequential: bool = False
    called: str | None = None
    script: tuple[str, str] | None = None
    decision: tuple[str, str] | None = None
    outputs: list[tuple[str, str]] = field(default_factory=list)
    """Target and source of each output mapping."""
    trigger: "Node | None" = None
    """The start event of an event sub-process."""


@dataclass
class Drawing:
    """All nodes by id and the nodes of each container."""

    nodes: dict[str, Node]
    inside: dict[str, list[Node]]
    variables: tuple[str, ...]


def local(element: etree._Element) -> str:
    """Return a BPMN element's name, "" for anything else."""
    return element.tag.removeprefix(BPMN) if str(element.tag).startswith(BPMN) else ""


def duration(written: str) -> timedelta:
    """Read P<n>D, PT<n>H or PT<n>M, the only forms that are used."""
    match = re.fullmatch(r"PT?(\d+)([DHM])", written)
    assert match, written
    return timedelta(**{{"D": "days", "H": "hours", "M": "minutes"}[match[2]]: int(match[1])})


def read_drawing(source: bytes) -> Drawing:
    """Read every process of a file."""
    root = etree.fromstring(source)
    names = {e.get("id"): e.get("name") or e.get("errorCode") for e in root if e.get("id")}
    codes = {e.get("id"): e.get("errorCode") for e in root.iter(f"{BPMN}error")}
    drawing = Drawing({}, {}, ())
    for container in root.iter(f"{BPMN}process", f"{BPMN}subProcess"):
        nodes = [_node(e, container.get("id"), names, codes) for e in container if local(e) in NODES]
        drawing.inside[container.get("id")] = nodes
        drawing.nodes.update({node.id: node for node in nodes})
        for element in container.iterfind(f"{BPMN}sequenceFlow"):
            _connect(drawing, element)
    for node in list(drawing.nodes.values()):
        if node.attached_to:
            drawing.nodes[node.attached_to].attached.append(node)
    for element in root.iterfind(f".//{BPMN}subProcess[@triggeredByEvent='true']"):
        name = element.get("id")
        drawing.nodes[name].trigger = next(n for n in drawing.inside[name] if n.kind == "startEvent")
    drawing.variables = _variables(drawing)
    return drawing


def _connect(drawing: Drawing, element: etree._Element) -> None:
    condition = element.find(f"{BPMN}conditionExpression")
    flow = Flow(
        element.get("id") or f"{element.get('sourceRef')}-{element.get('targetRef')}",
        element.get("sourceRef"),
        element.get("targetRef"),
        None if condition is None else condition.text.strip(),
    )
    drawing.nodes[flow.source].outgoing.append(flow)
    drawing.nodes[flow.target].incoming.append(flow)


def _node(
    element: etree._Element, container: str, names: dict[str, str], codes: dict[str, str | None]
) -> Node:
    node = Node(element.get("id"), local(element), container, element.get("default"))
    node.attached_to = element.get("attachedToRef")
    node.interrupting = "false" not in (element.get("cancelActivity"), element.get("isInterrupting"))
    node.message = names.get(element.get("messageRef"))
    for event in EVENTS:
        definition = element.find(f"{BPMN}{event}EventDefinition")
        if definition is not None:
            node.event = event
            node.message = names.get(definition.get("messageRef"))
            node.error = codes.get(definition.get("errorRef"))
            _read_timer(node, definition)
    loop = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is not None:
        node.items = loop.find(f".//{ZEEBE}loopCharacteristics").get("inputCollection")
        node.sequential = loop.get("isSequential") == "true"
    called = element.find(f"{BPMN}extensionElements/{ZEEBE}calledElement")
    node.called = None if called is None else called.get("processId")
    script = element.find(f"{BPMN}extensionElements/{ZEEBE}script")
    node.script = None if script is None else (script.get("expression"), script.get("resultVariable"))
    called = element.find(f"{BPMN}extensionElements/{ZEEBE}calledDecision")
    node.decision = None if called is None else (called.get("decisionId"), called.get("resultVariable"))
    outputs = element.iterfind(f"{BPMN}extensionElements/{ZEEBE}ioMapping/{ZEEBE}output")
    node.outputs = [(output.get("target"), output.get("source")) for output in outputs]
    return node


def _read_timer(node: Node, definition: etree._Element) -> None:
    once, cycle = definition.find(f"{BPMN}timeDuration"), definition.find(f"{BPMN}timeCycle")
    if once is not None:
        node.every = duration(once.text)
    if cycle is not None:
        count, every = cycle.text.split("/")
        node.repetitions, node.every = int(count[1:]), duration(every)


def _variables(drawing: Drawing) -> tuple[str, ...]:
    written = [f.condition or "" for node in drawing.nodes.values() for f in node.outgoing]
    written += [node.script[0] for node in drawing.nodes.values() if node.script]
    return tuple(sorted({name for one in written for name in re.findall(r"\b[a-z0-9]+_[a-z]+\b", one)}))


def evaluate(expression: str, variables: dict[str, object]) -> object:
    """Evaluate the few forms the models use: =name, =not(name), =[…] of numbers."""
    bare = expression.strip().removeprefix("=").strip()
    if match := re.fullmatch(r"not\((\w+)\)", bare):
        return not variables[match[1]]
    if match := re.fullmatch(r"\[([\d, ]*)\]", bare):
        return [int(number) for number in match[1].split(",") if number.strip()]
    return variables[bare]
