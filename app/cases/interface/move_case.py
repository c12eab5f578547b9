"""Move a case as programs name it: from the open task of an element to another step, or to another version."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor
from app.cases.moving.get_case import get_case
from app.cases.operations.jump import jump
from app.cases.operations.migrate_cases import migrate_case
from app.errors import InvalidError
from app.runtime import Runtime
from app.store import instances
from app.store.tables.cases import element_event, task
from app.text import Text, text

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


def migrate_to(
    runtime: Runtime, actor: Actor, key: int, definition_key: int, mapping: Mapping[str, str]
) -> None:
    """Move a case to another version of its process; steps keep their ids there.

    Raises InvalidError when the version is none of its process or the mapping renames a step, ConflictError when the
    case cannot stand where it stands in that version.
    """
    with runtime.read() as tx:
        head, target = instances.head_by_key(tx, key), instances.definition_by_key(tx, definition_key)
    fields: dict[str, list[Text]] = {
        f"mappingInstructions.{source}": [text("环节在新版本里必须是同一编号。")]
        for source, target_id in mapping.items()
        if source != target_id
    }
    if target is None or (head is not None and target.process_id != head.process_id):
        fields["targetProcessDefinitionKey"] = [text("这不是此办件所属流程的版本。")]
    if fields or target is None:
        raise InvalidError(text("请检查填写的内容。"), fields)
    migrate_case(runtime, actor, key, target.version, reason=_REASON)
