"""Read one user task for its page, and the values its form starts with."""

from typing import Any

from sqlalchemy import Connection, Row

from app.errors import NotFoundError
from app.store import tasks
from app.text import text


def get_task(tx: Connection, task_key: int) -> Row[Any]:
    """Return a task with what access and engine need of its case; raises NotFoundError."""
    row = tasks.task_with_case(tx, task_key)
    if row is None:
        raise NotFoundError(text("没有找到这项任务"))
    return row
