"""SpiffWorkflow's workflow, holding only the tokens that live: finished tasks leave the tree at once.

So the tree never deepens: no limit on rounds of a loop, no prediction of paths, no walk over history. Every live
token hangs directly under the root of its workflow. History belongs to the rows that the use case writes.
Knows tokens and scopes, not what single elements do: that is in `nodes` and its neighbours.
"""

from collections import deque
from collections.abc import Container, Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.formula import EngineEnvironment, EngineFailureError
from app.engine.history import History, end_of_token, frontier, with_past
from app.engine.outcome import CanceledJob, ClosedTask, ElementEvent, Incident, Record
from app.engine.scopes import visible
from app.text import Text, text

MAX_STEPS = 20_000
"""How many elements one act may run through before it counts as an endless loop."""
MAX_DEPTH = 40
"""How deep processes may call one another."""


def shown_id(task: Any) -> str:
    """Return the id under which the application knows a user task: a new one each time it comes back."""
    return str(task.internal_data.get("as", task.id))


class _Tokens:
    """Keep the live tokens of one process or sub-process; mixed into both kinds of workflow."""

    spec: Any
    tasks: Any
    task_tree: Any
    completed: bool
    top_workflow: Any
    parent_task: Any
    ended: dict[str, None]
    cut = False
    """Whether something ended the tokens of this scope otherwise than by their own ways."""

    def plant(self) -> None:
        """Make the root under which every token hangs."""
        self.task_tree = Task(self, self.spec.start, state=TaskState.COMPLETED, id="0")
        self.ended = {}

    def spawn(self, node: Any, parent: Any = None, **note: Any) -> Any:
        """Make a token at a node; it does nothing until `ready` or SpiffWorkflow's update."""
        task = Task(self, node, parent or self.task_tree, TaskState.FUTURE, self.top_workflow.new_id())
        task.internal_data = note
        return task

    def tokens(self) -> Iterator[Any]:
        """Yield every live token, also watchers."""
        root = self.task_tree
        return iter([task for task in self.tasks.values() if task is not root])

    def drop(self, task: Any) -> None:
        """Take a token out of the tree."""
        self.tasks[task._parent]._children.remove(task.id)  # noqa: SLF001 - SpiffWorkflow has no public way
        del self.tasks[task.id]

    def begin(self, node: Any, **note: Any) -> None:
        """Arm the event sub-processes of this scope, then put a token on its start event."""
        self.arm_event_sub_processes()
        past = [] if self.parent_task is None else frontier(self.parent_task)
        self.spawn(node, **with_past(past, **note))._ready()  # noqa: SLF001

    def arm_event_sub_processes(self, *, besides: Container[str] = ()) -> None:
        """Wait for whatever begins an event sub-process of this scope, `besides` some starts (element ids)."""
        for event_sub_process in self.spec.event_sub_processes:
            trigger = event_sub_process.trigger
            if trigger.is_watched and trigger.element.id not in besides:
                self.spawn(trigger, watch="", phase="arm")._ready()  # noqa: SLF001

    def watchers_of(self, host_id: str) -> list[Any]:
        """Return the tokens that watch for an event on behalf of a host."""
        return [task for task in self.tokens() if task.internal_data.get("watch") == host_id]

    def cancel_token(self, task: Any) -> None:
        """Take a token back with everything that runs for it: watchers, loop rounds, a sub-process."""
        if self.tasks.get(task.id) is not task:
            return
        for other in list(self.tokens()):
            note = other.internal_data
            if task.id in (note.get("watch"), note.get("body")):
                self.cancel_token(other)
        inner = self.top_workflow.subprocesses.pop(task.id, None)
        if inner is not None:
            inner.cancel_all()
            inner.completed = True
        if "away" in task.internal_data:
            for other in self.top_workflow.detours_of(task.id):
                other.workflow.cancel_token(other)
        self.top_workflow.report_canceled(task)
        task._set_state(TaskState.CANCELLED)  # noqa: SLF001
        self.drop(task)

    def cancel_all(self, *, but: Any = None) -> None:
        """Take every token of this scope back, except one."""
        for task in list(self.tokens()):
            if task is but or self.tasks.get(task.id) is not task:
                continue
            if task.state == TaskState.COMPLETED:
                self.drop(task)  # it is just leaving, and what it threw ends its scope
            else:
                self.cancel_token(task)

    def finish_if_empty(self) -> None:
        """End this scope when no token is left; watchers do not keep it alive."""
        if self.completed or any("watch" not in task.internal_data for task in self.tokens()):
            return
        self.cancel_all()
        self.completed = True
        if self.parent_task is not None:
            self.parent_task.task_spec.inner_finished(self.parent_task, self)

    def _task_completed_notify(self, task: Any) -> None:
        """Hang what follows a finished token under the root and forget the token (called by SpiffWorkflow)."""
        if self.tasks.get(task.id) is not task:
            return
        root = self.task_tree
        followers = task._children  # noqa: SLF001
        for child in followers:
            self.tasks[child]._parent = root.id  # noqa: SLF001
            root._children.append(child)  # noqa: SLF001
        task._children = []  # noqa: SLF001
        self.drop(task)
        note = task.internal_data
        if not followers and "body" not in note:
            if "detour" not in note:
                end_of_token(self, task)
            self.finish_if_empty()

    def update_waiting_tasks(self) -> None:
        """Do nothing: whoever changes something wakes the tokens concerned."""

    def is_completed(self) -> bool:
        """Tell whether the scope has ended."""
        return self.completed

    def find_stuck(self) -> Any:
        """Return a token at a join when nothing in this scope can ever reach that join, None otherwise."""
        waiting = None
        for task in self.tokens():
            if "watch" in task.internal_data:
                continue
            if task.state != TaskState.WAITING or "incident" in task.internal_data:
                return None
            waiting = waiting or task
        return waiting


class SubInstance(_Tokens, BpmnSubWorkflow):  # type: ignore[misc]
    """Run an embedded sub-process, an event sub-process or a called process.

    `written` names the variables a called process has set; None for embedded ones, which have no scope here.
    """

    def __init__(self, spec: Any, parent_task: Any, top_workflow: Any, depth: int) -> None:
        self.parent_task = parent_task
        self._known_depth = depth
        super().__init__(spec, parent_task.id, top_workflow, deserializing=True)
        self.written: set[str] | None = set() if spec.own_scope else None

    def _calculate_depth(self) -> int:
        return self._known_depth


class _NoScripts:
    """Stand where SpiffWorkflow expects a script engine: no text of a drawing is ever run as a program."""


_NO_SCRIPTS = _NoScripts()


class Instance(_Tokens, BpmnWorkflow):  # type: ignore[misc]
    """Run a process instance: all its scopes, the agenda of tokens that can move, what happened in this act."""

    parent_task: Any = None
    env: EngineEnvironment
    record: Record

    def __init__(self, spec: Any, subprocess_specs: Mapping[str, Any]) -> None:
        self.agenda: deque[Any] = deque()
        self.last_id = 0
        self.steps = 0
        self.incidents: dict[str, Incident] = {}
        self.history = History()
        super().__init__(spec, subprocess_specs, script_engine=_NO_SCRIPTS, deserializing=True)

    def new_id(self) -> str:
        """Return the next task id; ids are unique within the instance for all its life."""
        self.last_id += 1
        return str(self.last_id)

    def create_subprocess(self, my_task: Any, spec_name: str) -> SubInstance:
        """Make the workflow of a sub-process (SpiffWorkflow's own hook)."""
        inner = SubInstance(self.subprocess_specs[spec_name], my_task, self, my_task.workflow.depth + 1)
        self.subprocesses[my_task.id] = inner
        inner.plant()
        return inner

    def scopes(self) -> Iterator[Any]:
        """Yield every workflow that runs: the process, its sub-processes, what it called."""
        yield self
        yield from list(self.subprocesses.values())

    def detours_of(self, task_id: str) -> list[Any]:
        """Return the tokens that were sent from a token's place to earlier work and come back to it."""
        return [
            task
            for scope in self.scopes()
            for task in scope.tokens()
            if task.internal_data.get("detour") == task_id
        ]

    def find(self, task_id: str) -> Any:
        """Return a live token by its id, None when there is none."""
        for scope in self.scopes():
            task = scope.tasks.get(task_id)
            if task is not None and task is not scope.task_tree:
                return task
        return None

    def find_shown(self, task_id: str) -> Any:
        """Return a live token by the id the application knows, None when there is none."""
        found = self.find(task_id)
        if found is not None:
            return found
        for scope in self.scopes():
            for task in scope.tokens():
                if task.internal_data.get("as") == task_id:
                    return task
        return None

    def come_back(self, task: Any) -> None:
        """Open the task again that was left for this earlier work; it gets a new id for the application."""
        place = self.find(task.internal_data["detour"])
        note = place.internal_data
        del note["away"]
        note["as"], note["again"], note["phase"] = self.new_id(), True, "enter"
        place._set_state(TaskState.READY)  # noqa: SLF001
        self.agenda.append(place)

    def resume(self, task: Any, values: Mapping[str, Any] | None = None) -> None:
        """Let a token that waited go on to leave its element, with the values it was given."""
        note = task.internal_data
        note.pop("open", None)
        note.pop("wait", None)
        note.pop("incident", None)
        note["phase"] = "leave"
        if values:
            note["values"] = dict(values)
        task._set_state(TaskState.READY)  # noqa: SLF001
        self.agenda.append(task)

    def settle(self) -> None:
        """Run every token that can move until all wait; failures become incidents of their token."""
        while True:
            while self.agenda:
                self._step(self.agenda.popleft())
            if not any(scope.spec.fire_inclusive_joins(scope) for scope in self.scopes()):
                break
        for scope in self.scopes():
            stuck = scope.find_stuck()
            if stuck is not None:
                message = text("令牌停在汇合网关，再没有别的令牌会到达，流程不能继续。")
                self.fail(stuck, "deadlock", message, visible(stuck))

    def _step(self, task: Any) -> None:
        if task.state != TaskState.READY or task.workflow.tasks.get(task.id) is not task:
            return
        self.steps += 1
        try:
            if self.steps > MAX_STEPS:
                message = text(
                    "一次推进经过的元素超过 %(limit)s 个，流程可能在无止境地循环。", limit=MAX_STEPS
                )
                task._set_state(TaskState.ERROR)  # noqa: SLF001
                raise EngineFailureError("endless-loop", message, visible(task))  # noqa: TRY301
            task.run()
        except EngineFailureError as error:
            self.fail(task, error.kind, error.message, error.values)

    def fail(self, task: Any, kind: str, message: Text, values: Mapping[str, Any]) -> None:
        """Stop a token until somebody acts."""
        task.internal_data["incident"] = kind
        found = Incident(task.id, task.task_spec.element.id, kind, message, dict(values))
        self.incidents[task.id] = found

    def report_entered(self, task: Any) -> None:
        """Record that a token entered an element; rounds of a loop and added elements are not told."""
        note, element = task.internal_data, task.task_spec.element
        if note.get("seen") or "body" in note:
            return
        note["seen"] = True
        if not element.synthetic:
            self.record.entered.append(ElementEvent(task.id, element.id, element.kind, self.env.now))

    def report_left(self, task: Any, *, canceled: bool = False) -> None:
        """Record that a token left an element it had entered."""
        note, element = task.internal_data, task.task_spec.element
        if note.get("seen") and not element.synthetic:
            event = ElementEvent(task.id, element.id, element.kind, self.env.now, canceled)
            self.record.left.append(event)

    def report_canceled(self, task: Any) -> None:
        """Record what no longer waits because its token is taken back."""
        record, note = self.record, task.internal_data
        self.incidents.pop(task.id, None)
        self.report_left(task, canceled=True)
        element_id = task.task_spec.element.id
        if note.get("open") == "user" and record.opened.pop(shown_id(task), None) is None:
            record.closed.append(ClosedTask(shown_id(task), element_id, note.get("ending", "canceled")))
        if note.get("open") == "job" and record.jobs.pop(task.id, None) is None:
            record.canceled_jobs.append(CanceledJob(task.id, element_id))
