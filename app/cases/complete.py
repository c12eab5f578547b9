"""Complete a user task: the way of a task, from a person's values to the next task, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import engine, forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.advance import advance
from app.cases.attach import Upload, store_uploads
from app.cases.cause import Cause
from app.cases.facts import task_facts
from app.cases.form_environment import form_environment
from app.cases.read_task import form_context, get_task
from app.cases.submissions import store_submission
from app.catalog.resolve import resolve_package
from app.errors import ConflictError, InvalidError
from app.runtime import Runtime
from app.store import instances, tasks
from app.text import text


@dataclass(frozen=True)
class Completed:
    """Say where the person goes next: their next task of this case, if there is one."""

    instance_key: int
    next_task_key: int | None
    case_status: str


def complete_task(
    runtime: Runtime,
    actor: Actor,
    task_key: int,
    data: Mapping[str, Sequence[str]],
    *,
    uploads: Sequence[Upload] = (),
) -> Completed:
    """Complete a user task with the posted form `data` (key → texts).

    Raises NotFoundError, ForbiddenError or SignInRequiredError by the access policy; ConflictError when
    the task was finished by somebody else or the case moved meanwhile; InvalidError with one message per
    field. In every one of these cases nothing is changed.
    """
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        facts = task_facts(tx, row)
        if row.state != "open":
            raise ConflictError(text("这项任务已经办结，您的操作没有重复生效。"))
        require(actor, "task.complete", facts)
        package = resolve_package(runtime, tx, row.definition_key)
        form = package.forms.get(row.form_id or "")
        submission = forms.EMPTY_SUBMISSION
        if form is not None:
            before = form_context(runtime, tx, row)
            submission = forms.parse(
                form,
                data,
                files=[upload.as_form_file() for upload in uploads],
                values_before=before,
                env=form_environment(runtime, tx, before),
            )
            if submission.errors:
                raise InvalidError(text("请改正表单中的问题后再提交。"), submission.errors)
        principal = actor.principal_for(
            row.process_id, assignee=row.assignee, candidate_groups=facts.candidate_groups
        )
        submission_key = store_submission(
            runtime, tx, row, actor, submission.values, on_behalf_of=principal
        )
        store_uploads(runtime, tx, row.instance_key, actor, uploads, submission_key=submission_key)
        head = instances.head_by_key(tx, row.instance_key)
        moved = advance(
            runtime,
            tx,
            head,
            lambda live, env: engine.complete(live, row.engine_id, submission.values, env),
            Cause(
                actor=actor,
                action="task.completed",
                engine_id=row.engine_id,
                task_key=task_key,
                values=submission.values,
                on_behalf_of=principal,
                details={"element": row.element_id},
            ),
        )
        tasks.remove_drafts(tx, task_key)
        follow = (
            tasks.next_task_for(tx, row.instance_key, actor.account_key, actor.groups_in(row.process_id))
            if actor.account_key is not None
            else None
        )
    moved.keep()
    return Completed(row.instance_key, follow, moved.outcome.status)
