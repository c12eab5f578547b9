"""Read one user task, and the values its form starts with."""

from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.site_values import with_site_values
from app.cases.moving.submissions import read_values
from app.catalog.resolve import resolve_package
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances, tasks
from app.text import text


def get_task(tx: Connection, task_key: int, *, lock: bool = False) -> Row[Any]:
    """Return a task with what access and engine need of its case; raises NotFoundError.

    With `lock` nobody else moves the case until the transaction ends.
    """
    row = tasks.task_with_case(tx, task_key, lock=lock)
    if row is None:
        raise NotFoundError(text("没有找到这项任务"))
    return row


def form_context(runtime: Runtime, tx: Connection, row: Row[Any]) -> dict[str, Any]:
    """Return what the form of a task may refer to and starts with.

    The case's variables, the item of its round, what other forms brought, and the answers of this very
    element when it is done again. Answers to the same form at another element, or in another round, stay
    out: two offices that sign with one form must not find each other's signature filled in.
    """
    values: dict[str, Any] = {**row.variables, **(row.item or {})}
    again = "loopCounter" not in values
    for sent in instances.submissions_of(tx, row.instance_key):
        own = sent.task_key == row.key or (again and sent.element_id == row.element_id)
        if sent.form_id != row.form_id or own:
            values.update(read_values(runtime, sent))
    form = resolve_package(runtime, tx, row.definition_key).forms.get(row.form_id or "")
    return with_site_values(tx, form, values)
