"""A BPMN drawing as shapes and lines, read from the file's own diagram interchange (BPMN DI).

It reads what is to be seen and said; whether the process can run is the engine's question.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.diagrams.geometry import Box, Point

CONTAINERS = frozenset({"participant", "lane", "subProcess", "transaction", "adHocSubProcess", "group"})
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
EVENTS = frozenset(
    {"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"}
)
DATA = frozenset({"dataObjectReference", "dataStoreReference"})
ARTIFACTS = frozenset({"textAnnotation", "group"})
LINES = frozenset(
    {"sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"}
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold one drawn element.

    `kind` is the BPMN local name; `event` the kind of event definition ("timer", "message", …); `parent` the
    sub-process or process it stands in; `lane` the id of the lane that lists it; `loop` parallel, sequential
    or standard; `label` the place of its text when that stands outside.
    """

    id: str
    kind: str
    name: str
    box: Box
    label: Box | None
    properties: Mapping[str, str]
    parent: str | None
    lane: str | None = None
    attached_to: str | None = None
    event: str | None = None
    interrupting: bool = True
    expanded: bool = True
    loop: str | None = None
    candidate_groups: str | None = None

    @property
    def is_activity(self) -> bool:
        """Tell whether it is a task, a call activity or a sub-process."""
        return self.kind.endswith(("Task", "task", "Process", "Activity", "transaction"))

    @property
    def is_public(self) -> bool:
        """Tell whether citizens may see it (property `public`)."""
        return self.properties.get("public") != "false"

    def text(self, locale: str) -> str:
        """Return the name in a locale; Chinese where there is no English."""
        return (locale.startswith("en") and self.properties.get("name.en")) or self.name

    def wording(self, locale: str) -> str:
        """Return the plain wording for citizens, or the name."""
        english = locale.startswith("en")
        return self.properties.get("public.text.en" if english else "public.text") or self.text(locale)


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one drawn connection; `conditional`: it has a condition and leaves an activity, not a gateway."""

    id: str
    kind: str
    name: str
    source: str
    target: str
    points: tuple[Point, ...]
    label: Box | None
    properties: Mapping[str, str]
    is_default: bool = False
    conditional: bool = False

    def text(self, locale: str) -> str:
        """Return the name in a locale; Chinese where there is no English."""
        return (locale.startswith("en") and self.properties.get("name.en")) or self.name


@dataclass(frozen=True, slots=True)
class Diagram:
    """Hold all shapes (containers first) and lines of a drawing; `undrawn` lists elements without a shape."""

    name: str
    shapes: Mapping[str, Shape]
    lines: Mapping[str, Line]
    undrawn: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    def ancestors(self, element_id: str) -> Iterator[str]:
        """Yield the sub-processes around an element, innermost first."""
        shape = self.shapes.get(element_id)
        around = self.shapes.get(shape.parent or "") if shape else None
        while around is not None:
            yield around.id
            around = self.shapes.get(around.parent or "")

    def lane_at(self, shape: Shape) -> Shape | None:
        """Return the lane of a shape: the one that lists it, else the innermost one under its middle."""
        listed = self.shapes.get(shape.lane or "")
        if listed is not None:
            return listed
        lanes = [s for s in self.shapes.values() if s.kind == "lane" and s.box.holds_point(shape.box.center)]
        return min(lanes, key=lambda lane: lane.box.height, default=None)

    def outgoing(self, element_id: str) -> list[Line]:
        """Return the sequence flows that leave an element, in the order of the file."""
        return [x for x in self.lines.values() if x.source == element_id and x.kind == "sequenceFlow"]

    def incoming(self, element_id: str) -> list[Line]:
        """Return the sequence flows that enter an element."""
        return [x for x in self.lines.values() if x.target == element_id and x.kind == "sequenceFlow"]
