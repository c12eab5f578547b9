"""The common way of every flow node: enter, wait, leave, choose the ways out; on SpiffWorkflow's task spec hooks.

A node is shared by all instances and threads: whatever a token knows stands in the token.
"""

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from app.engine.formula import EngineEnvironment, Formula, Lookup
from app.engine.history import frontier, with_past
from app.engine.model import Code, Element
from app.engine.scopes import lookup_in, mapped, owners, propagate, put


@dataclass(frozen=True, slots=True)
class Exit:
    """Hold a sequence flow that leaves a node."""

    flow: str
    target: Any
    condition: Formula | None
    is_default: bool
    told: bool


class Root(TaskSpec):  # type: ignore[misc]
    """Be the root of a token tree; it never runs."""

    def __init__(self, wf_spec: Any) -> None:
        super().__init__(wf_spec, "(root)")


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """Hold the nodes of one process or sub-process.

    `own_scope` tells a process, which has variables of its own, from an embedded sub-process.
    """

    def __init__(self, element: Element) -> None:
        self.frozen = False
        WorkflowSpec.__init__(self, name=element.id, filename=element.file)
        self.element = element
        self.own_scope = element.kind == "process"
        self.description = element.name
        self.start = Root(self)
        self.data_objects: dict[str, Any] = {}
        self.begin_at: Any = None
        self.event_sub_processes: tuple[Any, ...] = ()
        self.inclusive_joins: tuple[Any, ...] = ()
        self.branches: Any = None

    def _add_notify(self, task_spec: Any) -> None:
        if self.frozen:
            message = f"process {self.name} is frozen"
            raise RuntimeError(message)
        WorkflowSpec._add_notify(self, task_spec)  # noqa: SLF001

    def freeze(self) -> None:
        """Refuse further nodes: from now on instances share this object."""
        self.frozen = True

    def fire_inclusive_joins(self, scope: Any) -> bool:
        """Fire the inclusive joins of a scope that need not wait longer; tell whether one did."""
        return any(node.fire(scope) for node in self.inclusive_joins)


class Node(BpmnTaskSpec):  # type: ignore[misc]
    """Pass a token through one element."""

    is_watched = False

    def __init__(self, wf_spec: ProcessSpec, element: Element, code: Code) -> None:
        super().__init__(wf_spec, element.id, lane=element.lane)
        self.bpmn_id, self.bpmn_name = element.id, element.name
        self.element, self.code = element, code
        self.exits: tuple[Exit, ...] = ()
        self.boundaries: tuple[Any, ...] = ()

    # what SpiffWorkflow calls

    def test(self) -> None:
        """Accept the node: the drawing was checked before."""

    def _predict_hook(self, my_task: Any) -> None:
        """Predict nothing."""

    def _update_hook(self, my_task: Any) -> bool:  # noqa: ARG002
        return True

    def _on_ready_hook(self, my_task: Any) -> None:
        my_task.workflow.top_workflow.agenda.append(my_task)

    def _run_hook(self, my_task: Any) -> bool | None:
        note = my_task.internal_data
        my_task.workflow.top_workflow.report_entered(my_task)
        if note.get("phase", "enter") == "enter":
            if not self.enter(my_task):
                note["phase"] = "wait"
                return None
            note["phase"] = "leave"
        if note["phase"] == "leave":
            self.leave(my_task)
            note["phase"] = "exit"
        note["take"] = self.choose(my_task)
        return True

    def _on_complete_hook(self, my_task: Any) -> None:
        scope = my_task.workflow
        top = scope.top_workflow
        top.report_left(my_task)
        self.left(my_task)
        if scope.tasks.get(my_task.id) is not my_task:
            return  # what this element threw ended its own scope
        if "detour" in my_task.internal_data:
            top.come_back(my_task)
            return
        past = frontier(my_task)
        for index in my_task.internal_data["take"]:
            way = self.exits[index]
            if way.told:
                top.record.taken.append(way.flow)
            note = {"via": way.flow} if way.target.collects else {}
            scope.spawn(way.target, my_task, **with_past(past, **note))

    # what elements do differently

    collects = False
    """Whether tokens that arrive must remember the flow they came by."""

    def enter(self, task: Any) -> bool:  # noqa: ARG002
        """Do what the element does on entry; False when the token must wait there."""
        return True

    def leave(self, task: Any) -> None:
        """Take over what the element was given: output mappings, or everything."""
        absorb(self.code, task, task.internal_data.get("values") or {}, self.env(task))

    def choose(self, task: Any) -> list[int]:  # noqa: ARG002
        """Return the indices of the ways out to take."""
        return list(range(len(self.exits)))

    def left(self, task: Any) -> None:
        """Do what follows once the token has left: throw, terminate."""

    @staticmethod
    def env(task: Any) -> EngineEnvironment:
        """Return the environment of the act that runs."""
        found: EngineEnvironment = task.workflow.top_workflow.env
        return found

    @staticmethod
    def lookup(task: Any) -> Lookup:
        """Return the function from a name to its value as this token sees it."""
        return lookup_in(owners(task))


def absorb(code: Code, task: Any, values: dict[str, Any], env: EngineEnvironment) -> None:
    """Merge what an element was given: with output mappings only their results leave its scope.

    Source: Camunda 8, "variables", propagation and output mappings.
    """
    chain = owners(task)
    if not code.outputs:
        propagate(chain, values)
        return
    for name, value in values.items():
        put(task, name, value)
    propagate(chain[1:], mapped(code.outputs, owners(task), env, fresh=False))
