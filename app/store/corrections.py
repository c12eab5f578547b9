"""Rows that correct other rows: the wrong one stays and the right one names it (`corrects_key`)."""

from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select

from app.store.keys import new_key
from app.store.tables.cases import case_date, comment, document, submission

_TABLES = {"submission": submission, "case_date": case_date, "document": document, "comment": comment}


def entry(tx: Connection, kind: str, key: int) -> Row[Any] | None:
    """Return the row to be corrected: `kind` is submission, case_date, document or comment."""
    table = _TABLES[kind]
    return tx.execute(select(table).where(table.c.key == key)).first()


def is_corrected(tx: Connection, kind: str, key: int) -> bool:
    """Say whether a later row already corrects this one."""
    table = _TABLES[kind]
    return bool(tx.scalar(select(exists(select(1).where(table.c.corrects_key == key)))))


def add_correction(tx: Connection, kind: str, values: dict[str, Any], *, corrects: int) -> int:
    """Store the right row beside the wrong one and return its key."""
    key = values.get("key") or new_key()
    tx.execute(insert(_TABLES[kind]).values({**values, "key": key, "corrects_key": corrects}))
    return int(key)
