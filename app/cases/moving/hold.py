"""A task that does not go on at once: it waits for opinions (后加签), or goes back to whoever delegated it (委派)."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.cases.moving.advance import Moved, advance
from app.cases.moving.cause import Cause
from app.cases.moving.read_task import get_task
from app.cases.moving.side_tasks import open_planned
from app.cases.moving.submissions import read_values
from app.record.append import append_event
from app.runtime import Runtime
from app.store import comments, instances, notifications, people, sides, tasks
from app.text import text

DRAFT_PLACE = {"table": "draft", "column": "values"}


def hold_task(  # noqa: PLR0917 - what a held task is made of
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    row: Row[Any],
    submission_key: int | None,
    principal: int | None,
) -> None:
    """Keep a completed task from going on until the opinions planned after it are in, and ask for them."""
    now = runtime.clock.now()
    values = {
        "held_at": now,
        "held_submission": submission_key,
        "assignee": actor.account_key,
        "acting_for": principal,
    }
    tasks.change_task(tx, row.key, row.version, values)
    open_planned(runtime, tx, row)
    append_event(
        runtime,
        tx,
        row.instance_key,
        actor=actor,
        action="task.held",
        on_behalf_of=principal,
        element_id=row.element_id,
        facts={"task": str(row.key)},
    )


def release_task(
    runtime: Runtime, tx: Connection, row: Row[Any], *, subject: str = "", body: str = ""
) -> None:
    """Give a held task back to who completed it, who is told when there are words for it."""
    tasks.change_task(tx, row.key, row.version, {"held_at": None, "held_submission": None})
    sides.drop_beside(tx, row.instance_key, [row.engine_id], runtime.clock.now())
    if row.assignee is not None and subject:
        notifications.leave_word(
            tx,
            [row.assignee],
            subject=subject,
            body=body,
            at=runtime.clock.now(),
            instance_key=row.instance_key,
        )


def go_on(runtime: Runtime, tx: Connection, actor: Actor, parent_key: int) -> Moved:
    """Let a held task go on with what its holder sent: the last opinion is in. The caller keeps what is returned."""
    row = get_task(tx, parent_key, lock=True)
    values: Mapping[str, Any] = {}
    completer = row.assignee
    if row.held_submission is not None:
        sent = instances.submission_by_key(tx, row.held_submission)
        # the holder may have left since: it was completed by whoever signed
        values, completer = read_values(runtime, sent), sent.submitted_by
    cause = Cause(
        actor=actor,
        action="task.completed",
        engine_id=row.engine_id,
        task_key=row.key,
        values=values,
        on_behalf_of=row.acting_for,
        details={"element": row.element_id, "held_by": people.account_name(tx, completer or 0)},
        closed_by=completer,
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


def hand_back(
    runtime: Runtime, tx: Connection, actor: Actor, row: Row[Any], values: Mapping[str, Any]
) -> None:
    """Give a delegated task back with what was filled in, as the draft of whoever delegated it."""
    delegator, now = int(row.delegated_by), runtime.clock.now()
    plain = json.dumps(dict(values), ensure_ascii=False)
    sealed = runtime.keys.encrypt(plain, **DRAFT_PLACE, key=(row.key, delegator))
    tasks.remove_drafts(tx, row.key)
    tasks.save_draft(tx, row.key, delegator, sealed, now)
    changed = {"assignee": delegator, "delegated_by": None, "acting_for": None, "seen_at": None}
    tasks.change_task(tx, row.key, row.version, changed)
    name = people.account_name(tx, delegator)
    comments.add_comment(
        tx,
        {
            "instance_key": row.instance_key,
            "author_key": actor.account_key,
            "author_name": actor.name,
            "kind": "handover",
            "body": f"“{row.name}”的委派已办，交回{name}。",
            "public": False,
            "written_at": now,
        },
    )
    done = text("%(name)s办完了您委派的“%(step)s”，请核对后提交。", name=actor.name, step=row.name)
    notifications.leave_word(
        tx,
        [delegator],
        subject=str(text("委派已办：%(number)s", number=row.number)),
        body=str(done),
        at=now,
        instance_key=row.instance_key,
    )
    append_event(
        runtime,
        tx,
        row.instance_key,
        actor=actor,
        action="task.delegation_answered",
        element_id=row.element_id,
        facts={"task": str(row.key)},
        payload={"to": name},
    )
