"""撤回: whoever completed a step takes it back while nobody has opened what followed."""

from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.access.facts import DoneTaskFacts
from app.access.policy import require
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.facts import case_facts
from app.cases.moving.hold import release_task
from app.cases.moving.read_task import get_task
from app.cases.moving.required import required_text
from app.cases.operations.allowed import require_operation
from app.cases.operations.return_task import give_to
from app.catalog.resolve import resolve_package
from app.errors import ConflictError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import tasks
from app.text import text


def take_back(runtime: Runtime, actor: Actor, task_key: int, *, reason: str) -> int:
    """Take a completed task back and return the key of the case; it is open again, with what was filled in.

    One that waits for opinions asked for after it is simply its holder's again; the requests end.

    Raises InvalidError without a reason; ConflictError when something that followed was opened or done, the
    case is suspended or over, or the drawing does not allow it; errors of the policy. Nothing is changed then.
    """
    with runtime.transaction() as tx:
        row = get_task(tx, task_key, lock=True)
        head = tasks.case_head(row)
        doer = row.assignee if row.held_at is not None else row.closed_by
        require(actor, "task.take_back", DoneTaskFacts(case_facts(tx, head), doer, row.acting_for))
        held = row.state == "open" and row.held_at is not None
        if (row.state != "completed" and not held) or row.side_of is not None:
            raise ConflictError(text("只有已经办结的步骤可以撤回。"))
        if row.suspended_at is not None:
            raise ConflictError(text("此件已挂起：%(reason)s。", reason=row.suspended_reason or ""))
        require_operation(resolve_package(runtime, tx, row.definition_key), row.element_id, "take_back")
        why = required_text(reason, "reason", longest=500)
        if held:
            _let_go(runtime, tx, actor, row, why)
            return int(row.instance_key)
        followers = {one.engine_id: one for one in tasks.tasks_of(tx, row.instance_key, state="open")}

        def act(live: engine.LiveInstance, env: engine.EngineEnvironment) -> engine.Outcome:
            found = engine.take_back(live, row.engine_id, env)
            for closed in found.closed:
                after = followers.get(closed.task_id)
                if after is not None and (after.seen_at is not None or after.version > 1):
                    raise ConflictError(text("“%(step)s”已经有人打开，不能撤回。", step=after.name))
            return found

        cause = Cause(actor=actor, action="task.taken_back", details={"reason": why, "to": row.element_id})
        moved = advance(runtime, tx, head, act, cause, locked=True)
        holder = row.acting_for or row.closed_by
        give_to(tx, row.instance_key, row.element_id, [one.key for one in moved.opened], holder)
    moved.keep()
    return int(row.instance_key)


def _let_go(runtime: Runtime, tx: Connection, actor: Actor, row: Row[Any], why: str) -> None:
    release_task(runtime, tx, row)
    append_event(
        runtime,
        tx,
        row.instance_key,
        actor=actor,
        action="task.taken_back",
        element_id=row.element_id,
        facts={"task": str(row.key)},
        payload={"reason": why, "to": row.element_id},
    )
