"""Run BPMN processes on SpiffWorkflow: compile drawings, act on instances, keep them as bytes.

The only package that knows SpiffWorkflow. It knows no database, no people, no web: a use case hands it a moment,
functions and decisions, and turns the `Outcome` into rows.
"""

from app.engine.compile import check_process, compile_process
from app.engine.formula import EngineEnvironment
from app.engine.jumping import jump
from app.engine.live import ImpossibleError, LiveInstance, NotOpenError
from app.engine.migration import migrate
from app.engine.migration_problems import MigrationProblem, migration_problems, standing_at
from app.engine.model import Element, Flow, ProcessDefinition, StartEvent
from app.engine.outcome import (
    ActivatedJob,
    CanceledJob,
    ClosedTask,
    DecisionMade,
    ElementEvent,
    Incident,
    OpenedTask,
    Outcome,
    Subscription,
    ThrownMessage,
    Timer,
    Undone,
)
from app.engine.problems import InvalidProcessError, Problem
from app.engine.returning import return_targets, return_to, take_back
from app.engine.rounds import add_instance, remove_instance, waiting_items
from app.engine.run import (
    cancel,
    complete,
    complete_job,
    correlate,
    fail_job,
    fire_timers,
    reschedule,
    retry,
    set_variables,
    signal,
    start,
    throw_error,
)
from app.engine.snapshot import SnapshotError, dump, load

__all__ = [
    "ActivatedJob",
    "CanceledJob",
    "ClosedTask",
    "DecisionMade",
    "Element",
    "ElementEvent",
    "EngineEnvironment",
    "Flow",
    "ImpossibleError",
    "Incident",
    "InvalidProcessError",
    "LiveInstance",
    "MigrationProblem",
    "NotOpenError",
    "OpenedTask",
    "Outcome",
    "Problem",
    "ProcessDefinition",
    "SnapshotError",
    "StartEvent",
    "Subscription",
    "ThrownMessage",
    "Timer",
    "Undone",
    "add_instance",
    "cancel",
    "check_process",
    "compile_process",
    "complete",
    "complete_job",
    "correlate",
    "dump",
    "fail_job",
    "fire_timers",
    "jump",
    "load",
    "migrate",
    "migration_problems",
    "remove_instance",
    "reschedule",
    "retry",
    "return_targets",
    "return_to",
    "set_variables",
    "signal",
    "standing_at",
    "start",
    "take_back",
    "throw_error",
    "waiting_items",
]
