"""Rows of decisions that processes took."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from app.store.tables.decisions import decision_made


def add_decisions(tx: Connection, rows: list[dict[str, Any]]) -> None:
    """Store decisions with the rules that matched."""
    if rows:
        tx.execute(insert(decision_made), rows)


def decisions_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the decisions of a case, oldest first."""
    query = select(decision_made).where(decision_made.c.instance_key == instance_key)
    return list(tx.execute(query.order_by(decision_made.c.key)))
