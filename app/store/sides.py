"""Rows of what is asked beside a task: opinions it waits for (加签), questions to colleagues (沟通)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from app.store.keys import new_key
from app.store.tables.cases import task
from app.store.tables.operations import side_request

STANDING = ("planned", "open")


def add_requests(tx: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Store requests and return their keys."""
    keyed = [{"key": new_key(), **row} for row in rows]
    if keyed:
        tx.execute(insert(side_request), keyed)
    return [row["key"] for row in keyed]


def request_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one request."""
    return tx.execute(select(side_request).where(side_request.c.key == key)).first()


def request_of_task(tx: Connection, task_key: int) -> Row[Any] | None:
    """Return the request a side task was opened for."""
    return tx.execute(select(side_request).where(side_request.c.task_key == task_key)).first()


def requests_beside(tx: Connection, parent_key: int) -> Sequence[Row[Any]]:
    """Return everything asked beside a task, in order."""
    query = select(side_request).where(side_request.c.parent_key == parent_key)
    return tx.execute(query.order_by(side_request.c.key)).all()


def change_request(tx: Connection, key: int, state: str, values: dict[str, Any]) -> bool:
    """Write over a request in this state; False when somebody else was first."""
    query = update(side_request).where(side_request.c.key == key, side_request.c.state == state)
    return tx.execute(query.values(**values)).rowcount == 1


def drop_beside(tx: Connection, instance_key: int, engine_ids: Collection[str], at: datetime) -> None:
    """End what was asked beside tasks that are over: nobody needs it any more."""
    over = select(task.c.key).where(task.c.instance_key == instance_key, task.c.engine_id.in_(engine_ids))
    keys = list(tx.scalars(over))
    tx.execute(
        update(side_request)
        .where(side_request.c.parent_key.in_(keys), side_request.c.state.in_(STANDING))
        .values(state="dropped")
    )
    tx.execute(
        update(task)
        .where(task.c.side_of.in_(keys), task.c.state == "open")
        .values(state="canceled", closed_at=at)
    )
