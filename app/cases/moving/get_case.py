"""Read one case for an act on it: its row and its facts, after the policy was asked."""

from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import CaseFacts
from app.access.policy import require
from app.cases.moving.facts import case_facts
from app.errors import NotFoundError
from app.store import instances
from app.text import text


def get_case(
    tx: Connection, actor: Actor, key: int, *, action: str = "case.read"
) -> tuple[Row[Any], CaseFacts]:
    """Return a case's row and facts after asking the policy; NotFoundError, ForbiddenError as it says."""
    head = instances.head_by_key(tx, key)
    if head is None:
        raise NotFoundError(text("没有找到您要的内容"))
    facts = case_facts(tx, head)
    require(actor, action, facts)
    return head, facts
