"""Say which cases a client may find: exactly those its account finds on pages, when its rights let it search."""

from sqlalchemy import ColumnElement, Connection

from app.access.actor import Actor
from app.access.policy import require
from app.cases.desk.search_scope import visible_to


def within_reach(tx: Connection, actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `instance`; ForbiddenError for who finds nothing."""
    require(actor, "case.search", None)
    return visible_to(tx, actor).condition()
