"""Move a case to another element by hand: the free jump of an administrator.

A jump must leave a case that the drawing could have come to: whoever jumps out of a parallel block takes the other
branches along, and nobody jumps into a branch whose siblings never began.
"""

from typing import Any

from app.engine import acts
from app.engine.blocks import branches_in
from app.engine.formula import EngineEnvironment
from app.engine.history import History, frontier, with_past
from app.engine.live import ImpossibleError, LiveInstance
from app.engine.model import Element
from app.engine.outcome import Outcome
from app.engine.returning import place_of, targets_of
from app.engine.undoing import plant, undo
from app.text import text

_NEVER = frozenset({"startEvent", "boundaryEvent", "process"})
_JOINS = frozenset({"parallelGateway", "inclusiveGateway"})


def jump(live: LiveInstance, task_id: str, element_id: str, env: EngineEnvironment) -> Outcome:
    """End an open user task and go on at another element instead.

    Forward, aside or back; into a sub-process, it begins there. Where the element is one that the task may be
    returned to, the jump does what a return does. Otherwise the branches of every parallel block that is left end.
    Raises `NotOpenError` when the task is not open, `ImpossibleError` when the case could not go on from there;
    nothing is changed then.
    """
    task = acts.open_token(live, task_id, "user")
    target = _target(live, element_id)
    earlier = targets_of(live, task).get(element_id)
    if earlier is not None:
        acts.begin(live, env)
        undo(live.workflow, earlier)
        return acts.end(live)
    position, entered = _where(live, place_of(live.workflow, task), target)
    if position.task_spec.element.id == element_id:
        raise ImpossibleError(text("任务已经在“%(name)s”。", name=_name(target)))
    ending = _ending(position, entered[0], target)
    acts.begin(live, env)
    past = _common_past(live.workflow.history, ending)
    for token in ending:
        position.workflow.cancel_token(token)
    plant(position.workflow, [_planted(entered, past)])
    return acts.end(live)


def _target(live: LiveInstance, element_id: str) -> Element:
    element = live.definition.elements.get(element_id)
    if element is None or element.synthetic or element.kind in _NEVER or element.event_sub_process:
        raise ImpossibleError(text("流程的现行版本里没有可以跳转到的环节“%(id)s”。", id=element_id))
    if element.kind in _JOINS and len(element.incoming) > 1:
        message = text("不能跳转到汇合网关“%(name)s”：它要等各分支到达。", name=_name(element))
        raise ImpossibleError(message)
    return element


def _where(live: LiveInstance, task: Any, target: Element) -> tuple[Any, list[Element]]:
    """Return the token that stands for a task in the running scope nearest to an element, and what is entered there.

    What is entered begins with a node of that scope and ends with the element; between are sub-processes to open.
    """
    running = {scope.spec.name: scope for scope in _scopes_around(task)}
    entered = [target]
    while entered[0].parent_id not in running:
        around = live.definition.elements.get(entered[0].parent_id or "")
        if around is None or around.kind != "subProcess" or around.event_sub_process or around.multi_instance:
            raise ImpossibleError(
                text("不能跳转到“%(name)s”：它所在的子流程没有在运行。", name=_name(target))
            )
        if branches_in(live.definition.subprocess_specs[around.id])[entered[0].id]:
            raise _other_branch(target)
        entered.insert(0, around)
    scope = running[str(entered[0].parent_id)]
    while task.workflow is not scope:
        task = task.workflow.parent_task
    return (task if "body" not in task.internal_data else scope.tasks[task.internal_data["body"]]), entered


def _scopes_around(task: Any) -> list[Any]:
    """Return the scopes a task stands in, outermost first, so that the innermost wins."""
    found: list[Any] = []
    scope = task.workflow
    while scope is not None:
        found.insert(0, scope)
        scope = None if scope.parent_task is None else scope.parent_task.workflow
    return found


def _ending(position: Any, node: Element, target: Element) -> list[Any]:
    """Return the tokens that end with the jump; raises `ImpossibleError` when it leads into another branch."""
    scope = position.workflow
    branches = branches_in(scope.spec)
    here, there = branches[position.task_spec.element.id], branches[node.id]
    if any(start not in here or not here[start] <= there[start] for start in there):
        raise _other_branch(target)
    left = {start: there.get(start) for start in here if here[start] != there.get(start)}
    found = [position]
    for token in scope.tokens():
        note = token.internal_data
        if token is position or {"watch", "body", "detour"} & note.keys():
            continue
        around = _branches_of(token, branches)
        if any(
            start in around and (covered is None or around[start] <= covered)
            for start, covered in left.items()
        ) or any(start == token.task_spec.element.id and covered is None for start, covered in left.items()):
            found.append(token)
    return found


def _branches_of(token: Any, branches: Any) -> Any:
    """Return the branches a token lies in; one that waits at a join still lies on its flow."""
    via = token.internal_data.get("via")
    node = token.task_spec
    if via is None:
        return branches[node.element.id]
    source = next(n for n in node.inputs if any(way.flow == via for way in n.exits))
    found = dict(branches[source.element.id])
    if source.element.kind in _JOINS and len(source.exits) > 1:
        found[source.element.id] = frozenset(i for i, way in enumerate(source.exits) if way.flow == via)
    return found


def _common_past(history: History, tokens: list[Any]) -> list[str]:
    """Return what led to all of these tokens: of work that only some followed, nothing may come back."""
    if len(tokens) == 1:
        return frontier(tokens[0])
    shared = set.intersection(*(history.before(frontier(token)) for token in tokens))
    return [one for one in shared if not any(one in history.marks[other].past for other in shared)]


def _planted(entered: list[Element], past: list[str]) -> list[Any]:
    first, *inner = entered
    if not inner:
        return [first.id, with_past(past)]
    return [
        first.id,
        with_past(past, plant={"of": "", "data": None, "ended": [], "tokens": [_planted(inner, [])]}),
    ]


def _other_branch(target: Element) -> ImpossibleError:
    message = text("不能跳转到“%(name)s”：它在另一个并行分支里，其他分支不会到达汇合。", name=_name(target))
    return ImpossibleError(message)


def _name(element: Element) -> str:
    return element.name or element.id
