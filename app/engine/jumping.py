"""Move a case to another element by hand: the free jump of an administrator."""

from app.engine import acts
from app.engine.formula import EngineEnvironment
from app.engine.history import frontier, live_tokens, with_past
from app.engine.live import ImpossibleError, LiveInstance
from app.engine.outcome import Outcome
from app.text import text


def jump(live: LiveInstance, task_id: str, element_id: str, env: EngineEnvironment) -> Outcome:
    """End an open user task and go on at another element instead.

    Raises `NotOpenError` when the task is not open, `ImpossibleError` when the case could not go on from there;
    nothing is changed then.
    """
    task = acts.open_token(live, task_id, "user")
    scope = task.workflow
    target = live.definition.elements.get(element_id)
    inside = target is not None and target.parent_id == scope.spec.element.id
    if not inside or [other for other in live_tokens(live.workflow) if other is not task]:
        raise ImpossibleError(text("不能从这里跳转到“%(id)s”。", id=element_id))
    acts.begin(live, env)
    past = frontier(task)
    task.internal_data["ending"] = "returned"
    scope.cancel_token(task)
    token = scope.spawn(live.workflow.spec.nodes[element_id], **with_past(past))
    token._ready()  # noqa: SLF001
    return acts.end(live)
