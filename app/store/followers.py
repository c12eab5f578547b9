"""Rows of people who follow a case by e-mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from app.store.keys import new_key
from app.store.tables.cases import follower


def follower_by_address(tx: Connection, instance_key: int, email_index: str) -> Row[Any] | None:
    """Return the follower of a case with this address."""
    return tx.execute(
        select(follower).where(follower.c.instance_key == instance_key, follower.c.email_index == email_index)
    ).first()


def follower_by_token(tx: Connection, token_digest: str) -> Row[Any] | None:
    """Return the follower a link belongs to."""
    return tx.execute(select(follower).where(follower.c.token_digest == token_digest)).first()


def followers_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return who follows a case, those who have not confirmed yet too."""
    return list(
        tx.execute(
            select(follower).where(follower.c.instance_key == instance_key).order_by(follower.c.created_at)
        )
    )


def add_follower(tx: Connection, values: dict[str, Any]) -> int:
    """Insert a follower who has not confirmed yet; return the key."""
    key = values.get("key") or new_key()
    tx.execute(insert(follower).values({**values, "key": key}))
    return int(key)


def confirm_follower(tx: Connection, key: int, at: datetime) -> None:
    """Mark that the address belongs to whoever asked."""
    tx.execute(
        update(follower)
        .where(follower.c.key == key, follower.c.confirmed_at.is_(None))
        .values(confirmed_at=at)
    )


def drop_follower(tx: Connection, key: int) -> None:
    """Forget a follower."""
    tx.execute(delete(follower).where(follower.c.key == key))
