"""Take a task, give it back, take it over from a colleague, or hand it to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.audit_append import append_event
from app.cases.facts import task_facts
from app.cases.read_task import get_task
from app.errors import ConflictError, ForbiddenError, InvalidError, LuoshuError, NotFoundError
from app.runtime import Runtime
from app.store import people, tasks
from app.text import Text, text


def claim_task(runtime: Runtime, actor: Actor, task_key: int) -> None:
    """Take an unassigned task of one of the actor's groups.

    Raises ConflictError when a colleague was faster, ForbiddenError when it is not the actor's to take.
    Claiming a task one holds already changes nothing.
    """
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        if row.assignee == actor.account_key and row.state == "open":
            return
        if row.assignee is not None and row.state == "open":
            holder = people.account_name(tx, row.assignee)
            raise ConflictError(text("%(name)s 刚刚认领了这项任务。", name=holder))
        require(actor, "task.claim", task_facts(tx, row))
        _assign(runtime, tx, row, actor, assignee=actor.account_key, action="task.claimed")


def unclaim_task(runtime: Runtime, actor: Actor, task_key: int) -> None:
    """Give a task back to its group."""
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        require(actor, "task.unclaim", task_facts(tx, row))
        _assign(runtime, tx, row, actor, assignee=None, action="task.unclaimed")


def take_over_task(runtime: Runtime, actor: Actor, task_key: int, reason: str) -> None:
    """Take a task from a colleague who holds it; the reason is recorded.

    Raises InvalidError without a reason: the colleague will read it.
    """
    if not reason.strip():
        message = text("请写明接手的理由，原经办人会看到。")
        raise InvalidError(message, {"reason": [message]})
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        require(actor, "task.take_over", task_facts(tx, row))
        _assign(
            runtime,
            tx,
            row,
            actor,
            assignee=actor.account_key,
            action="task.taken_over",
            reason=reason.strip(),
        )


def reassign_task(runtime: Runtime, actor: Actor, task_key: int, login: str, reason: str) -> None:
    """Hand a task to a colleague who may do it; the reason is recorded.

    Raises InvalidError naming the field when nobody has that login or the person is no candidate.
    """
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        facts = task_facts(tx, row)
        require(actor, "task.reassign", facts)
        target = people.account_by_login(tx, login)
        problem: Text | None = None
        if target is None or target.disabled_at is not None:
            problem = text("没有登录名为 %(login)s 的人员", login=login)
        elif not people.groups_of(tx, target.key) & facts.candidate_groups:
            problem = text("%(name)s 不在可以办理这项任务的岗位上", name=target.name)
        if target is None or problem is not None:
            message = problem or text("没有登录名为 %(login)s 的人员", login=login)
            raise InvalidError(message, {"login": [message]})
        _assign(runtime, tx, row, actor, assignee=target.key, action="task.reassigned", reason=reason.strip())


@dataclass(frozen=True)
class BulkResult:
    """Say what became of each task of a bulk act: done, or why not."""

    done: tuple[int, ...]
    refused: tuple[tuple[int, Text], ...]


def claim_tasks(runtime: Runtime, actor: Actor, task_keys: Sequence[int]) -> BulkResult:
    """Claim several tasks, each in a transaction of its own; report honestly what happened to each."""
    done: list[int] = []
    refused: list[tuple[int, Text]] = []
    for key in task_keys:
        try:
            claim_task(runtime, actor, key)
            done.append(key)
        except (ConflictError, ForbiddenError, NotFoundError) as error:
            refused.append((key, error.message))
    return BulkResult(tuple(done), tuple(refused))


def reassign_tasks(
    runtime: Runtime, actor: Actor, task_keys: Sequence[int], login: str, reason: str
) -> BulkResult:
    """Hand several tasks to one colleague, each in a transaction of its own."""
    done: list[int] = []
    refused: list[tuple[int, Text]] = []
    for key in task_keys:
        try:
            reassign_task(runtime, actor, key, login, reason)
            done.append(key)
        except LuoshuError as error:
            refused.append((key, error.message))
    return BulkResult(tuple(done), tuple(refused))


def set_follow_up(runtime: Runtime, actor: Actor, task_key: int, follow_up_on: Any) -> None:
    """Set or clear the day on which the holder wants to look at the task again."""
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        require(actor, "task.complete", task_facts(tx, row))
        _change(tx, row, {"follow_up_on": follow_up_on})


def _assign(
    runtime: Runtime,
    tx: Connection,
    row: Row[Any],
    actor: Actor,
    assignee: int | None,
    action: str,
    **details: Any,
) -> None:
    _change(tx, row, {"assignee": assignee})
    append_event(
        runtime,
        tx,
        row.instance_key,
        actor=actor,
        action=action,
        payload={
            "task": row.key,
            "element": row.element_id,
            "from": row.assignee,
            "to": assignee,
            **details,
        },
    )


def _change(tx: Connection, row: Row[Any], values: dict[str, Any]) -> None:
    if not tasks.change_task(tx, row.key, row.version, values):
        raise ConflictError(text("这项任务刚刚被别人处理过，请看最新状态后再试。"))
