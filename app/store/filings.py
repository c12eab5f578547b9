"""Rows of unfinished petitions and of their files."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from app.store.tables.portal import filing, filing_file


def filing_by_token(
    tx: Connection, token_digest: str, now: datetime, *, lock: bool = False
) -> Row[Any] | None:
    """Return an unfinished petition that has not ended; with `lock` others wait until the transaction ends."""
    query = select(filing).where(filing.c.token_digest == token_digest, filing.c.expires_at > now)
    return tx.execute(query.with_for_update() if lock else query).first()


def newest_filing_of(
    tx: Connection, account_key: int, place: str, now: datetime, *, state: str = "open"
) -> Row[Any] | None:
    """Return what an account saved last for this place."""
    query = (
        select(filing)
        .where(
            filing.c.account_key == account_key,
            filing.c.place == place,
            filing.c.state == state,
            filing.c.expires_at > now,
        )
        .order_by(filing.c.saved_at.desc())
        .limit(1)
    )
    return tx.execute(query).first()


def add_filing(tx: Connection, values: dict[str, Any]) -> None:
    """Insert an unfinished petition."""
    tx.execute(insert(filing).values(values))


def change_filing(tx: Connection, token_digest: str, values: dict[str, Any]) -> None:
    """Write an unfinished petition."""
    tx.execute(update(filing).where(filing.c.token_digest == token_digest).values(values))


def drop_filings(
    tx: Connection, *, token_digest: str | None = None, ended_before: datetime | None = None
) -> int:
    """Delete one unfinished petition, or all that have ended; return how many went."""
    which = filing.c.token_digest == token_digest if token_digest else filing.c.expires_at <= ended_before
    inside = select(filing.c.token_digest).where(which)
    tx.execute(delete(filing_file).where(filing_file.c.token_digest.in_(inside)))
    return tx.execute(delete(filing).where(which)).rowcount


def add_files(tx: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert files of an unfinished petition."""
    if rows:
        tx.execute(insert(filing_file), rows)


def files_of(tx: Connection, token_digest: str, *, content: bool = False) -> list[Row[Any]]:
    """Return the files of an unfinished petition in the order they came; their bytes only when asked for."""
    columns = [column for column in filing_file.c if content or column.name != "content"]
    query = select(*columns).where(filing_file.c.token_digest == token_digest).order_by(filing_file.c.key)
    return list(tx.execute(query))


def drop_files(tx: Connection, token_digest: str, keys: list[int] | None = None) -> None:
    """Delete files of an unfinished petition (all, or those of these keys)."""
    statement = delete(filing_file).where(filing_file.c.token_digest == token_digest)
    if keys is not None:
        statement = statement.where(filing_file.c.key.in_(keys))
    tx.execute(statement)
