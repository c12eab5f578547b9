"""Write a remark into a case, from its page or from a task of it: for the office, seen by nobody outside."""

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.facts import case_facts
from app.cases.moving.get_case import get_case
from app.cases.moving.read_task import get_task
from app.cases.moving.required import required_text
from app.record.append import append_event
from app.runtime import Runtime
from app.store import comments, tasks


def comment_case(runtime: Runtime, actor: Actor, key: int, body: str) -> int:
    """Add a remark of the office and return its key.

    Raises InvalidError (field `body`) for an empty one, NotFoundError or ForbiddenError as the policy says.
    """
    with runtime.transaction() as tx:
        get_case(tx, actor, key, action="case.comment")
        return _write(runtime, tx, actor, key, body)


def comment_on_task(runtime: Runtime, actor: Actor, task_key: int, body: str) -> int:
    """Add a remark to the case of a task, naming the step it was made at; raises as `comment_case` does."""
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        require(actor, "case.comment", case_facts(tx, tasks.case_head(row)))
        return _write(runtime, tx, actor, row.instance_key, body, element_id=row.element_id)


def _write(
    runtime: Runtime, tx: Connection, actor: Actor, key: int, body: str, *, element_id: str | None = None
) -> int:
    words = required_text(body, "body")
    found = comments.add_comment(
        tx,
        {
            "instance_key": key,
            "author_key": actor.account_key,
            "author_name": actor.name,
            "kind": "remark",
            "body": words,
            "public": False,
            "written_at": runtime.clock.now(),
        },
    )
    append_event(
        runtime,
        tx,
        key,
        actor=actor,
        action="case.commented",
        element_id=element_id,
        facts={"comment": str(found)},
        payload={"body": words},
    )
    return found
