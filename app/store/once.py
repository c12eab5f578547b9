"""Tokens that make a double click harmless: used once, they remember what came of it."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from app.store.tables.cases import once


def used(tx: Connection, token: str) -> str | None:
    """Return what came of an earlier use of this token, None when it is fresh."""
    return tx.scalar(select(once.c.result).where(once.c.token == token))


def use(tx: Connection, token: str, result: str, at: datetime) -> None:
    """Mark a token as used; a concurrent second use fails on the primary key and rolls back."""
    tx.execute(insert(once).values(token=token, result=result, used_at=at))
