"""Judge whether a running instance can go on in another version of its drawing, and say where it cannot.

It can when every token finds its element again in the same surroundings, and when it has not gone past a step that
the other version demands before that element.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.engine.blocks import branches_in, ways_out
from app.engine.live import LiveInstance
from app.engine.model import Element, ProcessDefinition
from app.engine.must_pass import must_pass
from app.text import Text, text

Code = Literal["process", "ended", "gone", "kind", "place", "branches", "missed", "unfinished"]
_STEPS = frozenset({"intermediateCatchEvent", "intermediateThrowEvent", "subProcess", "callActivity"})


@dataclass(frozen=True, slots=True)
class MigrationProblem:
    """Say why an instance cannot move: at which of its elements, and (`missed`) past which new step."""

    element_id: str
    code: Code
    message: Text
    other_id: str = ""


def migration_problems(
    live: LiveInstance, target: ProcessDefinition, mapping: Mapping[str, str] | None = None
) -> list[MigrationProblem]:
    """Return why an instance cannot go on in another version; an empty list when it can.

    `mapping` names elements that have another id there; all others keep theirs.
    """
    if live.definition.process_id != target.process_id:
        message = text("“%(other)s”是另一个流程。", other=target.name or target.process_id)
        return [MigrationProblem(live.definition.process_id, "process", message)]
    if live.status in ("completed", "terminated"):
        return [MigrationProblem(live.definition.process_id, "ended", text("事项已经办结。"))]
    judge = _Judge(live, target, mapping or {})
    found = [problem for task in judge.tokens() for problem in judge.problems_of(task)]
    return list(dict.fromkeys(found))


def standing_at(live: LiveInstance) -> tuple[str, ...]:
    """Return the elements at which tokens rest, without sub-processes around them, oldest token first."""
    top = live.workflow
    found = [
        task
        for scope in top.scopes()
        for task in scope.tokens()
        if not {"watch", "body"} & task.internal_data.keys() and task.id not in top.subprocesses
    ]
    return tuple(
        dict.fromkeys(task.task_spec.element.id for task in sorted(found, key=lambda one: int(one.id)))
    )


class _Judge:
    """Hold what the questions about one instance share."""

    def __init__(self, live: LiveInstance, target: ProcessDefinition, mapping: Mapping[str, str]) -> None:
        self.live, self.target, self.mapping = live, target, mapping
        self.done = {self.there(mark.element) for mark in live.workflow.history.marks.values()}

    def there(self, element_id: str) -> str:
        """Return the id of an element in the other version."""
        return self.mapping.get(element_id, element_id)

    def tokens(self) -> Iterator[Any]:
        """Yield the tokens whose place counts."""
        for scope in self.live.workflow.scopes():
            for task in scope.tokens():
                if not {"watch", "body"} & task.internal_data.keys():
                    yield task

    def problems_of(self, task: Any) -> Iterator[MigrationProblem]:
        """Yield what keeps a token from moving."""
        here: Element = task.task_spec.element
        there = self.target.elements.get(self.there(here.id))
        if there is None:
            yield self._problem(here, "gone", text("正办理的“%(name)s”在新版本里没有了。", name=_name(here)))
        elif (there.kind, there.multi_instance, there.called_process) != (
            here.kind,
            here.multi_instance,
            here.called_process,
        ):
            yield self._problem(here, "kind", text("“%(name)s”在新版本里换了种类。", name=_name(here)))
        elif there.parent_id != self.there(here.parent_id or ""):
            yield self._problem(here, "place", text("“%(name)s”在新版本里移到了别的阶段。", name=_name(here)))
        elif "plant" in task.internal_data:
            yield self._problem(here, "unfinished", text("“%(name)s”有未解决的异常。", name=_name(here)))
        elif not self._same_branches(task, there):
            message = text("“%(name)s”周围的并行分支在新版本里变了。", name=_name(here))
            yield self._problem(here, "branches", message)
        else:
            yield from self._missed(task, here, there)

    def _problem(self, here: Element, code: Code, message: Text, other_id: str = "") -> MigrationProblem:
        return MigrationProblem(here.id, code, message, other_id)

    def _same_branches(self, task: Any, there: Element) -> bool:
        source, target = task.workflow.spec, self.target.subprocess_specs[there.parent_id or ""]
        place = self._place(task, there)
        if place is None:
            return False
        before, after = branches_in(source)[place[0]], branches_in(target)[place[1]]
        if {self.there(start) for start in before} != set(after):
            return False
        for start, branches in before.items():
            nodes = source.task_specs[start], target.task_specs[self.there(start)]
            ways = [len(ways_out(node)) for node in nodes]
            if ways[0] != ways[1] or len(branches) != len(after[self.there(start)]):
                return False
        return True

    def _place(self, task: Any, there: Element) -> tuple[str, str] | None:
        """Return the last node a token passed or stands at, here and there; at a join, the one its flow leaves."""
        via = task.internal_data.get("via")
        if via is None:
            return task.task_spec.element.id, there.id
        flow = flow_there(self.live.definition, self.target, self.mapping, via)
        return (
            None if flow is None else (self.live.definition.flows[via].source, self.target.flows[flow].source)
        )

    def _missed(self, task: Any, here: Element, there: Element) -> Iterator[MigrationProblem]:
        """Yield the steps that the other version demands before the place of a token, and that were not done."""
        place = self._place(task, there)
        if "detour" in task.internal_data or place is None:
            return
        spec = self.target.subprocess_specs[there.parent_id or ""]
        demanded = {place[1], *must_pass(spec)[place[1]]}
        passed = {self.there(one) for one in (place[0], *must_pass(task.workflow.spec)[place[0]])}
        for name in sorted(demanded - passed - self.done):
            step = self.target.elements[name]
            if not step.synthetic and (step.kind.lower().endswith("task") or step.kind in _STEPS):
                message = text(
                    "已经过了新版本里的“%(step)s”：正办理“%(name)s”。", step=_name(step), name=_name(here)
                )
                yield self._problem(here, "missed", message, name)


def flow_there(
    source: ProcessDefinition, target: ProcessDefinition, mapping: Mapping[str, str], flow_id: str
) -> str | None:
    """Return the flow of the other version by which a token that waits at a join has come; None when there is none."""
    here = source.flows[flow_id]
    join = mapping.get(here.target, here.target)
    there = target.flows.get(flow_id)
    if there is not None and there.target == join:
        return flow_id
    start = mapping.get(here.source, here.source)
    found = [flow.id for flow in target.flows.values() if (flow.source, flow.target) == (start, join)]
    return found[0] if len(found) == 1 else None


def _name(element: Element) -> str:
    return element.name or element.id
