"""Activities: user tasks, outside work, scripts, decisions, messages, sub-processes and calls.

Entering evaluates everything that can fail before anything is recorded, so a retry starts clean.
"""

from datetime import datetime
from typing import Any

from app.engine.events import message_of, thrown_message
from app.engine.formula import EngineFailureError, Formula
from app.engine.history import frontier, mark_exit
from app.engine.jobs import job_of
from app.engine.loops import Loops
from app.engine.nodes import Node
from app.engine.outcome import ActivatedJob, DecisionMade, OpenedTask
from app.engine.scopes import mapped, native, owners, visible
from app.engine.timing import TimeTextError, parse_moment
from app.engine.undoing import plant
from app.engine.waits import wait_for
from app.engine.workflow import MAX_DEPTH, shown_id
from app.text import text

DEFAULT_PRIORITY = 50


class Activity(Loops, Node):
    """Enter an activity: input mappings, its own work, events at its edge. As such a task without work."""

    def enter_once(self, task: Any) -> bool:
        """Enter the activity itself, or one round of its loop."""
        note = task.internal_data
        task.data = dict(note.get("item", {}))
        if self.maps_inputs and self.code.inputs:
            task.data = {**task.data, **mapped(self.code.inputs, owners(task), self.env(task), fresh=True)}
        prepared = self.prepare(task)
        if "body" not in note:
            self.begin_watch(task)
        return self.work(task, prepared)

    maps_inputs = True

    def prepare(self, task: Any) -> Any:
        """Evaluate what the work needs; raises `EngineFailureError`."""

    def work(self, task: Any, prepared: Any) -> bool:  # noqa: ARG002
        """Begin the work; True when it is already done. Must not fail."""
        return True

    def left(self, task: Any) -> None:
        """Take the watchers away; tell the loop that a round is over."""
        for watcher in task.workflow.watchers_of(task.id) if self.boundaries else ():
            task.workflow.cancel_token(watcher)
        super().left(task)

    def evaluated(self, formula: Formula | None, task: Any) -> Any:
        """Return the value of a text of the drawing, None when there is none."""
        return None if formula is None else formula.evaluate(self.lookup(task), self.env(task))


class UserTask(Activity):
    """Wait for a person."""

    def prepare(self, task: Any) -> OpenedTask:
        """Evaluate who may do it and until when; raises `EngineFailureError` when nobody could."""
        code, element = self.code, self.element
        assignee = self.evaluated(code.assignee, task)
        if assignee is not None and not isinstance(assignee, str):
            raise self._bad("办理人", code.assignee, assignee, task)
        priority = self.evaluated(code.priority, task)
        return OpenedTask(
            task_id=shown_id(task),
            element_id=element.id,
            name=element.name,
            assignee=assignee or None,
            candidate_groups=self._names("候选组", code.candidate_groups, task),
            candidate_users=self._names("候选人", code.candidate_users, task),
            form_id=element.form_id,
            due_at=self._moment("到期日", code.due_date, task),
            follow_up_at=self._moment("跟进日", code.follow_up, task),
            priority=self._whole(
                "优先级", code.priority, DEFAULT_PRIORITY if priority is None else priority, task
            ),
            variables=visible(task),
        )

    def work(self, task: Any, prepared: OpenedTask) -> bool:
        """Open the task."""
        task.internal_data["open"] = "user"
        task.workflow.top_workflow.record.opened[prepared.task_id] = prepared
        return False

    def _names(self, what: str, formula: Formula | None, task: Any) -> tuple[str, ...]:
        value = self.evaluated(formula, task)
        if formula is None:
            return ()
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list) or not all(isinstance(part, str) and part.strip() for part in parts):
            raise self._bad(what, formula, value, task)
        return tuple(dict.fromkeys(part.strip() for part in parts))

    def _moment(self, what: str, formula: Formula | None, task: Any) -> datetime | None:
        value = self.evaluated(formula, task)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self._bad(what, formula, value, task)
        try:
            return parse_moment(value)
        except TimeTextError as error:
            raise self._bad(what, formula, value, task) from error

    def _whole(self, what: str, formula: Formula | None, value: Any, task: Any) -> int:
        try:
            return int(str(value))
        except ValueError as error:
            raise self._bad(what, formula, value, task) from error

    def _bad(self, what: str, formula: Formula | None, value: Any, task: Any) -> EngineFailureError:
        message = text(
            "%(what)s“%(source)s”的结果不能用：%(value)s。",
            what=what,
            source=formula.source if formula else "",
            value=repr(value),
        )
        return EngineFailureError("assignment", message, visible(task))


class JobTask(Activity):
    """Wait for outside work."""

    def prepare(self, task: Any) -> ActivatedJob:
        """Evaluate type and retries of the work."""
        return job_of(self, task)

    def work(self, task: Any, prepared: ActivatedJob) -> bool:
        """Offer the job."""
        task.internal_data["open"] = "job"
        task.workflow.top_workflow.record.jobs[task.id] = prepared
        return False


class ScriptTask(Activity):
    """Evaluate FEEL and keep the result."""

    is_work = False

    def prepare(self, task: Any) -> Any:
        """Evaluate the script."""
        return self.evaluated(self.code.script, task)

    def work(self, task: Any, prepared: Any) -> bool:
        """Hand the result on."""
        if self.code.result_variable:
            task.internal_data["values"] = {self.code.result_variable: prepared}
        return True


class DecisionTask(Activity):
    """Ask the decision service."""

    is_work = False

    def prepare(self, task: Any) -> DecisionMade:
        """Take the decision; whatever goes wrong there is an incident here."""
        env, values = self.env(task), visible(task)
        name = self.evaluated(self.code.decision, task)
        if env.decide is None or not isinstance(name, str):
            message = text("决策“%(name)s”不能执行：没有决策服务。", name=str(name))
            raise EngineFailureError("decision", message, values)
        try:
            value, trace = env.decide(name, values)
            value = native(value)
        except Exception as error:
            raise self._failed(name, error, values) from error
        return DecisionMade(self.element.id, name, value, trace, task.id)

    @staticmethod
    def _failed(name: str, error: Exception, values: dict[str, Any]) -> EngineFailureError:
        reason = str(getattr(error, "message", None) or error or type(error).__name__)
        message = text("决策“%(name)s”没有得出结果：%(reason)s", name=name, reason=reason)
        return EngineFailureError("decision", message, values)

    def work(self, task: Any, prepared: DecisionMade) -> bool:
        """Record the decision and hand its value on."""
        task.workflow.top_workflow.record.decisions.append(prepared)
        if self.code.result_variable:
            task.internal_data["values"] = {self.code.result_variable: prepared.value}
        return True


class SendTask(Activity):
    """Send a message."""

    maps_inputs = False  # input mappings are the message

    def prepare(self, task: Any) -> Any:
        """Evaluate the message."""
        return message_of(self, task)

    def work(self, task: Any, prepared: Any) -> bool:
        """Send it."""
        task.workflow.top_workflow.record.messages.append(thrown_message(self, prepared))
        return True


class ReceiveTask(Activity):
    """Wait for a message."""

    def prepare(self, task: Any) -> Any:
        """Evaluate name and correlation key."""
        event = self.code.event
        return None if event is None else wait_for(event, self.lookup(task), self.env(task))

    def work(self, task: Any, prepared: Any) -> bool:
        """Wait."""
        task.internal_data["wait"] = prepared
        return False


class SubProcess(Activity):
    """Run an embedded sub-process."""

    @property
    def called(self) -> str:
        """Return the name of the specification that runs inside."""
        return self.element.id

    def prepare(self, task: Any) -> None:
        """Refuse to go ever deeper."""
        if task.workflow.depth >= MAX_DEPTH:
            message = text("流程互相调用超过 %(limit)s 层。", limit=MAX_DEPTH)
            raise EngineFailureError("too-deep", message, visible(task))

    def work(self, task: Any, prepared: None) -> bool:  # noqa: ARG002
        """Begin inside."""
        inner = task.workflow.top_workflow.create_subprocess(task, self.called)
        task.internal_data["open"] = "inner"
        planted = task.internal_data.pop("plant", None)
        if planted is None:
            self.begin(task, inner)
        else:
            self.open_again(task, inner, planted)
        return False

    def open_again(self, task: Any, inner: Any, planted: dict[str, Any]) -> None:
        """Put tokens inside where they stood before."""
        if planted["data"] is not None:
            inner.data, inner.written = planted["data"]["data"], set(planted["data"]["written"])
        inner.ended = dict.fromkeys(planted["ended"])
        inner.arm_event_sub_processes()
        led = frontier(task)
        plant(inner, [[element, {"past": led, **note}] for element, note in planted["tokens"]])

    def begin(self, task: Any, inner: Any) -> None:  # noqa: ARG002
        """Put the first token inside."""
        inner.begin(inner.spec.begin_at)

    def inner_finished(self, task: Any, inner: Any) -> None:
        """Leave when everything inside has ended (called by the scope)."""
        top = task.workflow.top_workflow
        del top.subprocesses[task.id]
        mark_exit(task, inner, self.remembered(inner))
        top.resume(task, self.result(inner))

    def remembered(self, inner: Any) -> dict[str, Any] | None:  # noqa: ARG002
        """Return what is needed to open the inside again."""
        return None

    def result(self, inner: Any) -> dict[str, Any]:  # noqa: ARG002
        """Return what the inside hands on: an embedded one wrote where it belongs already."""
        return {}


class CallActivity(SubProcess):
    """Run another process with variables of its own."""

    @property
    def called(self) -> str:
        """Return the id of the called process."""
        return str(self.code.called_process)

    def begin(self, task: Any, inner: Any) -> None:
        """Hand variables over and put the first token inside."""
        inner.data = visible(task) if self.code.propagate_parent else dict(task.data)
        inner.begin(inner.spec.begin_at)

    def result(self, inner: Any) -> dict[str, Any]:
        """Return what the called process wrote: what it merely got does not overwrite what others wrote since."""
        if self.code.outputs:
            return dict(inner.data)
        return {n: inner.data[n] for n in sorted(inner.written)} if self.code.propagate_child else {}

    def remembered(self, inner: Any) -> dict[str, Any]:
        """Return the variables of the called process, which end with it."""
        return {"data": inner.data, "written": sorted(inner.written)}


class EventSubProcess(SubProcess):
    """Run an event sub-process: its start event has happened."""

    trigger: Any = None
    """The start event."""

    def begin(self, task: Any, inner: Any) -> None:
        """Put a token on the start event with the values of what happened."""
        inner.begin(self.trigger, phase="leave", values=task.internal_data.pop("values", {}))
