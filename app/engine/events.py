"""Events: what waits, what throws, who catches. Source: BPMN 2.0 §10.5.

Everything thrown inside takes effect at once: an interrupted activity loses its tokens before the next one moves.
"""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.formula import EngineEnvironment, EngineFailureError, Lookup
from app.engine.history import base, frontier, mark_work, with_past
from app.engine.jobs import job_of
from app.engine.model import EventCode
from app.engine.nodes import Node
from app.engine.outcome import ThrownMessage
from app.engine.scopes import lookup_in, mapped, owners, visible
from app.engine.waits import Wait, correlation_key, event_name, wait_for
from app.text import text

_WATCHED = frozenset({"message", "signal", "timer"})
_NO_EVENT = EventCode("none")


class Event(Node):
    """Do what events share."""

    @property
    def event(self) -> EventCode:
        """Return the compiled event definition."""
        return self.code.event or _NO_EVENT

    @property
    def is_watched(self) -> bool:  # type: ignore[override]
        """Tell whether a watcher waits for the event (errors and escalations look for their catcher)."""
        return self.event.kind in _WATCHED

    def leave(self, task: Any) -> None:
        """Take over what came with the event; a message that came in cannot be called back."""
        if self.event.kind in ("message", "signal"):
            mark_work(task)
        super().leave(task)

    def wait(self, find: Lookup, env: EngineEnvironment) -> Wait:
        """Return what the event waits for; raises `EngineFailureError`."""
        return wait_for(self.event, find, env)


class StartEvent(Event):
    """Begin a scope, or watch for the event that begins an event sub-process."""

    sub_process: Any = None
    """The event sub-process this start belongs to."""

    def _run_hook(self, my_task: Any) -> bool | None:
        note = my_task.internal_data
        if note.get("phase") == "arm":
            note["wait"] = self.wait(self.lookup(my_task), self.env(my_task))
            return None
        result: bool | None = super()._run_hook(my_task)
        return result

    def happen(self, scope: Any, watcher: Any, values: Mapping[str, Any]) -> None:
        """Start the event sub-process in its scope; an interrupting one ends everything else there."""
        if self.element.interrupting:
            scope.cancel_all()
            scope.ended, scope.cut = {}, True
        elif watcher is not None and "wait" not in watcher.internal_data:
            scope.cancel_token(watcher)
        scope.spawn(self.sub_process, **with_past(base(scope), values=dict(values)))._ready()  # noqa: SLF001


class CatchEvent(Event):
    """Wait for a message, a signal or a moment."""

    def enter(self, task: Any) -> bool:
        """Wait, unless the event is a plain one (the catching end of a link)."""
        if self.event.kind == "none":
            return True
        task.internal_data["wait"] = self.wait(self.lookup(task), self.env(task))
        return False


class BoundaryEvent(Event):
    """Stand at the edge of an activity."""

    def happen(self, host: Any, watcher: Any, values: Mapping[str, Any]) -> None:
        """Put a token behind the event; an interrupting one ends the activity first."""
        scope, past = host.workflow, frontier(host)
        if self.element.interrupting:
            scope.cancel_token(host)
        elif watcher is not None and "wait" not in watcher.internal_data:
            scope.cancel_token(watcher)
        scope.spawn(self, **with_past(past, phase="leave", values=dict(values)))._ready()  # noqa: SLF001


class ThrowEvent(Event):
    """Throw a message, signal, escalation or error, or end the scope; also plain ends and pass-throughs."""

    def enter(self, task: Any) -> bool:
        """Evaluate what is thrown; raises `EngineFailureError` when nobody catches an error."""
        event, note = self.event, task.internal_data
        find, env = self.lookup(task), self.env(task)
        if event.kind in ("message", "signal") or self.code.job_type is not None:
            mark_work(task)
        if self.code.job_type is not None:
            task.data = mapped(self.code.inputs, owners(task), env, fresh=True)
            task.workflow.top_workflow.record.jobs[task.id] = job_of(self, task)
            note["open"] = "job"
            return False
        if event.kind == "message":
            note["thrown"] = message_of(self, task)
        elif event.kind == "signal":
            note["thrown"] = event_name(event, find, env)
        elif event.kind == "error" and find_catcher(task, "error", event.code) is None:
            raise uncaught(event.code, task)
        return True

    def left(self, task: Any) -> None:
        """Throw."""
        top, note = task.workflow.top_workflow, task.internal_data
        kind = "none" if self.code.job_type is not None else self.event.kind
        if kind == "message":
            top.record.messages.append(thrown_message(self, note["thrown"]))
        elif kind == "signal":
            top.record.signals.append(note["thrown"])
            broadcast(top, note["thrown"], {})
        elif kind == "terminate":
            task.workflow.cancel_all(but=task)
            task.workflow.cut = True
        elif kind in ("error", "escalation"):
            catch = find_catcher(task, kind, self.event.code)
            if catch is not None:
                catch()
            elif kind == "escalation":
                top.record.escalations.append(self.event.code or "")


def message_of(node: Node, task: Any) -> dict[str, Any]:
    """Evaluate a message that is sent: only what input mappings name is in it."""
    event = node.code.event or _NO_EVENT
    chain, env = owners(task), node.env(task)
    find = lookup_in(chain)
    variables = mapped(node.code.inputs, chain, env, fresh=True)
    key = correlation_key(event, find, env)
    return {"name": event_name(event, find, env), "key": key, "variables": variables}


def thrown_message(node: Node, thrown: Mapping[str, Any]) -> ThrownMessage:
    """Return the record of a message that was evaluated by `message_of`."""
    return ThrownMessage(thrown["name"], thrown["key"], thrown["variables"], node.element.id)


def uncaught(code: str | None, task: Any) -> EngineFailureError:
    """Build the failure of an error that no event in the drawing catches."""
    message = text("错误“%(code)s”没有任何事件捕获。", code=code or "")
    return EngineFailureError("unhandled-error", message, visible(task))


class _Caught:
    """Let an error or escalation happen where it is caught."""

    def __init__(self, event: Any, place: Any) -> None:
        self.event, self.place = event, place

    def __call__(self, values: Mapping[str, Any] | None = None) -> None:
        self.event.happen(self.place, None, values or {})


def find_catcher(task: Any, kind: str, code: str | None, *, at_task: bool = False) -> _Caught | None:
    """Return who catches an error or escalation thrown at a token, None when nobody does.

    Looked for from inside out; at one place an event of this very code goes before one that catches every code.
    `at_task` also asks the events at the edge of the task itself (outside work that reports an error).
    """
    host = _host(task) if at_task else None
    scope = task.workflow
    while True:
        if host is not None:
            event = _fitting(host.task_spec.boundaries, kind, code)
            if event is not None:
                return _Caught(event, host)
        if host is None or host.task_spec.element.event_sub_process is False:
            event = _fitting([s.trigger for s in scope.spec.event_sub_processes], kind, code)
            if event is not None:
                return _Caught(event, scope)
        if scope.parent_task is None:
            return None
        host = _host(scope.parent_task)
        scope = host.workflow


def _host(task: Any) -> Any:
    body = task.internal_data.get("body")
    return task if body is None else task.workflow.tasks[body]


def _fitting(events: Iterable[Any], kind: str, code: str | None) -> Any:
    found = [event for event in events if event.event.kind == kind]
    exact = [event for event in found if code is not None and event.event.code == code]
    return next(iter(exact or [event for event in found if event.event.code is None]), None)


def happen(task: Any, values: Mapping[str, Any]) -> None:
    """Let the event happen that a token or watcher waits for."""
    note, node, scope = task.internal_data, task.task_spec, task.workflow
    host_id = note.get("watch")
    if host_id is None:
        scope.top_workflow.resume(task, values)
    elif host_id == "":
        node.happen(scope, task, values)
    else:
        host = scope.tasks[host_id]
        if host.task_spec.element.kind == "eventBasedGateway":
            host.task_spec.decide(host, node, values)
        else:
            node.happen(host, task, values)


def waiting_tokens(top: Any) -> list[Any]:
    """Return every token and watcher that waits for an event, oldest first."""
    found = [task for scope in top.scopes() for task in scope.tokens() if "wait" in task.internal_data]
    return sorted(found, key=lambda task: int(task.id))


def is_waiting(task: Any) -> bool:
    """Tell whether a token that waited a moment ago still does."""
    return task.workflow.tasks.get(task.id) is task and "wait" in task.internal_data


def broadcast(top: Any, name: str, values: Mapping[str, Any]) -> int:
    """Let a signal reach everybody who waits for it at this moment; return how many."""
    reached = [task for task in waiting_tokens(top) if task.internal_data["wait"].get("signal") == name]
    count = 0
    for task in reached:
        if is_waiting(task):
            repeat_or_end(task, None)
            happen(task, values)
            count += 1
    return count


def repeat_or_end(task: Any, following: Wait | None) -> None:
    """Prepare a non-interrupting watcher for its event: messages and signals stay, timers need a next round."""
    note = task.internal_data
    if "watch" not in note or "due" not in note["wait"]:
        return
    if following is None:
        del note["wait"]
    else:
        note["wait"] = following


def arm(node: Node, task: Any, besides: Container[str] = ()) -> None:
    """Put a watcher on every event at the edge of an activity, `besides` some (element ids).

    Raises `EngineFailureError` before the first.
    """
    watched = [event for event in node.boundaries if event.is_watched and event.element.id not in besides]
    if not watched:
        return
    find, env = node.lookup(task), node.env(task)
    waits = [(event, event.wait(find, env)) for event in watched]
    for event, wait in waits:
        watcher = task.workflow.spawn(event, watch=task.id, wait=wait)
        watcher._set_state(TaskState.WAITING)  # noqa: SLF001
