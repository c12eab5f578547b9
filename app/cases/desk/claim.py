"""Take a task, give it back, take it over from a colleague, hand it to one, or put it off to a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import TaskFacts
from app.access.policy import require
from app.cases.moving.facts import task_facts
from app.cases.moving.read_task import get_task
from app.cases.moving.tell import Words, tell
from app.cases.operations.allowed import require_operation
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.errors import ConflictError, InvalidError
from app.forms.reading import Unreadable, day
from app.record.append import append_event
from app.runtime import Runtime
from app.store import comments, people, tasks
from app.text import Name, Text, text

LONGEST_REASON = 500
HANDOVER = "handover"
"""Kind of the comment that keeps why a task changed hands, for everybody who works on the case."""


def claim_task(runtime: Runtime, actor: Actor, task_key: int) -> None:
    """Take an unassigned task of one of the actor's groups, or of a colleague's the actor stands in for.

    Raises ConflictError when a colleague was faster or the task is done, ForbiddenError when it is not the
    actor's to take. Claiming a task one holds already changes nothing.
    """
    with runtime.transaction() as tx:
        row, facts = _read(tx, actor, task_key)
        if row.assignee == actor.account_key:
            return
        if row.assignee is not None:
            raise ConflictError(
                text("%(name)s 刚刚领取了这项任务。", name=people.account_name(tx, row.assignee))
            )
        require(actor, "task.claim", facts)
        principal = actor.principal_for(
            row.process_id, assignee=None, candidate_groups=facts.candidate_groups, kind=row.kind
        )
        change = Handover("task.claimed", actor.account_key, on_behalf_of=principal)
        _hand(runtime, tx, actor, row, change)


def unclaim_task(runtime: Runtime, actor: Actor, task_key: int) -> None:
    """Give a task back to its group."""
    with runtime.transaction() as tx:
        row, facts = _read(tx, actor, task_key)
        if row.assignee is None:
            return
        require(actor, "task.unclaim", facts)
        _hand(runtime, tx, actor, row, Handover("task.unclaimed", None))


def take_over_task(runtime: Runtime, actor: Actor, task_key: int, reason: str) -> None:
    """Take a task from a colleague who holds it; the reason is recorded and shown to the colleague.

    Raises InvalidError without a reason.
    """
    reason = _reason(reason)
    with runtime.transaction() as tx:
        row, facts = _read(tx, actor, task_key)
        if row.assignee == actor.account_key:
            return
        require(actor, "task.take_over", facts)
        if row.assignee is None:
            require(actor, "task.claim", facts)
        principal = actor.principal_for(
            row.process_id, assignee=None, candidate_groups=facts.candidate_groups, kind=row.kind
        )
        change = Handover("task.taken_over", actor.account_key, reason, principal)
        _hand(runtime, tx, actor, row, change)


def reassign_task(runtime: Runtime, actor: Actor, task_key: int, login: str, reason: str) -> None:
    """Hand a task to a colleague who may do it; the reason is recorded and shown to the colleague.

    Raises InvalidError naming the field without a reason, when nobody has that login, or when the person
    is no candidate.
    """
    reason = _reason(reason)
    with runtime.transaction() as tx:
        row, facts = _read(tx, actor, task_key)
        require(actor, "task.reassign", facts)
        if row.held_at is not None:
            raise ConflictError(text("这一步已经办毕，正在等待加签意见。"))
        require_operation(resolve_package(runtime, tx, row.definition_key), row.element_id, "hand_on")
        target = _candidate(tx, facts, login.strip().lower())
        if target.key == row.assignee:
            return
        _hand(runtime, tx, actor, row, Handover("task.reassigned", target.key, reason))


def set_follow_up(runtime: Runtime, actor: Actor, task_key: int, typed: str) -> date | None:
    """Set (or with an empty text clear) the day on which the holder wants to look at the task again.

    Raises InvalidError for a text that is no date and for a day that is over.
    """
    wanted = _day(typed, local_date(runtime.clock.now()))
    with runtime.transaction() as tx:
        row, facts = _read(tx, actor, task_key)
        require(actor, "task.complete", facts)
        _change(tx, row, {"follow_up_on": wanted})
    return wanted


@dataclass(frozen=True)
class Handover:
    """Say how a task changes hands: the act, who holds it afterwards, why, and in whose place it is taken."""

    action: str
    to: int | None
    reason: str = ""
    on_behalf_of: int | None = None


def _read(tx: Connection, actor: Actor, task_key: int) -> tuple[Row[Any], TaskFacts]:
    """Return an open task the actor may know of, with its facts."""
    row = get_task(tx, task_key)
    facts = task_facts(tx, row)
    require(actor, "task.read", facts)
    if row.state != "open":
        raise ConflictError(text("这项任务已经办结，您的操作没有生效。"))
    return row, facts


def _candidate(tx: Connection, facts: TaskFacts, login: str) -> Row[Any]:
    target = people.account_by_login(tx, login) if login else None
    message: Text | None = None
    if not login:
        message = text("请选择接办的同事。")
    elif target is None or target.disabled_at is not None or target.kind != "staff":
        message = text("没有登录名为“%(login)s”的工作人员。", login=login)
    else:
        message = _unfit(tx, facts, target)
    if message is not None or target is None:
        found = message or text("请选择接办的同事。")
        raise InvalidError(found, {"login": [found]})
    return target


def _unfit(tx: Connection, facts: TaskFacts, target: Row[Any]) -> Text | None:
    groups, accused = people.groups_of(tx, target.key), facts.case.accused_unit
    units = {target.unit_code, *(group.partition(".")[0] for group in groups)}
    if accused is not None and accused in units:
        # 信访工作条例 30: what accuses a unit never comes into the hands of its people, whatever post they hold
        return text("%(name)s属于被反映的单位，依法不得办理此件。", name=target.name)
    if target.key not in facts.candidate_users and not groups & facts.candidate_groups:
        return text("%(name)s不在可以办理这项任务的岗位上。", name=target.name)
    return None


def _hand(runtime: Runtime, tx: Connection, actor: Actor, row: Row[Any], change: Handover) -> None:
    _change(tx, row, {"assignee": change.to, "acting_for": change.on_behalf_of})
    names = people.account_names(
        tx, {key for key in (row.assignee, change.to, change.on_behalf_of) if key is not None}
    )
    append_event(
        runtime,
        tx,
        row.instance_key,
        actor=actor,
        action=change.action,
        on_behalf_of=change.on_behalf_of,
        element_id=row.element_id,
        facts={"task": str(row.key)},
        payload={
            "from": names.get(row.assignee or 0, ""),
            "to": names.get(change.to or 0, ""),
            "on_behalf_of": names.get(change.on_behalf_of or 0, ""),
            "reason": change.reason,
        },
    )
    _tell(runtime, tx, actor, row, change, names)
    if change.reason:
        comments.add_comment(
            tx,
            {
                "instance_key": row.instance_key,
                "author_key": actor.account_key,
                "author_name": actor.name,
                "kind": HANDOVER,
                "body": _told(row.name, names, row.assignee, change),
                "public": False,
                "written_at": runtime.clock.now(),
            },
        )


def _tell(  # noqa: PLR0917 - who did what with which task
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    row: Row[Any],
    change: Handover,
    names: Mapping[int, str],
) -> None:
    """Tell the previous holder that the task has left their hands, and the new one that it came into theirs."""
    if row.assignee is not None and row.assignee != actor.account_key:
        after = names.get(change.to or 0)
        words = Words(
            Name(f"任务已转走：{row.number}", f"A task has left your hands: {row.number}"),
            Name(
                f"“{row.name}”已由{after or '部门'}接手，操作人{actor.name}。理由：{change.reason or '无'}",
                f"“{row.name}” is now with {after or 'the department'}, by {actor.name}. "
                f"Reason: {change.reason or 'none'}",
            ),
        )
        tell(runtime, tx, {row.assignee}, words, row.instance_key)
    if change.to is not None and change.to != actor.account_key:
        words = Words(
            Name(f"任务转到您名下：{row.number}", f"A task was handed to you: {row.number}"),
            Name(
                f"{actor.name}把“{row.name}”转给您办理。理由：{change.reason or '无'}",
                f"{actor.name} handed “{row.name}” to you. Reason: {change.reason or 'none'}",
            ),
        )
        tell(runtime, tx, {change.to}, words, row.instance_key, task_key=row.key)


def _told(step: str, names: dict[int, str], before: int | None, change: Handover) -> str:
    # kept as one sentence in the language of the record, like everything people write into a case
    from_name, to_name = names.get(before or 0, "部门待领"), names.get(change.to or 0, "")
    return f"“{step}”由{from_name}转给{to_name}：{change.reason}"


def _change(tx: Connection, row: Row[Any], values: dict[str, Any]) -> None:
    if not tasks.change_task(tx, row.key, row.version, values):
        raise ConflictError(text("这项任务刚刚被别人处理过，请看最新状态后再试。"))


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    message: Text | None = None
    if not reason:
        message = text("请写明理由，原经办人会看到。")
    elif len(reason) > LONGEST_REASON:
        message = text("理由最多%(most)s字。", most=LONGEST_REASON)
    if message is not None:
        raise InvalidError(message, {"reason": [message]})
    return reason


def _day(typed: str, today: date) -> date | None:
    if not typed.strip():
        return None
    try:
        wanted = day(typed, "跟进日期")
    except Unreadable as problem:
        raise InvalidError(problem.message, {"follow_up_on": [problem.message]}) from problem
    if wanted < today:
        message = text("跟进日期不能早于今天。")
        raise InvalidError(message, {"follow_up_on": [message]})
    return wanted
