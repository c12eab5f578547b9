"""What one act on a process instance brought about, in frozen records without any engine object.

The use case turns an `Outcome` into rows; it must not look into the engine for more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.text import Text

Status = Literal["active", "completed", "terminated", "incident"]


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """Describe a user task that a person can now do. `due_at` and `follow_up_at` are aware UTC."""

    task_id: str
    element_id: str
    name: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    form_id: str | None
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClosedTask:
    """Say that a user task is no longer open: done, ended with others, sent back by its holder, or not asked for."""

    task_id: str
    element_id: str
    reason: Literal["completed", "canceled", "returned", "removed"]


@dataclass(frozen=True, slots=True)
class ActivatedJob:
    """Describe outside work that waits for `complete_job`; the type names the worker that does it."""

    task_id: str
    element_id: str
    type: str
    retries: int
    headers: Mapping[str, str]
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CanceledJob:
    """Say that outside work is no longer wanted."""

    task_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class ElementEvent:
    """Say that a token entered or left an element; `canceled` is true when it left by interruption."""

    task_id: str
    element_id: str
    kind: str
    at: datetime
    canceled: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """Say that work which had begun or ended before counts no longer: it will be done anew.

    A legal clock that ran on it goes on when its element is entered again.
    """

    task_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """Describe a message the instance waits for: its name and the correlation key that was computed."""

    message_name: str
    correlation_key: str
    task_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class AwaitedSignal:
    """Describe a signal the instance waits for."""

    name: str
    task_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class Timer:
    """Describe a timer that runs; `host_task_id` is the activity a boundary timer is attached to."""

    task_id: str
    element_id: str
    due_at: datetime
    host_task_id: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """Describe a token that cannot go on until a person acts; `input` holds the values it worked on."""

    task_id: str
    element_id: str
    kind: str
    message: Text
    input: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ThrownMessage:
    """Describe a message the instance sent; the use case delivers it, also to this very instance."""

    name: str
    correlation_key: str | None
    variables: Mapping[str, Any]
    element_id: str = ""


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """Describe a decision that was taken: value and whatever trace the decision engine gave."""

    element_id: str
    decision_id: str
    value: Any
    trace: Any
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Gather what changed in one act, and the full present set of what the instance waits for."""

    status: Status
    variables: Mapping[str, Any]
    opened: tuple[OpenedTask, ...] = ()
    closed: tuple[ClosedTask, ...] = ()
    jobs: tuple[ActivatedJob, ...] = ()
    canceled_jobs: tuple[CanceledJob, ...] = ()
    entered: tuple[ElementEvent, ...] = ()
    left: tuple[ElementEvent, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    awaited_signals: tuple[AwaitedSignal, ...] = ()
    timers: tuple[Timer, ...] = ()
    next_due: datetime | None = None
    incidents: tuple[Incident, ...] = ()
    messages: tuple[ThrownMessage, ...] = ()
    signals: tuple[str, ...] = ()
    escalations: tuple[str, ...] = ()
    decisions: tuple[DecisionMade, ...] = ()
    taken: tuple[str, ...] = ()
    undone: tuple[Undone, ...] = ()


@dataclass(slots=True)
class Record:
    """Collect what happens during one act; becomes an `Outcome` at its end."""

    opened: dict[str, OpenedTask] = field(default_factory=dict)
    closed: list[ClosedTask] = field(default_factory=list)
    jobs: dict[str, ActivatedJob] = field(default_factory=dict)
    canceled_jobs: list[CanceledJob] = field(default_factory=list)
    entered: list[ElementEvent] = field(default_factory=list)
    left: list[ElementEvent] = field(default_factory=list)
    messages: list[ThrownMessage] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    escalations: list[str] = field(default_factory=list)
    decisions: list[DecisionMade] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    undone: list[Undone] = field(default_factory=list)
