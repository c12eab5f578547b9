"""Rows of published messages that wait for somebody to want them, and who has taken each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, tuple_

from app.store.tables.cases import instance, subscription
from app.store.tables.interfaces import message_taken, published_message


def buffer_message(tx: Connection, values: dict[str, Any]) -> None:
    """Keep a message until it expires."""
    tx.execute(insert(published_message).values(values))


def message_by_key(tx: Connection, key: int, now: datetime) -> Row[Any] | None:
    """Return a message that has not expired."""
    query = select(published_message).where(
        published_message.c.key == key, published_message.c.expires_at > now
    )
    return tx.execute(query).first()


def is_known(tx: Connection, name: str, correlation_key: str, message_id: str) -> bool:
    """Say whether a message with this id is kept; expired ones are swept before."""
    query = select(published_message.c.key).where(
        published_message.c.name == name,
        published_message.c.correlation_key == correlation_key,
        published_message.c.message_id == message_id,
    )
    return tx.scalar(query) is not None


def buffered(tx: Connection, wanted: Collection[tuple[str, str]], now: datetime) -> Sequence[Row[Any]]:
    """Return kept messages for these pairs of name and correlation key, the oldest first."""
    pairs = tuple_(published_message.c.name, published_message.c.correlation_key)
    query = select(published_message.c.key).where(
        published_message.c.expires_at > now, pairs.in_(sorted(wanted))
    )
    return tx.execute(query.order_by(published_message.c.key)).all()


def sweep(tx: Connection, now: datetime) -> None:
    """Forget what has expired."""
    gone = select(published_message.c.key).where(published_message.c.expires_at <= now)
    tx.execute(delete(message_taken).where(message_taken.c.message_key.in_(gone)))
    tx.execute(delete(published_message).where(published_message.c.expires_at <= now))


def take_message(tx: Connection, message_key: int, instance_key: int, at: datetime) -> None:
    """Write down that a case took a message."""
    tx.execute(insert(message_taken).values(message_key=message_key, instance_key=instance_key, taken_at=at))


def processes_that_took(tx: Connection, message_key: int) -> frozenset[str]:
    """Return the processes of the cases that took a message: each process takes it once."""
    query = (
        select(instance.c.process_id)
        .join(message_taken, message_taken.c.instance_key == instance.c.key)
        .where(message_taken.c.message_key == message_key)
    )
    return frozenset(tx.scalars(query))


def waiting_cases(tx: Connection, name: str, correlation_key: str) -> Sequence[Row[Any]]:
    """Return the cases (key, process_id) that wait for a message, the longest-running first."""
    query: Select[Any] = (
        select(instance.c.key, instance.c.process_id)
        .join(subscription, subscription.c.instance_key == instance.c.key)
        .where(subscription.c.name == name, subscription.c.correlation_key == correlation_key)
        .distinct()
        .order_by(instance.c.key)
    )
    return tx.execute(query).all()
