"""Rows of requests for roles that a second security administrator must approve (双人授权)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from app.store.tables.people import account, role_request


def add_role_request(tx: Connection, values: Mapping[str, Any]) -> None:
    """Insert a request for a role that needs a second pair of eyes."""
    tx.execute(insert(role_request).values(values))


def find_role_request(tx: Connection, key: int) -> Row[Any] | None:
    """Return a role request by its key, or None."""
    return tx.execute(select(role_request).where(role_request.c.key == key)).first()


def open_role_requests(tx: Connection) -> Sequence[Row[Any]]:
    """Return the undecided role requests with both names, oldest first."""
    asker = account.alias("asker")
    query: Select[Any] = (
        select(role_request, account.c.login, account.c.name, asker.c.name.label("asker_name"))
        .join(account, account.c.key == role_request.c.account_key)
        .outerjoin(asker, asker.c.key == role_request.c.requested_by)
        .where(role_request.c.state == "open")
        .order_by(role_request.c.requested_at)
    )
    return tx.execute(query).all()


def decide_role_request(tx: Connection, key: int, values: Mapping[str, Any]) -> bool:
    """Close an open request; False when somebody else already did."""
    query = update(role_request).where(role_request.c.key == key, role_request.c.state == "open")
    return tx.execute(query.values(values)).rowcount == 1
