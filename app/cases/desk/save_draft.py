"""Keep what a clerk has filled in so far, without judging it; nothing of the case moves."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.complete import PostedForm, read_form
from app.cases.moving.facts import task_facts
from app.cases.moving.form_errors import FormInvalidError
from app.cases.moving.read_task import get_task
from app.cases.moving.submissions import plain_values
from app.errors import ConflictError
from app.forms.submission import ACTION
from app.runtime import Runtime
from app.store import tasks
from app.text import text

_PLACE = {"table": "draft", "column": "values"}


def save_draft(runtime: Runtime, actor: Actor, task_key: int, data: PostedForm) -> None:
    """Store the post as the actor's draft of the task, encrypted. Files are not part of a draft.

    Raises ConflictError when the task is done already, FormInvalidError only for a state-secret mark:
    such text is refused everywhere and at once.
    """
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        facts = task_facts(tx, row)
        require(actor, "task.read", facts)
        if row.state != "open":
            raise ConflictError(text("这项任务已经办结，草稿没有保存。"))
        require(actor, "task.complete", facts)
        typed = {name: values for name, values in data.items() if name != ACTION}
        submission = read_form(runtime, tx, row, typed, draft=True)
        if submission.errors:
            raise FormInvalidError(submission)
        account_key = actor.account_key or 0
        plain = json.dumps(plain_values(submission.values), ensure_ascii=False)
        sealed = runtime.keys.encrypt(plain, **_PLACE, key=(task_key, account_key))
        tasks.save_draft(tx, task_key, account_key, sealed, runtime.clock.now())


def read_draft(
    runtime: Runtime, tx: Connection, task_key: int, account_key: int
) -> tuple[Mapping[str, Any], Any] | None:
    """Return a person's draft as (values, saved at), None when there is none."""
    row = tasks.draft_of(tx, task_key, account_key)
    if row is None:
        return None
    plain = runtime.keys.decrypt(row.values, **_PLACE, key=(task_key, account_key))
    return json.loads(plain), row.saved_at
