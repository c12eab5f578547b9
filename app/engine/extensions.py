"""Read the zeebe extension elements of one BPMN element; SpiffWorkflow would drop them.

Only reading: what an attribute means is decided in `reading`. Source: the Camunda 8 element templates reference
(zeebe-bpmn-moddle).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from app.engine.names import ZEEBE, bpmn, line_of, zeebe

KNOWN = frozenset(
    {
        "formDefinition",
        "assignmentDefinition",
        "taskSchedule",
        "priorityDefinition",
        "userTask",
        "calledDecision",
        "calledElement",
        "taskDefinition",
        "taskHeaders",
        "ioMapping",
        "script",
        "properties",
        "loopCharacteristics",
        "subscription",
        "versionTag",
        "modelerTemplate",
    }
)


@dataclass(frozen=True, slots=True)
class IoMapping:
    """Hold one `zeebe:input` or `zeebe:output` as written."""

    source: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Extensions:
    """Hold the zeebe extensions of one element as written; `attributes[name]` are those of `zeebe:<name>`."""

    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    inputs: Sequence[IoMapping] = ()
    outputs: Sequence[IoMapping] = ()
    unknown: Sequence[tuple[str, int]] = ()

    def get(self, element: str, attribute: str) -> str | None:
        """Return an attribute of an extension element; empty text counts as absent."""
        value = self.attributes.get(element, {}).get(attribute)
        return value if value is not None and value.strip() else None

    def has(self, element: str) -> bool:
        """Tell whether the extension element is present."""
        return element in self.attributes


def read_extensions(node: etree._Element) -> Extensions:
    """Return what the direct `extensionElements` of an element hold."""
    holder = node.find(bpmn("extensionElements"))
    if holder is None:
        return Extensions()
    attributes: dict[str, Mapping[str, str]] = {}
    unknown: list[tuple[str, int]] = []
    prefix = f"{{{ZEEBE}}}"
    for child in holder:
        if not isinstance(child.tag, str) or not child.tag.startswith(prefix):
            continue
        name = child.tag[len(prefix) :]
        if name in KNOWN:
            attributes[name] = {str(key): str(value) for key, value in child.attrib.items()}
        else:
            unknown.append((name, line_of(child)))
    return Extensions(
        attributes=attributes,
        properties=_pairs(holder, "properties", "property", "name"),
        headers=_pairs(holder, "taskHeaders", "header", "key"),
        inputs=_mappings(holder, "input"),
        outputs=_mappings(holder, "output"),
        unknown=unknown,
    )


def _pairs(holder: etree._Element, group: str, item: str, key: str) -> dict[str, str]:
    nodes = holder.iterfind(f"{zeebe(group)}/{zeebe(item)}")
    return {node.get(key) or "": node.get("value") or "" for node in nodes if node.get(key)}


def _mappings(holder: etree._Element, item: str) -> tuple[IoMapping, ...]:
    nodes = holder.iterfind(f"{zeebe('ioMapping')}/{zeebe(item)}")
    return tuple(
        IoMapping(node.get("source") or "", node.get("target") or "", line_of(node)) for node in nodes
    )
