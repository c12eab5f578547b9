"""Add files to a case beside its forms: the same limits and checks as in a form, nothing stored of what is refused."""

from collections.abc import Sequence

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.attach import store_files
from app.cases.moving.facts import case_facts
from app.cases.moving.get_case import get_case
from app.cases.moving.read_task import get_task
from app.cases.moving.upload_limits import upload_limits
from app.errors import InvalidError
from app.forms import AcceptedFile, UploadedFile, UploadLimits
from app.forms.upload import check_count, check_file
from app.record.append import append_event
from app.runtime import Runtime
from app.store import tasks
from app.text import Text, text

LABEL = "附件"


def attach_to_task(runtime: Runtime, actor: Actor, task_key: int, files: Sequence[UploadedFile]) -> int:
    """Add files to the case of a task and return how many; all of them or none.

    Raises InvalidError naming each refused file: its kind, its size, or a state-secret mark on it.
    """
    accepted = _judged(files, upload_limits(runtime.settings))
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
        accepted = _judged(files, upload_limits(runtime.settings))
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


def _judged(files: Sequence[UploadedFile], limits: UploadLimits) -> list[AcceptedFile]:
    problems: list[Text] = []
    accepted: list[AcceptedFile] = []
    if not files:
        problems.append(text("请选择要上传的文件。"))
    too_many = check_count(len(files), limits, LABEL)
    if too_many is not None:
        problems.append(too_many)
    for file in files:
        verdict = check_file(file, limits, LABEL)
        if isinstance(verdict, AcceptedFile):
            accepted.append(verdict)
        else:
            problems.append(verdict)
    if problems:
        raise InvalidError(problems[0], {"file": problems})
    return accepted
