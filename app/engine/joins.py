"""Gateways: choices, and joins that are right inside loops.

A join counts tokens by the sequence flow they came by, inside the one scope it stands in: it needs neither the
history of a token nor a prediction, and surplus tokens simply stay on their flow. Source: BPMN 2.0 §13.4.1
(parallel), §13.4.2 (exclusive), §13.4.3 (inclusive), §13.4.4 (event-based).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.formula import EngineFailureError
from app.engine.history import ended_work, frontier, mark_join, with_past
from app.engine.nodes import Node
from app.engine.scopes import visible
from app.text import text


class Gateway(Node):
    """Do what gateways share."""

    def leave(self, task: Any) -> None:
        """Take over nothing: gateways have no data."""

    def nothing_fits(self, task: Any) -> EngineFailureError:
        """Build the failure of a choice without a way out."""
        name = self.element.name or self.element.id
        message = text("网关“%(name)s”的所有条件都不成立，也没有默认流向。", name=name)
        return EngineFailureError("no-flow", message, visible(task))

    def default(self) -> list[int]:
        """Return the index of the default flow, if there is one."""
        return [index for index, way in enumerate(self.exits) if way.is_default]


class ExclusiveGateway(Gateway):
    """Take the first way out whose condition holds."""

    def choose(self, task: Any) -> list[int]:
        """Return one way out; raises `EngineFailureError` when a condition is no boolean or nothing fits."""
        find, env = self.lookup(task), self.env(task)
        for index, way in enumerate(self.exits):
            if way.is_default:
                continue
            if way.condition is None or way.condition.truth(find, env):
                return [index]
        found = self.default()
        if not found:
            raise self.nothing_fits(task)
        return found


class _Join(Gateway):
    """Collect tokens by the flow they came by."""

    @property
    def collects(self) -> bool:  # type: ignore[override]
        """Tell whether several flows meet here."""
        return len(self.element.incoming) > 1

    def waiting(self, scope: Any) -> dict[str, Any]:
        """Return the oldest waiting token of each incoming flow."""
        found: dict[str, Any] = {}
        for task in scope.tokens():
            if task.task_spec is self and task.state == TaskState.WAITING:
                found.setdefault(task.internal_data["via"], task)
        return found

    def merge(self, scope: Any, tokens: Mapping[str, Any], besides: Iterable[str] = ()) -> Any:
        """Melt one token of each flow into one, which goes on; `besides` is work that brought none."""
        first, *others = tokens.values()
        pasts = {flow: frontier(task) for flow, task in tokens.items()}
        for task in others:
            task._set_state(TaskState.COMPLETED)  # noqa: SLF001
            scope.drop(task)
        mark_join(first, pasts, besides)
        first.internal_data.pop("incident", None)
        scope.top_workflow.incidents.pop(first.id, None)
        return first


class ParallelGateway(_Join):
    """Wait for a token on every incoming flow, then take every way out."""

    def _update_hook(self, my_task: Any) -> bool:
        if not self.collects:
            return True
        my_task._set_state(TaskState.WAITING)  # noqa: SLF001
        scope = my_task.workflow
        tokens = self.waiting(scope)
        if len(tokens) == len(self.element.incoming):
            self.merge(scope, tokens)._ready()  # noqa: SLF001
        return False


class InclusiveGateway(_Join):
    """Wait for every token that can still arrive; then take every way out whose condition holds.

    `may_reach[element]` are the incoming flows that a token in that element can reach without passing this gateway;
    `will_reach` leaves out ways over boundary events, which the token need not take.
    """

    may_reach: Mapping[str, frozenset[str]]
    will_reach: Mapping[str, frozenset[str]]

    def _update_hook(self, my_task: Any) -> bool:
        if not self.collects:
            return True
        my_task._set_state(TaskState.WAITING)  # noqa: SLF001
        return False

    def fire(self, scope: Any) -> bool:
        """Let the waiting tokens go on when no other one can still arrive on an empty flow."""
        tokens = self.waiting(scope)
        if not tokens:
            return False
        full = frozenset(tokens)
        empty = frozenset(self.element.incoming) - full
        if empty and any(self._may_arrive(task, empty, full) for task in scope.tokens()):
            return False
        missed = {place for place, flows in self.reach.items() if not empty.isdisjoint(flows)}
        self.merge(scope, tokens, ended_work(scope, missed))._ready()  # noqa: SLF001
        return True

    def _may_arrive(self, task: Any, empty: frozenset[str], full: frozenset[str]) -> bool:
        if task.task_spec is self or "watch" in task.internal_data or _comes_back(task):
            return False
        # a token that may still reach a full flow is not waited for (§13.4.3), unless only by a boundary event
        place = task.task_spec.element.id
        return not empty.isdisjoint(self.reach[place]) and full.isdisjoint(self.reach_by_flow[place])

    def choose(self, task: Any) -> list[int]:
        """Return every way out whose condition holds, else the default."""
        find, env = self.lookup(task), self.env(task)
        found = [
            index
            for index, way in enumerate(self.exits)
            if not way.is_default and (way.condition is None or way.condition.truth(find, env))
        ]
        found = found or self.default()
        if not found:
            raise self.nothing_fits(task)
        return found


def _comes_back(task: Any) -> bool:
    """Tell whether a token does earlier work and will not leave by its flows."""
    note = task.internal_data
    return "detour" in note or (
        "body" in note and "detour" in task.workflow.tasks[note["body"]].internal_data
    )


class EventBasedGateway(Gateway):
    """Wait for whichever of the events behind it comes first; the flow to that event is taken then."""

    def enter(self, task: Any) -> bool:
        """Put a watcher on every event; raises `EngineFailureError` before the first one."""
        find, env = self.lookup(task), self.env(task)
        waits = [(way.target, way.target.wait(find, env)) for way in self.exits]
        for target, wait in waits:
            watcher = task.workflow.spawn(target, watch=task.id, wait=wait)
            watcher._set_state(TaskState.WAITING)  # noqa: SLF001
        task.internal_data["open"] = "events"
        return False

    def decide(self, task: Any, target: Any, values: Mapping[str, Any]) -> None:
        """Leave towards the event that happened."""
        scope = task.workflow
        top = scope.top_workflow
        for watcher in scope.watchers_of(task.id):
            scope.cancel_token(watcher)
        way = next(way for way in self.exits if way.target is target)
        top.record.taken.append(way.flow)
        happened = scope.spawn(target, **with_past(frontier(task), phase="leave", values=dict(values)))
        task.internal_data["phase"] = "exit"
        task.internal_data["take"] = []
        happened._ready()  # noqa: SLF001
        task.complete()
