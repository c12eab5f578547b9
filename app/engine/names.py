"""Names of the XML vocabularies, which BPMN elements are what, and how to read an element's line and text."""

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

TASKS = frozenset(
    {
        "task",
        "manualTask",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
CONTAINERS = frozenset({"subProcess"})
ACTIVITIES = TASKS | CONTAINERS | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
REFUSED_NODES = frozenset({"complexGateway", "transaction", "adHocSubProcess"})
IGNORED = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "lane",
        "sequenceFlow",
        "textAnnotation",
        "association",
        "group",
        "incoming",
        "outgoing",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "multiInstanceLoopCharacteristics",
        "script",
        "property",
        "auditing",
        "monitoring",
        "dataInputAssociation",
        "dataOutputAssociation",
        "ioSpecification",
    }
)
EVENT_DEFINITIONS = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
    "linkEventDefinition": "link",
    "conditionalEventDefinition": "conditional",
    "compensateEventDefinition": "compensate",
    "cancelEventDefinition": "cancel",
}


def bpmn(name: str) -> str:
    """Return the qualified name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def zeebe(name: str) -> str:
    """Return the qualified name of a zeebe extension element."""
    return f"{{{ZEEBE}}}{name}"


def line_of(node: etree._Element) -> int:
    """Return the line an element began at, 0 when unknown."""
    line = node.sourceline
    return line if isinstance(line, int) else 0


def text_of(node: etree._Element | None) -> str:
    """Return all text inside an element without surrounding space, "" for none."""
    return "" if node is None else "".join(str(part) for part in node.itertext()).strip()
