"""Write small drawings in a few words: nodes by kind, paths by ids. For tests; knows nothing of the engine."""

from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' id="definitions" targetNamespace="http://example.org/models">\n'
)
KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "user": "userTask",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "either": "eventBasedGateway",
    "throw": "intermediateThrowEvent",
}


@dataclass
class Part:
    """The inside of a process or sub-process."""

    nodes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    flows: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    defaults: dict[str, str] = field(default_factory=dict)

    def add(self, words: str) -> "Part":
        """Add plain nodes: "user a b; and g j; xor m"."""
        for group in words.split(";"):
            kind, *names = group.split()
            for name in names:
                self.node(KINDS[kind], name)
        return self

    def node(self, kind: str, name: str, inner: str = "", **attributes: str) -> "Part":
        """Add a node with content."""
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.nodes[name] = (kind, written, inner)
        return self

    def path(self, ids: str, *, when: str | None = None, default: bool = False) -> "Part":
        """Draw flows along the ids; a condition or the default mark belongs to the first."""
        names = ids.split()
        for number, (source, target) in enumerate(pairwise(names)):
            name = f"{source}-{target}"
            while any(flow[0] == name for flow in self.flows):
                name += "i"
            self.flows.append((name, source, target, when if number == 0 else None))
            if default and number == 0:
                self.defaults[source] = name
        return self

    def script(self, name: str, expression: str, variable: str) -> "Part":
        """Add a script task."""
        inner = f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(variable)}/>"
        return self.node("scriptTask", name, extension(inner))

    def job(self, *names: str) -> "Part":
        """Add service tasks."""
        for name in names:
            self.node("serviceTask", name, extension(f'<zeebe:taskDefinition type="{name}"/>'))
        return self

    def many(self, name: str, items: str, *, sequential: bool = False) -> "Part":
        """Add a multi-instance user task."""
        return self.node("userTask", name, loop(items, sequential=sequential))

    def sub(self, name: str, part: "Part", *, items: str | None = None, sequential: bool = False) -> "Part":
        """Add an embedded sub-process, repeated for each item when items are given."""
        marker = loop(items, sequential=sequential) if items else ""
        return self.node("subProcess", name, f"{marker}\n{part.inside()}")

    def event_sub(self, name: str, part: "Part", event: str, *, interrupting: bool = True) -> "Part":
        """Add an event sub-process; the event belongs to the start event of the part."""
        start = next(key for key, (kind, _, _) in part.nodes.items() if kind == "startEvent")
        flags = {} if interrupting else {"isInterrupting": "false"}
        part.node("startEvent", start, definition(event), **flags)
        return self.node("subProcess", name, part.inside(), triggeredByEvent="true")

    def call(self, name: str, process: str) -> "Part":
        """Add a call activity."""
        inner = f'<zeebe:calledElement processId="{process}" propagateAllChildVariables="true"/>'
        return self.node("callActivity", name, extension(inner))

    def boundary(self, name: str, on: str, event: str, *, interrupting: bool = True) -> "Part":
        """Attach an event: "timer PT1H", "cycle R3/PT1H", "message m1" or "error e1"."""
        flags = {} if interrupting else {"cancelActivity": "false"}
        return self.node("boundaryEvent", name, definition(event), attachedToRef=on, **flags)

    def catch(self, name: str, event: str) -> "Part":
        """Add an intermediate catch event."""
        return self.node("intermediateCatchEvent", name, definition(event))

    def end(self, name: str, event: str) -> "Part":
        """Add an end event: "terminate" or "error e1"."""
        return self.node("endEvent", name, definition(event))

    def inside(self) -> str:
        """Return the XML of the nodes and flows."""
        lines = []
        for name, (kind, attributes, inner) in self.nodes.items():
            default = f' default="{self.defaults[name]}"' if name in self.defaults else ""
            # the XSD wants extensionElements before incoming/outgoing, and both before the rest
            lines.append(f'<bpmn:{kind} id="{name}"{attributes}{default}>{inner}</bpmn:{kind}>')
        for name, source, target, when in self.flows:
            inner = (
                f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{when}</bpmn:conditionExpression>'
                if when
                else ""
            )
            ends = f'sourceRef="{source}" targetRef="{target}"'
            lines.append(f'<bpmn:sequenceFlow id="{name}" {ends}>{inner}</bpmn:sequenceFlow>')
        return "\n".join(lines)


def extension(inner: str) -> str:
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"


def loop(items: str, *, sequential: bool) -> str:
    inner = f'<zeebe:loopCharacteristics inputCollection={quoteattr(items)} inputElement="item"/>'
    flag = ' isSequential="true"' if sequential else ""
    marker = "bpmn:multiInstanceLoopCharacteristics"
    return f"<{marker}{flag}>{extension(inner)}</{marker}>"


def definition(event: str) -> str:
    """Write an event definition from its words."""
    kind, _, rest = event.partition(" ")
    if kind in ("timer", "cycle"):
        tag = "timeDuration" if kind == "timer" else "timeCycle"
        time = f'<bpmn:{tag} xsi:type="bpmn:tFormalExpression">{rest}</bpmn:{tag}>'
        return f"<bpmn:timerEventDefinition>{time}</bpmn:timerEventDefinition>"
    reference = {"message": f' messageRef="{rest}"', "error": f' errorRef="{rest}"'}.get(kind, "")
    return f"<bpmn:{kind}EventDefinition{reference}/>"


def write(processes: dict[str, Part], *, about: str = "", messages: str = "", errors: str = "") -> bytes:
    """Return a file with these processes; messages and errors by id, their name is the id."""
    lines = [HEAD]
    for name in messages.split():
        key = extension('<zeebe:subscription correlationKey="=case_number"/>')
        lines.append(f'<bpmn:message id="{name}" name="{name}">{key}</bpmn:message>')
    lines += [f'<bpmn:error id="{name}" name="{name}" errorCode="{name}"/>' for name in errors.split()]
    for name, part in processes.items():
        documentation = f"<bpmn:documentation>{about}</bpmn:documentation>\n" if about else ""
        lines.append(
            f'<bpmn:process id="{name}" isExecutable="true">\n{documentation}{part.inside()}\n</bpmn:process>'
        )
    return "\n".join([*lines, "</bpmn:definitions>", ""]).encode()
