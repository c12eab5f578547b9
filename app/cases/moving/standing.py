"""Why a task cannot be completed just now although it is open: suspended, waiting for opinions, held."""

from typing import Any

from sqlalchemy import Row

from app.errors import ConflictError
from app.store.tasks import asked_in
from app.text import Text, text


def lock_of(row: Row[Any]) -> Text | None:
    """Return why nobody completes this task now (a row of `tasks.task_with_case`), None when somebody may.

    The applicant's own steps stay open while a case is suspended: rights do not stop.
    """
    if row.side_of is not None:
        return text("这是一项征求意见的任务，请在意见页面填写。")
    if row.suspended_at is not None and not row.for_applicant:
        return text("此件已挂起：%(reason)s。恢复之后才能办理。", reason=row.suspended_reason or "")
    if row.held_at is not None:
        return text("这一步已经办毕，正在等待加签意见。")
    if "before" in asked_in(row):
        return text("还有加签意见没有回复。请等待回复，或者先减签。")
    return None


def require_unlocked(row: Row[Any]) -> None:
    """Raise ConflictError with the reason when a task cannot be completed just now."""
    reason = lock_of(row)
    if reason is not None:
        raise ConflictError(reason)
