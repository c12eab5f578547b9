"""Read what the pages of acts on a task show: the task's head, and what is asked of somebody beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import SideFacts
from app.access.policy import require
from app.cases.casebook.read_case import purpose_of
from app.cases.moving.facts import case_facts, row_facts, task_facts
from app.cases.moving.read_task import get_task
from app.cases.operations.task_operations import Beside, beside_of
from app.cases.record.audit_access import record_access
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import people, sides, tasks
from app.text import text


@dataclass(frozen=True)
class TaskHead:
    """Hold what an act's page says of its task."""

    key: int
    instance_key: int
    number: str
    title: str
    step: str


@dataclass(frozen=True)
class SidePage:
    """Hold the page of somebody who is asked: what, by whom, at which step; `others` are asked beside it, too."""

    key: int
    instance_key: int
    number: str
    title: str
    step: str
    kind: str
    request: Beside
    may_answer: bool
    on_behalf_of: str
    opened_at: datetime
    others: tuple[Beside, ...]


def read_task_head(runtime: Runtime, actor: Actor, task_key: int) -> TaskHead:
    """Return the head of a task; raises NotFoundError or ForbiddenError as the policy says (`task.read`)."""
    with runtime.read() as tx:
        row = get_task(tx, task_key)
        require(actor, "task.read", task_facts(tx, row))
        return TaskHead(row.key, row.instance_key, row.number, row.title, row.name)


def read_side(runtime: Runtime, actor: Actor, task_key: int) -> SidePage:
    """Return the page of a task beside another one; raises as the policy says (`side.answer`)."""
    with runtime.read() as tx:
        row, request = _side(tx, task_key)
        facts = SideFacts(row_facts(tasks.case_head(row)), request.asked_key, row.kind)
        require(actor, "side.answer", facts)
        parent = get_task(tx, request.parent_key)
        beside = beside_of(tx, request.parent_key)
        case = case_facts(tx, tasks.case_head(row))
        own = next(one for one in beside if one.key == request.key)
        mine = request.asked_key == actor.account_key
        page = SidePage(
            key=task_key,
            instance_key=row.instance_key,
            number=row.number,
            title=row.title,
            step=parent.name,
            kind=request.kind,
            request=own,
            may_answer=row.state == "open" and own.state == "open",
            on_behalf_of="" if mine else people.account_name(tx, request.asked_key),
            opened_at=row.opened_at,
            others=tuple(one for one in beside if one.key != request.key and one.answered_at is not None),
        )
    record_access(runtime, actor, page.instance_key, purpose=purpose_of(actor, case))
    return page


def _side(tx: Connection, task_key: int) -> tuple[Row[Any], Row[Any]]:
    row = get_task(tx, task_key)
    request = sides.request_of_task(tx, task_key)
    if request is None:
        raise NotFoundError(text("没有找到这项任务"))
    return row, request
