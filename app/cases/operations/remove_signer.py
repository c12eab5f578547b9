"""减签: withdraw an opinion or an answer that was asked for beside a task and is not there yet."""

from app.access.actor import Actor
from app.cases.moving.advance import Moved
from app.cases.moving.hold import go_on
from app.cases.moving.required import required_text
from app.cases.operations.operable import get_operable
from app.errors import ConflictError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import people, sides, tasks
from app.text import text


def remove_signer(runtime: Runtime, actor: Actor, request_key: int, *, reason: str) -> int:
    """Withdraw a request and return the key of the task it stood beside.

    When it was the last opinion a done task waited for, the case goes on. Raises InvalidError without a
    reason, ConflictError when it was answered meanwhile or the drawing does not allow it, and errors of the
    policy.
    """
    moved: Moved | None = None
    with runtime.transaction() as tx:
        request = sides.request_by_key(tx, request_key)
        if request is None:
            raise NotFoundError(text("没有找到您要的内容"))
        operation = "ask" if request.kind == "ask" else "remove_signer"
        task = get_operable(runtime, tx, actor, request.parent_key, operation, held=True)
        why = required_text(reason, "reason", longest=500)
        values = {"state": "withdrawn", "withdrawn_by": actor.account_key, "withdrawn_reason": why}
        if request.state not in sides.STANDING or not sides.change_request(
            tx, request_key, request.state, values
        ):
            raise ConflictError(text("这项征求已经回复或者撤回。"))
        if request.task_key is not None:
            side = tasks.task_with_case(tx, request.task_key)
            engine_ids = [side.engine_id] if side is not None else []
            tasks.close_tasks(
                tx,
                request.instance_key,
                engine_ids,
                state="canceled",
                at=runtime.clock.now(),
                by=actor.account_key,
            )
        append_event(
            runtime,
            tx,
            request.instance_key,
            actor=actor,
            action="side.withdrawn" if request.kind == "ask" else "task.signer_removed",
            element_id=task.row.element_id,
            facts={"task": str(request.parent_key), "request": str(request_key)},
            payload={"signer": people.account_name(tx, request.asked_key), "reason": why},
        )
        parent = tasks.task_with_case(tx, request.parent_key)
        if parent is not None and parent.held_at is not None and "after" not in tasks.asked_in(parent):
            moved = go_on(runtime, tx, actor, request.parent_key)
    if moved is not None:
        moved.keep()
    return int(request.parent_key)
