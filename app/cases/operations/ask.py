"""沟通: put a question to a colleague inside a task; the task does not wait for the answer."""

from app.access.actor import Actor
from app.cases.moving.required import required_text
from app.cases.moving.side_tasks import open_side_task
from app.cases.operations.find_people import find_one
from app.cases.operations.operable import get_operable, refuse_outsiders
from app.record.append import append_event
from app.runtime import Runtime
from app.store import sides


def ask(runtime: Runtime, actor: Actor, task_key: int, *, colleague: str, question: str) -> int:
    """Ask a colleague something about a task and return the key of the request.

    Raises InvalidError naming the field, ConflictError when the drawing does not allow it or the task is not
    open, and errors of the policy.
    """
    with runtime.transaction() as tx:
        task = get_operable(runtime, tx, actor, task_key, "ask")
        person = find_one(tx, colleague, "colleague", but=actor.account_key)
        words = required_text(question, "question", longest=1000)
        refuse_outsiders(tx, task.row, [person], "colleague")
        side = open_side_task(runtime, tx, task.row, kind="ask", asked_key=person.key)
        request = {
            "instance_key": task.row.instance_key,
            "parent_key": task_key,
            "task_key": side,
            "kind": "ask",
            "asked_key": person.key,
            "asked_by": actor.account_key,
            "question": words,
            "asked_at": runtime.clock.now(),
            "state": "open",
        }
        [key] = sides.add_requests(tx, [request])
        append_event(
            runtime,
            tx,
            task.row.instance_key,
            actor=actor,
            action="side.asked",
            element_id=task.row.element_id,
            facts={"task": str(task_key), "request": str(key)},
            payload={"asked": person.name, "reason": words},
        )
    return key
