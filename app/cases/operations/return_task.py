"""退回: send a task back to an earlier step, with a reason; afterwards on as drawn, or straight back."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app import engine
from app.access.actor import Actor
from app.cases.desk.claim import HANDOVER
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.required import required_text
from app.cases.operations.operable import Operable, get_operable
from app.errors import InvalidError
from app.runtime import Runtime
from app.store import comments, instances, notifications, people, tasks
from app.text import text


@dataclass(frozen=True)
class ReturnTarget:
    """Hold an earlier step: its element, name, and who did it last."""

    element_id: str
    name: str
    person: str


def return_targets(runtime: Runtime, actor: Actor, task_key: int) -> tuple[ReturnTarget, ...]:
    """Return the steps a task may go back to, the nearest first; raises as `return_task` does."""
    with runtime.read() as tx:
        task = get_operable(runtime, tx, actor, task_key, "return", lock=False)
        live = engine.load(task.package.definition, instances.body_of(tx, task.row.instance_key))
        closers = _closers(tx, task.row.instance_key)
        names = people.account_names(tx, set(closers.values()))
        found = engine.return_targets(live, task.row.engine_id)
    return tuple(ReturnTarget(one, _name(task, one), names.get(closers.get(one, 0), "")) for one in found)


def return_task(
    runtime: Runtime, actor: Actor, task_key: int, *, to: str, reason: str, come_back: bool = False
) -> None:
    """Send a task back to the step `to`; with `come_back` that step leads straight back here when it is done.

    What somebody filled in stays; whoever did the step before holds it again. Raises InvalidError naming the
    field, ConflictError when the step is none of `return_targets` or the drawing does not allow it, and errors
    of the policy. Nothing is changed then.
    """
    with runtime.transaction() as tx:
        task = get_operable(runtime, tx, actor, task_key, "return")
        row = task.row
        why = required_text(reason, "reason", longest=1000)
        if not to:
            message = text("请选择退回到哪一步。")
            raise InvalidError(message, {"to": [message]})
        holder = _closers(tx, row.instance_key).get(to)
        principal = actor.principal_for(
            row.process_id,
            assignee=row.assignee,
            candidate_groups=task.facts.candidate_groups,
            kind=row.kind,
        )
        cause = Cause(
            actor=actor,
            action="task.returned",
            on_behalf_of=principal,
            details={"reason": why, "from": row.element_id, "to": to, "come_back": come_back},
        )
        moved = advance(
            runtime,
            tx,
            tasks.case_head(row),
            lambda live, env: engine.return_to(live, row.engine_id, to, {}, env, come_back=come_back),
            cause,
            locked=True,
        )
        tasks.close_as(tx, task_key, by=actor.account_key)
        give_to(tx, row.instance_key, to, [one.key for one in moved.opened], holder)
        _tell(runtime, tx, actor, task, to, why, holder)
    moved.keep()


def give_to(
    tx: Connection, instance_key: int, element_id: str, opened: list[int], holder: int | None
) -> None:
    """Let whoever did a step before hold it again."""
    if holder is None:
        return
    for row in tasks.tasks_of(tx, instance_key, state="open"):
        if (
            row.key in opened
            and row.element_id == element_id
            and row.assignee is None
            and not row.for_applicant
        ):
            tasks.change_task(tx, row.key, row.version, {"assignee": holder})
            return


def _tell(  # noqa: PLR0917 - what a return tells
    runtime: Runtime, tx: Connection, actor: Actor, task: Operable, to: str, why: str, holder: int | None
) -> None:
    row, now = task.row, runtime.clock.now()
    said = f"“{row.name}”退回到“{_name(task, to)}”：{why}"
    comments.add_comment(
        tx,
        {
            "instance_key": row.instance_key,
            "author_key": actor.account_key,
            "author_name": actor.name,
            "kind": HANDOVER,
            "body": said,
            "public": False,
            "written_at": now,
        },
    )
    if holder is not None:
        notifications.leave_word(
            tx,
            [holder],
            subject=str(text("退回：%(number)s", number=row.number)),
            body=f"{actor.name}：{said}",
            at=now,
            instance_key=row.instance_key,
        )


def _closers(tx: Connection, instance_key: int) -> dict[str, int]:
    """Return element → who completed it last."""
    rows = [row for row in tasks.tasks_of(tx, instance_key) if row.state == "completed" and row.closed_by]
    return {row.element_id: row.closed_by for row in sorted(rows, key=lambda row: (row.closed_at, row.key))}


def _name(task: Operable, element_id: str) -> str:
    element = task.package.definition.elements.get(element_id)
    return (element.name if element is not None else "") or element_id
