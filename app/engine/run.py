"""Act on a process instance: each function lets one thing happen and returns what followed from it.

Errors: `NotOpenError` when the thing acted on is not open (nothing was changed then). A failing expression is no
error but an incident in the outcome.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine import acts
from app.engine.events import (
    broadcast,
    find_catcher,
    happen,
    is_waiting,
    repeat_or_end,
    uncaught,
    waiting_tokens,
)
from app.engine.formula import EngineEnvironment, EngineFailureError
from app.engine.jobs import job_of
from app.engine.live import LiveInstance, NotOpenError
from app.engine.model import ProcessDefinition
from app.engine.outcome import ClosedTask, Outcome
from app.engine.report import outcome_of
from app.engine.scopes import native, visible
from app.engine.waits import due_of, next_round
from app.engine.workflow import Instance
from app.text import text

MAX_TIMER_ROUNDS = 1_000
"""How many timers one call may fire one after the other; the rest is left to the next call."""


def start(
    definition: ProcessDefinition,
    variables: Mapping[str, Any],
    env: EngineEnvironment,
    *,
    start_element: str | None = None,
) -> tuple[LiveInstance, Outcome]:
    """Begin an instance at its plain start event, or at the start event named.

    Raises `NotOpenError` when the process has no such start event.
    """
    starts = [s for s in definition.starts if start_element is None or s.element_id == start_element]
    chosen = next((s for s in starts if s.kind == "none"), starts[0] if len(starts) == 1 else None)
    if chosen is None:
        message = text("流程“%(process)s”没有可用的开始事件。", process=definition.process_id)
        raise NotOpenError(message)
    top = Instance(definition.spec, definition.subprocess_specs)
    live = LiveInstance(definition, top)
    acts.begin(live, env)
    top.plant()
    values = {name: native(value) for name, value in variables.items()}
    top.data = dict(values)
    top.begin(definition.spec.nodes[chosen.element_id], phase="leave", values=values)
    return live, acts.end(live)


def complete(live: LiveInstance, task_id: str, values: Mapping[str, Any], env: EngineEnvironment) -> Outcome:
    """Complete a user task with the values a person gave."""
    task = acts.open_token(live, task_id, "user")
    given = acts.natives(values)
    acts.begin(live, env)
    live.workflow.record.closed.append(ClosedTask(task_id, task.task_spec.element.id, "completed"))
    live.workflow.history.show(task.id, task_id)
    live.workflow.resume(task, given)
    return acts.end(live)


def complete_job(
    live: LiveInstance, task_id: str, variables: Mapping[str, Any], env: EngineEnvironment
) -> Outcome:
    """Finish outside work with its results; clears its incident, if it has one."""
    task = acts.open_token(live, task_id, "job")
    given = acts.natives(variables)
    acts.begin(live, env)
    live.workflow.resume(task, given)
    return acts.end(live)


def fail_job(live: LiveInstance, task_id: str, message: str, env: EngineEnvironment) -> Outcome:
    """Give outside work up: an incident that `retry` offers again."""
    task = acts.open_token(live, task_id, "job")
    acts.begin(live, env)
    live.workflow.fail(task, "job", text("外部任务失败：%(reason)s", reason=message), visible(task))
    return acts.end(live)


def throw_error(live: LiveInstance, task_id: str, code: str, env: EngineEnvironment) -> Outcome:
    """Let outside work (or a user task) end in a BPMN error; an incident when nothing in the drawing catches it."""
    task = acts.open_token(live, task_id, "job", "user")
    acts.begin(live, env)
    # earlier work that leads back has no edge of its own
    catch = find_catcher(task, "error", code, at_task="detour" not in task.internal_data)
    if catch is None:
        failure = uncaught(code, task)
        live.workflow.fail(task, failure.kind, failure.message, failure.values)
    else:
        catch()
    record = live.workflow.record
    # the work ended in the error: whoever did it knows, nobody else must be called off
    record.canceled_jobs = [job for job in record.canceled_jobs if job.task_id != task.id]
    return acts.end(live)


def correlate(
    live: LiveInstance, name: str, key: str, variables: Mapping[str, Any], env: EngineEnvironment
) -> Outcome:
    """Deliver a message to the longest-waiting token with this name and correlation key."""
    wanted = {"message": name, "key": str(key)}
    found = [task for task in waiting_tokens(live.workflow) if task.internal_data["wait"] == wanted]
    if not found:
        raise NotOpenError(text("这件事现在不接收消息“%(name)s”。", name=name))
    given = acts.natives(variables)
    acts.begin(live, env)
    happen(found[0], given)
    return acts.end(live)


def signal(live: LiveInstance, name: str, variables: Mapping[str, Any], env: EngineEnvironment) -> Outcome:
    """Deliver a signal to everybody in the instance who waits for it; nobody waiting is no error."""
    given = acts.natives(variables)
    acts.begin(live, env)
    broadcast(live.workflow, name, given)
    return acts.end(live)


def fire_timers(live: LiveInstance, env: EngineEnvironment) -> Outcome:
    """Fire every timer that is due, also those that become due by it; nothing due is no error."""
    acts.begin(live, env)
    for _ in range(MAX_TIMER_ROUNDS):
        task = _first_due(live, env.now)
        if task is None:
            break
        repeat_or_end(task, next_round(task.internal_data["wait"], env.now))
        happen(task, {})
        live.workflow.settle()
    return acts.end(live)


def reschedule(live: LiveInstance, timer_task_id: str, moment: datetime, env: EngineEnvironment) -> Outcome:
    """Move a timer to another moment (aware)."""
    task = live.workflow.find(timer_task_id)
    if task is None or not is_waiting(task) or "due" not in task.internal_data["wait"]:
        raise NotOpenError(text("定时器“%(id)s”已经不在运行。", id=timer_task_id))
    if moment.tzinfo is None:
        message = "a timer needs an aware moment"
        raise ValueError(message)
    acts.begin(live, env)
    task.internal_data["wait"] = {**task.internal_data["wait"], "due": moment.astimezone(UTC).isoformat()}
    return outcome_of(live)


def retry(live: LiveInstance, task_id: str, env: EngineEnvironment) -> Outcome:
    """Try again what stopped in an incident; the same incident comes back when nothing has changed."""
    top = live.workflow
    task = top.find(task_id)
    if task is None or "incident" not in task.internal_data:
        raise NotOpenError(text("异常“%(id)s”已经解决。", id=task_id))
    acts.begin(live, env)
    kind = task.internal_data.pop("incident")
    if task.state == TaskState.ERROR:
        task._set_state(TaskState.READY)  # noqa: SLF001
        top.agenda.append(task)
    elif kind != "deadlock" and task.internal_data.get("open") == "job":
        _offer_again(live, task)
    return acts.end(live)


def set_variables(live: LiveInstance, variables: Mapping[str, Any], env: EngineEnvironment) -> Outcome:
    """Correct variables of the process, so that a `retry` can succeed."""
    given = acts.natives(variables)
    acts.begin(live, env)
    live.workflow.data = {**live.workflow.data, **given}
    return outcome_of(live)


def cancel(live: LiveInstance, env: EngineEnvironment) -> Outcome:
    """End the instance: everything open is taken back."""
    if live.status in ("completed", "terminated"):
        raise NotOpenError(text("这件事已经结束。"))
    acts.begin(live, env)
    live.workflow.cancel_all()
    live.workflow.completed = True
    live.status = "terminated"
    return outcome_of(live)


def _offer_again(live: LiveInstance, task: Any) -> None:
    top = live.workflow
    try:
        top.record.jobs[task.id] = job_of(task.task_spec, task)
    except EngineFailureError as error:
        top.fail(task, error.kind, error.message, error.values)


def _first_due(live: LiveInstance, now: datetime) -> Any:
    due = [
        (moment, int(task.id), task)
        for task in waiting_tokens(live.workflow)
        if (moment := due_of(task.internal_data["wait"])) is not None and moment <= now
    ]
    return min(due)[2] if due else None
