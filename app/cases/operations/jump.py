"""自由流转: the head or leader moves a case from one open task to another step, with a reason."""

from dataclasses import dataclass

from app import engine
from app.access.actor import Actor
from app.cases.desk.claim import HANDOVER
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_text
from app.catalog.resolve import resolve_package
from app.errors import ConflictError, InvalidError
from app.runtime import Runtime
from app.store import comments, tasks
from app.text import Text, text


@dataclass(frozen=True)
class JumpChoices:
    """Offer the open tasks (key, name) and the steps of the drawing (element id, name)."""

    tasks: tuple[tuple[int, str], ...]
    steps: tuple[tuple[str, str], ...]


def jump_choices(runtime: Runtime, actor: Actor, key: int) -> JumpChoices:
    """Return from where and to where a case can be moved by hand; raises as the policy says."""
    with runtime.read() as tx:
        head, _facts = get_case(tx, actor, key, action="case.jump")
        package = resolve_package(runtime, tx, head.definition_key)
        opened = [row for row in tasks.tasks_of(tx, key, state="open") if row.side_of is None]
    steps = [
        (one.id, one.name or one.id)
        for one in package.definition.elements.values()
        if one.kind == "userTask" and not one.synthetic
    ]
    return JumpChoices(tuple((row.key, row.name) for row in opened), tuple(steps))


def jump(runtime: Runtime, actor: Actor, key: int, *, task: str, to: str, reason: str) -> None:
    """Move a case from an open task to another step.

    Raises InvalidError naming the field, ConflictError when the case could not go on from there, is
    suspended or over, and errors of the policy. Nothing is changed then.
    """
    with runtime.transaction() as tx:
        head, facts = get_case(tx, actor, key, action="case.jump")
        if facts.ended:
            raise ConflictError(text("此件已经办结。"))
        if head.suspended_at is not None:
            raise ConflictError(text("此件已挂起：%(reason)s。", reason=head.suspended_reason or ""))
        opened = {str(row.key): row for row in tasks.tasks_of(tx, key, state="open") if row.side_of is None}
        fields: dict[str, list[Text]] = {}
        if task not in opened:
            fields["task"] = [text("请选择正在办理的步骤。")]
        if not to:
            fields["to"] = [text("请选择要流转到的步骤。")]
        if fields:
            raise InvalidError(text("请检查填写的内容。"), fields)
        why = required_text(reason, "reason", longest=500)
        row = opened[task]
        cause = Cause(
            actor=actor,
            action="case.jumped",
            details={"reason": why, "from": row.element_id, "to": to},
        )
        moved = advance(runtime, tx, head, lambda live, env: engine.jump(live, row.engine_id, to, env), cause)
        comments.add_comment(
            tx,
            {
                "instance_key": key,
                "author_key": actor.account_key,
                "author_name": actor.name,
                "kind": HANDOVER,
                "body": f"由“{row.name}”流转：{why}",
                "public": False,
                "written_at": runtime.clock.now(),
            },
        )
    moved.keep()
