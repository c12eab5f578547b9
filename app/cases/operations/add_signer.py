"""加签: ask others for an opinion before a task is done, or after it and before the case goes on."""

from app.access.actor import Actor
from app.cases.moving.required import required_text
from app.cases.moving.side_tasks import open_side_task
from app.cases.operations.find_people import find_staff
from app.cases.operations.operable import get_operable, refuse_outsiders
from app.errors import InvalidError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import sides
from app.text import text

PLACES = {"before": text("前加签：先听取意见，再由我办理"), "after": text("后加签：我办毕之后再听取意见")}


def add_signer(
    runtime: Runtime, actor: Actor, task_key: int, *, place: str, signers: str, question: str
) -> tuple[int, ...]:
    """Ask the people typed for an opinion beside a task; return the keys of the requests.

    `place` is before (asked at once; the task waits) or after (asked when the task is done; the case waits,
    and whoever does not agree brings the task back). Raises InvalidError naming the field, ConflictError
    when the drawing does not allow it or the task is not open, and errors of the policy.
    """
    if place not in PLACES:
        message = text("请选择前加签或者后加签。")
        raise InvalidError(message, {"place": [message]})
    with runtime.transaction() as tx:
        task = get_operable(runtime, tx, actor, task_key, "add_signer")
        found = find_staff(tx, signers, "signers")
        words = required_text(question, "question", longest=1000)
        refuse_outsiders(tx, task.row, found, "signers")
        standing = {
            one.asked_key
            for one in sides.requests_beside(tx, task_key)
            if one.state in sides.STANDING and one.kind != "ask"
        }
        problems = [
            text("已经请%(name)s加签，不重复征求。", name=person.name)
            if person.key in standing
            else text("不能请本人加签。")
            for person in found
            if person.key in standing or person.key == actor.account_key
        ]
        if problems:
            raise InvalidError(text("有的人员不能加签。"), {"signers": problems})
        opened = [
            open_side_task(runtime, tx, task.row, kind=place, asked_key=person.key)
            if place == "before"
            else None
            for person in found
        ]
        keys = sides.add_requests(
            tx,
            [
                {
                    "instance_key": task.row.instance_key,
                    "parent_key": task_key,
                    "task_key": side,
                    "kind": place,
                    "asked_key": person.key,
                    "asked_by": actor.account_key,
                    "question": words,
                    "asked_at": runtime.clock.now(),
                    "state": "open" if side is not None else "planned",
                }
                for person, side in zip(found, opened, strict=True)
            ],
        )
        append_event(
            runtime,
            tx,
            task.row.instance_key,
            actor=actor,
            action="task.signer_added",
            element_id=task.row.element_id,
            facts={"task": str(task_key), "place": place, "requests": [str(key) for key in keys]},
            payload={"signers": [person.name for person in found], "reason": words},
        )
    return tuple(keys)
