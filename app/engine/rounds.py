"""Ask one more, or one less, in a multi-instance activity that runs: 加签 and 减签.

Who is no longer asked leaves the round without a result and without a gap: conditions count those who are asked now.
"""

from typing import Any, Literal

from app.engine import acts
from app.engine.formula import EngineEnvironment
from app.engine.live import ImpossibleError, LiveInstance, NotOpenError
from app.engine.loops import MAX_ROUNDS
from app.engine.outcome import Outcome
from app.engine.scopes import native
from app.text import text


def add_instance(
    live: LiveInstance,
    task_id: str,
    item: Any,
    env: EngineEnvironment,
    *,
    place: Literal["last", "next"] = "last",
) -> Outcome:
    """Add an element to the collection of the multi-instance activity around an open user task.

    In a parallel one its round begins at once, in a sequential one when its turn comes: after all others, or right
    after the present one (`place="next"`). Raises `NotOpenError` when the task is not open, `ImpossibleError` when
    there is no multi-instance activity around it or it is full.
    """
    body, _ = _around(live, task_id)
    rounds = body.internal_data["rounds"]
    if len(rounds["items"]) >= MAX_ROUNDS:
        raise ImpossibleError(text("参加办理的已有 %(limit)s 个，不能再加。", limit=MAX_ROUNDS))
    given = native(item)
    acts.begin(live, env)
    body.task_spec.add_round(body, given, at_once=place == "next")
    return acts.end(live)


def remove_instance(live: LiveInstance, task_id: str, env: EngineEnvironment) -> Outcome:
    """Ask no longer for the round of an open user task; its task is closed as `removed`.

    The activity goes on when everybody else has answered or its completion condition now holds. Raises
    `NotOpenError` when the task is not open, `ImpossibleError` when it is no round or the only one.
    """
    body, own = _around(live, task_id)
    if len(body.internal_data["rounds"]["items"]) == 1:
        raise ImpossibleError(text("只剩一人办理，不能再减；可以退回或者终止。"))
    acts.begin(live, env)
    body.task_spec.remove_round(body, own)
    return acts.end(live)


def waiting_items(live: LiveInstance, task_id: str) -> tuple[Any, ...]:
    """Return the elements whose turn has not come in the multi-instance activity around an open user task.

    Raises `NotOpenError` when the task is not open, `ImpossibleError` when there is no such activity.
    """
    rounds = _around(live, task_id)[0].internal_data["rounds"]
    return tuple(rounds["items"][rounds["next"] :])


def _around(live: LiveInstance, task_id: str) -> tuple[Any, Any]:
    """Return the body and the round of the innermost multi-instance activity around an open user task."""
    task = live.workflow.find_shown(task_id)
    if task is None or not ({"open", "away"} & task.internal_data.keys()):
        raise NotOpenError(text("任务“%(id)s”已经不在办理中。", id=task_id))
    while "body" not in task.internal_data:
        task = task.workflow.parent_task
        if task is None:
            raise ImpossibleError(text("这个任务不是多人会签，不能加签或减签。"))
    return task.workflow.tasks[task.internal_data["body"]], task
