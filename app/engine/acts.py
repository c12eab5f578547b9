"""What every act on an instance begins and ends with."""

from collections.abc import Mapping
from typing import Any

from app.engine.formula import EngineEnvironment
from app.engine.live import LiveInstance, NotOpenError
from app.engine.outcome import Outcome, Record
from app.engine.report import outcome_of
from app.engine.scopes import native
from app.engine.workflow import shown_id
from app.text import text


def begin(live: LiveInstance, env: EngineEnvironment) -> None:
    """Begin an act: nothing has happened yet."""
    top = live.workflow
    top.env, top.record, top.steps = env, Record(), 0
    top.incidents.clear()
    top.agenda.clear()


def end(live: LiveInstance) -> Outcome:
    """Let every token move that can, and tell what happened."""
    live.workflow.settle()
    return outcome_of(live)


def natives(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values in JSON-native form; raises FeelError for what has none."""
    return {name: native(value) for name, value in values.items()}


def open_token(live: LiveInstance, task_id: str, *kinds: str) -> Any:
    """Return the token of open work; raises `NotOpenError` when it is not open."""
    task = live.workflow.find_shown(task_id)
    if task is None or task.internal_data.get("open") not in kinds or shown_id(task) != task_id:
        raise NotOpenError(text("任务“%(id)s”已经不在办理中。", id=task_id))
    return task
