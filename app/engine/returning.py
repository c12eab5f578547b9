"""Go back to earlier work: 退回 (return) and 撤回 (take back).

Going back undoes the earlier work and whatever followed from it, never what merely happened beside it in another
branch. With `come_back` nothing is undone: the returner's place is kept, its timers run on, and the earlier work leads
straight back to it. Variables keep their values in any case.
"""

from collections.abc import Mapping
from typing import Any

from app.engine import acts
from app.engine.formula import EngineEnvironment
from app.engine.history import History, frontier, live_tokens
from app.engine.live import ImpossibleError, LiveInstance, NotOpenError
from app.engine.outcome import ClosedTask, Outcome, Undone
from app.engine.scopes import owners, propagate
from app.engine.undoing import undo
from app.engine.workflow import shown_id
from app.text import text


def return_targets(live: LiveInstance, task_id: str) -> tuple[str, ...]:
    """Return the user tasks (element ids) that an open user task may go back to, the nearest first.

    Raises `NotOpenError` when the task is not open.
    """
    return tuple(targets_of(live, acts.open_token(live, task_id, "user")))


def return_to(
    live: LiveInstance,
    task_id: str,
    element_id: str,
    values: Mapping[str, Any],
    env: EngineEnvironment,
    *,
    come_back: bool = False,
) -> Outcome:
    """Send an open user task back to an earlier one; `values` are set as variables (the returner's reason).

    What followed from the earlier task ends: sibling branches when it lies before their split, also what had gone on
    behind their join. Siblings that do not follow from it stay, and what they had brought to the join waits there
    again. With `come_back` everything stays, and the earlier task, once completed, leads straight back to this one
    under a new task id. Raises `NotOpenError` when the task is not open, `ImpossibleError` when the element is none
    of `return_targets`; nothing is changed then.
    """
    task = acts.open_token(live, task_id, "user")
    name = targets_of(live, task).get(element_id)
    if name is None:
        raise _no_target(live, element_id)
    given = acts.natives(values)
    acts.begin(live, env)
    propagate(owners(task)[1:], given)
    if come_back:
        _send(live, task, name)
    else:
        task.internal_data["ending"] = "returned"
        undo(live.workflow, name)
    return acts.end(live)


def take_back(live: LiveInstance, done_task_id: str, env: EngineEnvironment) -> Outcome:
    """Open a completed user task again, while nothing that followed from it has been done.

    Whether the following tasks are still unopened by their people is for the use case to judge. Raises
    `ImpossibleError` when something that followed is done already or cannot be called back (a message, outside
    work); nothing is changed then.
    """
    body = _body_of_round(live, done_task_id)
    if body is not None:
        return _take_round_back(live, body, done_task_id, env)
    history: History = live.workflow.history
    name = history.known(done_task_id)
    mark = history.marks.get(name or "")
    if live.status in ("completed", "terminated") or mark is None or name is None or mark.kind != "work":
        raise ImpossibleError(
            text("任务“%(id)s”不能撤回：它的后续已经办理，或者事项已经办结。", id=done_task_id)
        )
    if not _is_user_task(live, mark.element) or not _can_be_done_again(live.workflow, name):
        raise ImpossibleError(
            text("任务“%(id)s”还没有办完，或者所在的阶段已经过去，不能撤回。", id=done_task_id)
        )
    for other in history.after(name) - {name}:
        later = history.marks[other]
        if later.kind != "join" and not _is_untouched(live.workflow.find(other)):
            raise ImpossibleError(
                text("后续的“%(name)s”已经办理，不能撤回。", name=_name(live, later.element))
            )
    acts.begin(live, env)
    undo(live.workflow, name)
    return acts.end(live)


def _body_of_round(live: LiveInstance, done_task_id: str) -> Any:
    """Return the repetition that still runs and in which this task was a round."""
    for task in live_tokens(live.workflow):
        if done_task_id in task.internal_data.get("rounds", {}).get("by", ()):
            return task
    return None


def _take_round_back(live: LiveInstance, body: Any, done_task_id: str, env: EngineEnvironment) -> Outcome:
    acts.begin(live, env)
    if not body.task_spec.take_round_back(body, done_task_id):
        raise ImpossibleError(
            text("任务“%(id)s”不能撤回：它的后续已经办理，或者事项已经办结。", id=done_task_id)
        )
    return acts.end(live)


def targets_of(live: LiveInstance, task: Any) -> dict[str, str]:
    """Return element id → mark of the finished user tasks that led to an open one, the nearest first."""
    top = live.workflow
    place = place_of(top, task)
    here = {task.task_spec.element.id, place.task_spec.element.id}
    led = top.history.before(frontier(place))
    found: dict[str, str] = {}
    for name in sorted(led, key=int, reverse=True):
        mark = top.history.marks[name]
        if mark.kind != "work" or mark.element in here or not _is_user_task(live, mark.element):
            continue
        if _can_be_done_again(top, name):
            found.setdefault(mark.element, name)
    return found


def place_of(top: Any, task: Any) -> Any:
    """Return the token whose place in the drawing counts: a task on a detour stands for the one that sent it."""
    while True:
        note = task.internal_data
        host = task if "body" not in note else task.workflow.tasks[note["body"]]
        if "detour" not in host.internal_data:
            return task
        task = top.find(host.internal_data["detour"])


def _can_be_done_again(top: Any, name: str) -> bool:
    """Tell whether work has ended, is no earlier round, and its scope runs or can be opened again."""
    history: History = top.history
    if top.find(name) is not None or not history.is_latest(name):
        return False
    scope = history.marks[name].scope
    running = top.subprocesses.get(scope) if scope else top
    if running is not None and running.cut:
        return False  # what began before the interruption ended with it
    while scope and scope not in top.subprocesses:
        host = history.marks.get(scope)
        if host is None or history.exit_of(scope) is None or not history.is_latest(scope):
            return False
        scope = host.scope
    return True


def _send(live: LiveInstance, task: Any, name: str) -> None:
    """Keep a task's place and begin earlier work that comes back to it."""
    top = live.workflow
    mark = top.history.marks[name]
    if mark.scope and mark.scope not in top.subprocesses:
        raise ImpossibleError(
            text(
                "“%(name)s”所在的阶段已经结束，退回后不能直接返回，请选择逐级重走。",
                name=_name(live, mark.element),
            )
        )
    note = task.internal_data
    top.record.closed.append(ClosedTask(shown_id(task), task.task_spec.element.id, "returned"))
    top.record.undone.append(Undone(name, mark.element))
    del note["open"]
    note["away"] = True
    scope = top if mark.scope == "" else top.subprocesses[mark.scope]
    sent = scope.spawn(top.spec.nodes[mark.element], detour=task.id, past=mark.past)
    sent._ready()  # noqa: SLF001


def _is_untouched(token: Any) -> bool:
    if token is None or token.internal_data.get("open") not in ("user", "loop", "inner"):
        return False
    rounds = token.internal_data.get("rounds")
    if rounds is None:
        return True
    of_it = [t.internal_data for t in token.workflow.tokens() if t.internal_data.get("body") == token.id]
    return not (rounds["done"] or rounds["gone"] or any("away" in note for note in of_it))


def _is_user_task(live: LiveInstance, element_id: str) -> bool:
    return bool(live.workflow.spec.nodes[element_id].element.kind == "userTask")


def _name(live: LiveInstance, element_id: str) -> str:
    element = live.definition.elements.get(element_id)
    return (element.name if element else "") or element_id


def _no_target(live: LiveInstance, element_id: str) -> ImpossibleError | NotOpenError:
    if element_id not in live.definition.elements:
        return ImpossibleError(text("流程的现行版本里没有环节“%(id)s”，不能退回到那里。", id=element_id))
    return ImpossibleError(
        text("不能退回到“%(name)s”：它不是引到本任务的已办环节。", name=_name(live, element_id))
    )
