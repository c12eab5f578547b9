"""Outside work that an element asks for."""

from typing import Any

from app.engine.formula import EngineFailureError
from app.engine.outcome import ActivatedJob
from app.engine.scopes import visible
from app.text import text

DEFAULT_RETRIES = 3


def job_of(node: Any, task: Any) -> ActivatedJob:
    """Return the job of a token; raises `EngineFailureError` when type or retries are no use."""
    find, env = node.lookup(task), node.env(task)
    kind = node.code.job_type.evaluate(find, env)
    retries = node.code.retries.evaluate(find, env) if node.code.retries else DEFAULT_RETRIES
    whole = str(retries)
    if not isinstance(kind, str) or not kind.strip() or not whole.isdecimal():
        message = text(
            "任务类型或重试次数不能用：%(type)s，%(retries)s。", type=repr(kind), retries=repr(retries)
        )
        raise EngineFailureError("job-type", message, visible(task))
    element = node.element
    return ActivatedJob(task.id, element.id, kind, int(whole), element.headers, visible(task))
