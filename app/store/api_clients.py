"""Rows of the clients of the interface, with the account each of them acts for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from app.store.tables.interfaces import api_client
from app.store.tables.people import account

_WHO = (
    account.c.key.label("account_key"),
    account.c.login,
    account.c.name,
    account.c.kind,
    account.c.unit_code,
    account.c.disabled_at,
    account.c.totp_enrolled_at,
)


def add_client(tx: Connection, values: dict[str, Any]) -> None:
    """Insert a client."""
    tx.execute(insert(api_client).values(values))


def find_client(tx: Connection, client_id: str, now: datetime) -> Row[Any] | None:
    """Return a client that is neither ended nor expired, with the columns of its account."""
    query: Select[Any] = (
        select(
            api_client.c.key,
            api_client.c.client_id,
            api_client.c.name.label("client_name"),
            api_client.c.secret_digest,
            api_client.c.rights,
            *_WHO,
        )
        .join(account, account.c.key == api_client.c.account_key)
        .where(
            api_client.c.client_id == client_id,
            api_client.c.ended_at.is_(None),
            api_client.c.expires_at > now,
        )
    )
    return tx.execute(query).first()


def clients(tx: Connection) -> Sequence[Row[Any]]:
    """Return every client that was not ended, with login and name of its account, newest first."""
    query = (
        select(api_client, account.c.login, account.c.name.label("account_name"))
        .join(account, account.c.key == api_client.c.account_key)
        .where(api_client.c.ended_at.is_(None))
        .order_by(api_client.c.created_at.desc(), api_client.c.key)
    )
    return tx.execute(query).all()


def end_client(tx: Connection, client_id: str, now: datetime) -> int | None:
    """End a client; return the key of its account, None when there was no such client."""
    query = update(api_client).where(api_client.c.client_id == client_id, api_client.c.ended_at.is_(None))
    found: int | None = tx.scalar(query.values(ended_at=now).returning(api_client.c.account_key))
    return found
