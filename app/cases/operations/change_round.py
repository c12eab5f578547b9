"""加签 and 减签 in a round of signing: one signer more, or one fewer, while the round runs."""

from typing import Any

from app import engine
from app.access.actor import Actor
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.required import required_number, required_text
from app.cases.operations.find_people import find_one
from app.cases.operations.operable import Operable, get_operable, refuse_outsiders
from app.errors import ConflictError, InvalidError
from app.runtime import Runtime
from app.store import instances, tasks
from app.text import text

HEAVIEST = 100


def add_to_round(
    runtime: Runtime, actor: Actor, task_key: int, *, signer: str, weight: str = "1", reason: str
) -> None:
    """Ask one more person in the round a task belongs to.

    The new item holds `person`, `unit` and `weight`; the drawing decides by its assignment who gets the task.
    Raises InvalidError naming the field, ConflictError when the task is no round, the person signs already or
    the drawing does not allow it, and errors of the policy.
    """
    with runtime.transaction() as tx:
        task = get_operable(runtime, tx, actor, task_key, "add_signer")
        _require_round(task)
        person = find_one(tx, signer, "signer")
        why = required_text(reason, "reason", longest=500)
        refuse_outsiders(tx, task.row, [person], "signer")
        item: dict[str, Any] = {
            "person": person.login,
            "unit": person.unit_code,
            "weight": required_number(weight, "weight", least=1, most=HEAVIEST),
        }
        live = engine.load(task.package.definition, instances.body_of(tx, task.row.instance_key))
        coming = engine.waiting_items(live, task.row.engine_id)
        if any(_is_side_of(one, item) for one in coming):
            raise _twice(person.name)
        before = _round_of(tx, task)
        cause = Cause(
            actor=actor,
            action="task.signer_added",
            details={"reason": why, "signers": [person.name], "element": task.row.element_id},
        )
        moved = advance(
            runtime,
            tx,
            tasks.case_head(task.row),
            lambda live, env: engine.add_instance(live, task.row.engine_id, item, env),
            cause,
            locked=True,
        )
        for opened in moved.opened:
            if any(opened.candidates and opened.candidates == candidates for candidates in before):
                raise _twice(person.name)
    moved.keep()


def remove_from_round(runtime: Runtime, actor: Actor, task_key: int, other_key: int, *, reason: str) -> None:
    """Ask one person of the round no longer, who has not signed yet.

    `task_key` is the actor's own task of the round, `other_key` the one that ends. Raises InvalidError without
    a reason; ConflictError when it is none of this round, was signed meanwhile or is the last one; errors of
    the policy.
    """
    with runtime.transaction() as tx:
        task = get_operable(runtime, tx, actor, task_key, "remove_signer")
        _require_round(task)
        why = required_text(reason, "reason", longest=500)
        other = tasks.task_with_case(tx, other_key)
        if (
            other is None
            or (other.instance_key, other.element_id) != (task.row.instance_key, task.row.element_id)
            or other.state != "open"
        ):
            raise ConflictError(text("所选的会签已经签过，或者不属于这一轮。"))
        cause = Cause(
            actor=actor,
            action="task.signer_removed",
            details={"reason": why, "task": str(other_key), "element": task.row.element_id},
        )
        moved = advance(
            runtime,
            tx,
            tasks.case_head(task.row),
            lambda live, env: engine.remove_instance(live, other.engine_id, env),
            cause,
            locked=True,
        )
    moved.keep()


def _twice(name: str) -> InvalidError:
    message = text("%(name)s所在的一方已经在会签名单上，不重复征求。", name=name)
    return InvalidError(message, {"signer": [message]})


def _is_side_of(listed: Any, item: dict[str, Any]) -> bool:
    """Say whether an element of the round stands for the same person, or for the same unit as a whole."""
    if not isinstance(listed, dict):
        return False
    if listed.get("person"):
        return bool(listed["person"] == item["person"])
    return bool(listed.get("unit")) and listed["unit"] == item["unit"]


def _require_round(task: Operable) -> None:
    element = task.package.definition.elements.get(task.row.element_id)
    if element is None or element.multi_instance is None:
        raise ConflictError(text("“%(step)s”不是多人会签。", step=task.row.name))


def _round_of(tx: Any, task: Operable) -> list[frozenset[str]]:
    """Return the candidates of the round's open tasks."""
    return [
        tasks.candidates_of(tx, row.key)
        for row in tasks.tasks_of(tx, task.row.instance_key, state="open")
        if row.element_id == task.row.element_id
    ]
