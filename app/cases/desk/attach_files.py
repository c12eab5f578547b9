"""Add files to a case beside its forms: the same limits and checks as in a form, nothing stored of what is refused."""

from collections.abc import Sequence

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.attach import judge_files, store_files
from app.cases.moving.facts import case_facts
from app.cases.moving.get_case import get_case
from app.cases.moving.read_task import get_task
from app.cases.moving.upload_limits import upload_limits
from app.forms import UploadedFile
from app.record.append import append_event
from app.runtime import Runtime
from app.store import tasks


def attach_to_task(runtime: Runtime, actor: Actor, task_key: int, files: Sequence[UploadedFile]) -> int:
    """Add files to the case of a task and return how many; all of them or none.

    Raises InvalidError naming each refused file: its kind, its size, or a state-secret mark on it.
    """
    accepted = judge_files(files, upload_limits(runtime.settings))
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        require(actor, "case.attach", case_facts(tx, tasks.case_head(row)))
        store_files(runtime, tx, row.instance_key, actor, accepted, submission_key=None)
        append_event(
            runtime,
            tx,
            row.instance_key,
            actor=actor,
            action="case.attached",
            element_id=row.element_id,
            facts={"files": len(accepted)},
            payload={"names": [file.name for file in accepted]},
        )
    return len(accepted)


def attach_to_case(runtime: Runtime, actor: Actor, key: int, files: Sequence[UploadedFile]) -> int:
    """Add files from the page of a case and return how many; errors as for a task."""
    with runtime.transaction() as tx:
        get_case(tx, actor, key, action="case.attach")
        accepted = judge_files(files, upload_limits(runtime.settings))
        store_files(runtime, tx, key, actor, accepted, submission_key=None)
        append_event(
            runtime,
            tx,
            key,
            actor=actor,
            action="case.attached",
            facts={"files": len(accepted)},
            payload={"names": [file.name for file in accepted]},
        )
    return len(accepted)
