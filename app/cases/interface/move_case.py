"""Move a case from the open task of an element to another step, as a program names them."""

from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor
from app.cases.moving.get_case import get_case
from app.cases.operations.jump import jump
from app.errors import InvalidError
from app.runtime import Runtime
from app.store.tables.cases import element_event, task
from app.text import text

_REASON = "由接口调整"


@dataclass(frozen=True, slots=True)
class Step:
    """Say from where (an element's id, or one stay at it) and to which element."""

    to: str
    element_id: str | None = None
    element_key: int | None = None


def move_case(runtime: Runtime, actor: Actor, key: int, step: Step) -> None:
    """Move a case; InvalidError when no open user task, or more than one, stands at the element."""
    with runtime.read() as tx:
        get_case(tx, actor, key, action="case.jump")
        query = select(task.c.key).where(
            task.c.instance_key == key, task.c.state == "open", task.c.side_of.is_(None)
        )
        if step.element_key is not None:
            stay = select(element_event.c.engine_id).where(element_event.c.key == step.element_key)
            query = query.where(task.c.engine_id.in_(stay))
        else:
            query = query.where(task.c.element_id == step.element_id)
        found = list(tx.scalars(query))
    if len(found) != 1:
        message = text("“%(element)s”处应有且只有一项进行中的人工任务。", element=step.element_id or "")
        raise InvalidError(message, {"moveInstructions[0].sourceElementInstruction": [message]})
    jump(runtime, actor, key, task=str(found[0]), to=step.to, reason=_REASON)
