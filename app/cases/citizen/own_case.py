"""Find a case by its number for the person it belongs to; to everybody else it does not exist."""

from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import allows
from app.cases.moving.facts import row_facts
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances
from app.text import text


def own_case(tx: Connection, actor: Actor, number: str, action: str = "case.read_public") -> Row[Any]:
    """Return the instance row of the actor's own case; raises NotFoundError alike for a strange and a missing one."""
    head = instances.head_by_number(tx, number)
    # staff get the same answer: on public pages even their number tells nothing about a case
    if head is None or not allows(actor, action, row_facts(head)):
        raise NotFoundError(text("没有找到您要的内容"))
    return head


def is_own_case(runtime: Runtime, actor: Actor, number: str) -> bool:
    """Say whether the actor may see the case with this number."""
    with runtime.read() as tx:
        try:
            own_case(tx, actor, number)
        except NotFoundError:
            return False
    return True
