"""Answer what is asked beside a task: an opinion (加签) or a reply to a question (沟通)."""

from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import SideFacts
from app.access.policy import require
from app.cases.moving.advance import Moved
from app.cases.moving.facts import row_facts
from app.cases.moving.hold import go_on, release_task
from app.cases.moving.read_task import get_task
from app.cases.moving.required import required_text
from app.errors import ConflictError, InvalidError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import notifications, sides, tasks
from app.text import text

_LONGEST = 2000


def answer_side(runtime: Runtime, actor: Actor, task_key: int, *, agrees: str = "", answer: str = "") -> None:
    """Answer a request: `agrees` is yes or no for an opinion; a refusal and a reply need words.

    The last opinion after a task lets the case go on; one who does not agree brings the task back to whoever
    completed it. Raises InvalidError naming the field, ConflictError when it was answered, withdrawn or no
    longer needed, and errors of the policy.
    """
    moved: Moved | None = None
    with runtime.transaction() as tx:
        row = get_task(tx, task_key, lock=True)
        request = sides.request_of_task(tx, task_key)
        if request is None:
            raise NotFoundError(text("没有找到这项任务"))
        require(actor, "side.answer", SideFacts(row_facts(tasks.case_head(row)), request.asked_key, row.kind))
        values = _values(runtime, actor, request, agrees, answer)
        if row.state != "open" or not sides.change_request(tx, request.key, "open", values):
            raise ConflictError(text("这项征求已经回复、撤回或者不再需要。"))
        principal = values["on_behalf_of"]
        tasks.close_tasks(
            tx,
            row.instance_key,
            [row.engine_id],
            state="completed",
            at=values["answered_at"],
            by=actor.account_key,
            acting_for=principal,
        )
        append_event(
            runtime,
            tx,
            row.instance_key,
            actor=actor,
            action="side.answered",
            on_behalf_of=principal,
            facts={"request": str(request.key), "agrees": values["agrees"]},
            payload={"reason": values["answer"]},
        )
        moved = _follow(runtime, tx, actor, request, values)
    if moved is not None:
        moved.keep()


def _values(runtime: Runtime, actor: Actor, request: Row[Any], agrees: str, answer: str) -> dict[str, Any]:
    opinion = request.kind != "ask"
    if opinion and agrees not in {"yes", "no"}:
        message = text("请选择同意或者不同意。")
        raise InvalidError(message, {"agrees": [message]})
    words = answer.strip()
    if not opinion or agrees == "no" or len(words) > _LONGEST:
        words = required_text(answer, "answer", longest=_LONGEST)
    return {
        "state": "answered",
        "agrees": int(agrees == "yes") if opinion else None,
        "answer": words or None,
        "answered_by": actor.account_key,
        "answered_at": runtime.clock.now(),
        "on_behalf_of": request.asked_key if request.asked_key != actor.account_key else None,
    }


def _follow(
    runtime: Runtime, tx: Connection, actor: Actor, request: Row[Any], values: dict[str, Any]
) -> Moved | None:
    """Let what waited for the answer go on; tell whoever asked."""
    parent = get_task(tx, request.parent_key)
    if request.kind == "after" and parent.held_at is not None:
        if values["agrees"] == 0:
            subject = text("加签意见不同意：%(number)s", number=parent.number)
            release_task(runtime, tx, parent, subject=str(subject), body=f"{actor.name}：{values['answer']}")
            return None
        if "after" not in tasks.asked_in(parent):
            return go_on(runtime, tx, actor, parent.key)
        return None
    if request.asked_by is not None:
        notifications.leave_word(
            tx,
            [request.asked_by],
            subject=str(text("已回复意见：%(number)s", number=parent.number)),
            body=f"{actor.name}：{values['answer'] or '同意'}",
            at=values["answered_at"],
            instance_key=parent.instance_key,
        )
    return None
