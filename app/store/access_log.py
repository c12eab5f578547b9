"""Rows of the access log: who looked at which case, when and what for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from app.store.keys import new_key
from app.store.tables.audit import access_log
from app.store.tables.cases import instance


def add_access(tx: Connection, values: Mapping[str, Any]) -> int:
    """Insert one row and return its key."""
    key = new_key()
    tx.execute(insert(access_log).values(key=key, **values))
    return key


def seen_since(
    tx: Connection,
    instance_key: int,
    *,
    actor_kind: str,
    actor_key: int | None,
    purpose: str,
    since: datetime,
) -> bool:
    """Say whether the same person already looked at the case for the same purpose since a moment."""
    query = (
        select(access_log.c.key)
        .where(
            access_log.c.instance_key == instance_key,
            access_log.c.at >= since,
            access_log.c.actor_kind == actor_kind,
            access_log.c.actor_key.is_not_distinct_from(actor_key),
            access_log.c.purpose == purpose,
        )
        .limit(1)
    )
    return tx.scalar(query) is not None


def accesses(tx: Connection, instance_key: int, *, limit: int = 500) -> list[Row[Any]]:
    """Return who looked at a case, newest first."""
    return list(
        tx.execute(
            select(access_log)
            .where(access_log.c.instance_key == instance_key)
            .order_by(access_log.c.at.desc(), access_log.c.key.desc())
            .limit(limit)
        )
    )


def seal_accesses(tx: Connection, seq: int) -> list[Row[Any]]:
    """Mark every unsealed row with the number of the event that will seal it; return them by key."""
    tx.execute(update(access_log).where(access_log.c.sealed_by.is_(None)).values(sealed_by=seq))
    return sealed_accesses(tx, seq)


def sealed_accesses(tx: Connection, seq: int) -> list[Row[Any]]:
    """Return the rows one event sealed, by key."""
    query = select(access_log).where(access_log.c.sealed_by == seq).order_by(access_log.c.key)
    return list(tx.execute(query))


def all_accesses(
    tx: Connection, *, instance_key: int | None = None, limit: int = 50, offset: int = 0
) -> tuple[list[Row[Any]], int]:
    """Return one page of who looked at a case (or at any), newest first, with its number, and the total."""
    conditions = [] if instance_key is None else [access_log.c.instance_key == instance_key]
    total = tx.scalar(select(func.count()).select_from(access_log).where(*conditions)) or 0
    query = (
        select(access_log, instance.c.number)
        .outerjoin(instance, instance.c.key == access_log.c.instance_key)
        .where(*conditions)
        .order_by(access_log.c.at.desc(), access_log.c.key.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(tx.execute(query)), int(total)
