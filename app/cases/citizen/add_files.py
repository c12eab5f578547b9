"""Add files to one's own case at any time while it runs; the office that works on it is told.

The same limits and checks as in a form: count, size, kind by content, and nothing stored of what carries a
classification mark. What is added stays with the case; the citizen cannot take it back, only add to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import allows
from app.cases.citizen.own_case import own_case
from app.cases.moving.attach import judge_files, store_files
from app.cases.moving.facts import row_facts
from app.cases.moving.tell import Words, tell
from app.cases.moving.upload_limits import upload_limits
from app.errors import ConflictError, InvalidError
from app.forms import UploadedFile
from app.record.append import append_event
from app.runtime import Runtime
from app.store import files as file_rows
from app.store import people, tasks
from app.text import Name, text

MOST_TIMES_A_FORM = 5
"""A case takes five times as many files as one form: enough for a long matter, too few to fill a disk."""


@dataclass(frozen=True)
class AddPage:
    """Hold what the page tells: whose case, how much may be sent at once, how many more the case takes."""

    number: str
    title: str
    most_files: int
    most_megabytes: int
    left: int


def read_add_files(runtime: Runtime, actor: Actor, number: str) -> AddPage:
    """Return the page; NotFoundError for somebody else's case, ConflictError when it has ended."""
    with runtime.read() as tx:
        head = _running_case(tx, actor, number)
        settings = runtime.settings
        return AddPage(
            head.number,
            head.title,
            settings.upload_max_files,
            settings.upload_max_megabytes,
            _left(runtime, tx, head.key),
        )


def add_files(runtime: Runtime, actor: Actor, number: str, files: Sequence[UploadedFile]) -> int:
    """Add files and return how many; all of them or none.

    Raises InvalidError naming each refused file (field `file`), ConflictError when the case has ended.
    """
    with runtime.transaction() as tx:
        head = _running_case(tx, actor, number)
        accepted = judge_files(files, upload_limits(runtime.settings))
        left = _left(runtime, tx, head.key)
        if len(accepted) > left:
            message = text("此件最多还能补充%(left)s个文件。", left=left)
            raise InvalidError(message, {"file": [message]})
        store_files(runtime, tx, head.key, actor, accepted, submission_key=None)
        append_event(
            runtime,
            tx,
            head.key,
            actor=actor,
            action="case.attached",
            facts={"files": len(accepted)},
            payload={"names": [file.name for file in accepted]},
        )
        _tell_office(runtime, tx, head, len(accepted))
    return len(accepted)


def _running_case(tx: Connection, actor: Actor, number: str) -> Row[Any]:
    head = own_case(tx, actor, number)
    if not allows(actor, "case.attach", row_facts(head)):
        raise ConflictError(text("此件已经办结，不能再补充材料。有新的事实和理由，可以重新提出。"))
    return head


def _left(runtime: Runtime, tx: Connection, key: int) -> int:
    most = MOST_TIMES_A_FORM * runtime.settings.upload_max_files
    return max(0, most - len(file_rows.attachments_of(tx, key)))


def _tell_office(runtime: Runtime, tx: Connection, head: Row[Any], count: int) -> None:
    """Tell whoever holds an open step, else those who could take it, else whoever did the last one."""
    told: set[int] = set()
    task_key = None
    for row in tasks.tasks_of(tx, head.key, state="open"):
        groups = tasks.candidates_of(tx, row.key) - {"applicant"}
        staff = {row.assignee} if row.assignee is not None else {p.key for p in people.members_of(tx, groups)}
        task_key = row.key if staff and not row.for_applicant else task_key
        told |= staff
    if not told:
        done = [row for row in tasks.tasks_of(tx, head.key, state="completed") if row.closed_by is not None]
        told = {row.closed_by for row in done[-1:]}
    told = {key for key in told if key is not None and key != head.applicant_key}
    if head.accused_unit:
        told -= people.accounts_of_unit(tx, told, head.accused_unit)
    words = Words(
        Name(f"信访人补充了材料：{head.number}", f"The petitioner added files: {head.number}"),
        Name(
            f"收到信访人补充的文件{count}个，请在办件的“材料”中查看。",
            f"{count} more file(s) came from the petitioner; see “Files” of the case.",
        ),
    )
    tell(runtime, tx, told, words, head.key, task_key=task_key)
