"""Rows of ratings; which of them count is decided when they are written."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app.store.tables.cases import rating


def add_rating(tx: Connection, values: dict[str, Any]) -> None:
    """Insert a rating."""
    tx.execute(insert(rating).values(values))


def has_counted(tx: Connection, *, device_digest: str, level: int, since: datetime) -> bool:
    """Say whether an anonymous rating of this level from this device counts already since a moment."""
    query = select(rating.c.key).where(
        rating.c.device_digest == device_digest,
        rating.c.level == level,
        rating.c.rated_at >= since,
        rating.c.named.is_(False),
        rating.c.counts.is_(True),
    )
    return tx.scalar(query.limit(1)) is not None
