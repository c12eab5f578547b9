"""A process definition as the rest of the house sees it: frozen, shared by all instances of a version.

`Element` and `Flow` are plain facts of the drawing. `Code` holds the compiled expressions of an element and is
for the engine only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from app.engine.formula import Formula

EventKind = Literal["none", "message", "timer", "signal", "error", "escalation", "terminate"]
EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Flow:
    """Describe a sequence flow; `condition` is its FEEL source text."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None
    line: int
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """Describe a flow node or a process.

    `kind` is the BPMN local name ("userTask", "boundaryEvent", "process", …), `event` the kind of its event
    definition. `parent_id` is the sub-process or process it stands in. `incoming` and `outgoing` are flow ids.
    `synthetic` elements were added when the drawing was normalised and are never reported.
    """

    id: str
    kind: str
    name: str
    lane: str | None
    properties: Mapping[str, str]
    form_id: str | None
    decision_id: str | None
    service_type: str | None
    headers: Mapping[str, str]
    line: int
    parent_id: str | None
    file: str
    process_id: str
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default_flow: str | None = None
    event: EventKind | None = None
    attached_to: str | None = None
    interrupting: bool = True
    event_sub_process: bool = False
    multi_instance: Literal["parallel", "sequential"] | None = None
    called_process: str | None = None
    candidate_groups: str | None = None
    candidate_users: str | None = None
    assignee: str | None = None
    message_name: str | None = None
    documentation: str | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """Set one variable from a formula; `target` is a path of names."""

    target: tuple[str, ...]
    source: Formula


@dataclass(frozen=True, slots=True)
class EventCode:
    """Hold what an event waits for or throws, compiled."""

    kind: EventKind
    name: Formula | None = None
    correlation_key: Formula | None = None
    timer: Literal["date", "duration", "cycle"] | None = None
    time: Formula | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class LoopCode:
    """Hold a multi-instance marker, compiled."""

    sequential: bool
    input_collection: Formula
    input_element: str | None
    output_collection: str | None
    output_element: Formula | None
    completion: Formula | None


@dataclass(frozen=True, slots=True)
class Code:
    """Hold the compiled expressions of one element."""

    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    script: Formula | None = None
    result_variable: str | None = None
    decision: Formula | None = None
    assignee: Formula | None = None
    candidate_groups: Formula | None = None
    candidate_users: Formula | None = None
    due_date: Formula | None = None
    follow_up: Formula | None = None
    priority: Formula | None = None
    job_type: Formula | None = None
    retries: Formula | None = None
    called_process: str | None = None
    propagate_parent: bool = True
    propagate_child: bool = True
    loop: LoopCode | None = None
    event: EventCode | None = None
    conditions: Mapping[str, Formula] = field(default_factory=dict)


NO_CODE = Code()


@dataclass(frozen=True, slots=True)
class StartEvent:
    """Describe a way into the process: by hand ("none") or by a message."""

    element_id: str
    kind: Literal["none", "message"]
    message_name: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessDefinition:
    """Hold one compiled version of a process; immutable and shared by every instance and thread."""

    process_id: str
    name: str
    version_tag: str | None
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    starts: tuple[StartEvent, ...]
    properties: Mapping[str, str]
    files: tuple[str, ...]
    spec: Any = field(repr=False, compare=False)
    subprocess_specs: Mapping[str, Any] = field(repr=False, compare=False)
