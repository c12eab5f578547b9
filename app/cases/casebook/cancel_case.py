"""End a running case by an act of the unit's head: entered by mistake, or its matter lives on elsewhere."""

from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.cases.moving.advance import Moved, advance
from app.cases.moving.cause import Cause
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_text
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import instances
from app.text import text


def cancel_case(runtime: Runtime, actor: Actor, key: int, reason: str) -> None:
    """End a case with a reason; open tasks, timers and terms end with it.

    Raises InvalidError without a reason, ConflictError when it is over already, NotFoundError or
    ForbiddenError as the policy says.
    """
    with runtime.transaction() as tx:
        head, facts = get_case(tx, actor, key, action="case.cancel")
        if facts.ended:
            raise ConflictError(text("此件已经办结。"))
        why = required_text(reason, "reason")
        moved = end_case(runtime, tx, actor, head, outcome="canceled", reason=why, action="case.canceled")
    moved.keep()


def end_case(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    head: Row[Any],
    *,
    outcome: str,
    reason: str,
    action: str,
    **details: Any,
) -> Moved:
    """End a case within the caller's transaction and write down why."""
    cause = Cause(actor=actor, action=action, details={"reason": reason, **details})
    moved = advance(runtime, tx, head, engine.cancel, cause)
    instances.change_facts(tx, head.key, {"outcome": outcome})
    return moved
