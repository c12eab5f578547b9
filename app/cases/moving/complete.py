"""Complete a user task: the way of a task, from a person's values to the next task, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app import engine, forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.advance import Moved, advance
from app.cases.moving.attach import store_files
from app.cases.moving.cause import Cause
from app.cases.moving.check_values import checked
from app.cases.moving.current_calendar import know_calendar_number
from app.cases.moving.environment import feel_environment
from app.cases.moving.facts import task_facts
from app.cases.moving.form_errors import require_complete
from app.cases.moving.hold import hand_back, hold_task
from app.cases.moving.read_task import form_context, get_task
from app.cases.moving.sign_first import require_proof
from app.cases.moving.standing import require_unlocked
from app.cases.moving.submissions import plain_values, store_submission
from app.cases.moving.upload_limits import upload_limits
from app.catalog.resolve import resolve_package
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import sides, tasks
from app.text import text

PostedForm = Mapping[str, Sequence[str]]
"""A post as it comes: input name → texts."""


@dataclass(frozen=True)
class Completed:
    """Say where the person goes next: to their own task that this one opened, if it did."""

    instance_key: int
    next_task_key: int | None
    case_status: str


def complete_task(
    runtime: Runtime,
    actor: Actor,
    task_key: int,
    data: PostedForm,
    *,
    files: Sequence[forms.UploadedFile] = (),
    results: Mapping[str, object] | None = None,
) -> Completed:
    """Complete a user task with the posted form `data`; one without a form may bring `results`.

    Raises NotFoundError, ForbiddenError or SignInRequiredError by the access policy; ConflictError when
    the task was finished by somebody else or the case moved meanwhile; FormInvalidError with one message
    per field. In every one of these cases nothing is changed.
    """
    with runtime.transaction() as tx:
        row = get_task(tx, task_key, lock=True)
        moved = complete_in(runtime, tx, actor, row, data, files=files, results=results)
    if moved is None:
        return Completed(row.instance_key, None, row.status)
    moved.keep()
    groups = actor.groups_in(row.process_id)
    follow = next((t.key for t in moved.opened if t.is_for(actor.account_key, groups)), None)
    return Completed(row.instance_key, follow, moved.outcome.status)


def complete_in(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    row: Row[tuple[object, ...]],
    data: PostedForm,
    *,
    files: Sequence[forms.UploadedFile] = (),
    results: Mapping[str, object] | None = None,
) -> Moved | None:
    """Complete a task (a locked row of `get_task`) within the caller's transaction; see `complete_task`.

    The caller calls `keep()` on what is returned once its transaction is committed. None: the case stands
    still, because opinions are asked for after this task, or because it goes back to who delegated it.
    """
    know_calendar_number(tx, row.calendar_number)
    facts = task_facts(tx, row)
    require(actor, "task.read", facts)
    if row.state != "open":
        raise ConflictError(text("这项任务已经办结，您的操作没有重复生效。"))
    require(actor, "task.complete", facts)
    require_unlocked(row)
    require_proof(actor, resolve_package(runtime, tx, row.definition_key), row.element_id)
    submission = read_form(runtime, tx, row, data, files=files)
    require_complete(submission)
    values = plain_values(submission.values) if row.form_id else dict(results or {})
    # what a substitute took in a colleague's place stays the colleague's business until it is done
    taken_for = row.acting_for if row.assignee == actor.account_key else None
    principal = taken_for or actor.principal_for(
        row.process_id, assignee=row.assignee, candidate_groups=facts.candidate_groups, kind=row.kind
    )
    if row.delegated_by not in {None, actor.account_key}:
        store_files(runtime, tx, row.instance_key, actor, submission.files, submission_key=None)
        hand_back(runtime, tx, actor, row, values)
        return None
    key = None
    if row.form_id:
        key = store_submission(
            runtime,
            tx,
            actor,
            values,
            instance_key=row.instance_key,
            element_id=row.element_id,
            form_id=row.form_id,
            task_key=row.key,
            on_behalf_of=principal,
        )
        store_files(runtime, tx, row.instance_key, actor, submission.files, submission_key=key)
    if row.has_draft:
        tasks.remove_drafts(tx, row.key)
    if "after" in tasks.asked_in(row):
        hold_task(runtime, tx, actor, row, key, principal)
        return None
    return _move(runtime, tx, actor, row, values, principal)


def _move(  # noqa: PLR0917 - what a completed task is made of
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    row: Row[tuple[object, ...]],
    values: Mapping[str, Any],
    principal: int | None,
) -> Moved:
    """Let the case go on behind the task; what was asked beside it is no longer needed."""
    if tasks.asked_in(row):
        sides.drop_beside(tx, row.instance_key, [row.engine_id], runtime.clock.now())
    cause = Cause(
        actor=actor,
        action="task.completed",
        engine_id=row.engine_id,
        task_key=row.key,
        values=values,
        on_behalf_of=principal,
        details={"element": row.element_id},
        item=row.item or {},
    )
    return advance(
        runtime,
        tx,
        tasks.case_head(row),
        lambda live, env: engine.complete(live, row.engine_id, values, env),
        cause,
        locked=True,
    )


def read_form(
    runtime: Runtime,
    tx: Connection,
    row: Row[tuple[object, ...]],
    data: PostedForm,
    *,
    files: Sequence[forms.UploadedFile] = (),
    draft: bool = False,
) -> forms.Submission:
    """Read a post of a task's form; a task without a form gives an empty, complete reading."""
    package = resolve_package(runtime, tx, row.definition_key)
    form = package.forms.get(row.form_id or "")
    if form is None:
        return forms.Submission({}, {})
    known = form_context(runtime, tx, row)
    read = forms.parse(
        form,
        data,
        files=files,
        values_before=known,
        env=feel_environment(runtime, tx),
        draft=draft,
        limits=upload_limits(runtime.settings),
    )
    return read if draft else checked(runtime, tx, package, row.element_id, read, known=known)
