"""Rows of incidents for the page of those who keep the system running; contents of cases are not selected."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from app.store.tables.cases import incident, instance, job


def page(
    tx: Connection, *, state: str, limit: int, offset: int, cause: str | None = None
) -> tuple[list[Row[Any]], int]:
    """Return one page of incidents in a state, newest first, and how many there are; only of a cause when given."""
    wanted = [incident.c.state == state, *([incident.c.cause == cause] if cause is not None else [])]
    total = tx.scalar(select(func.count()).select_from(incident).where(*wanted)) or 0
    order = (incident.c.raised_at.desc(), incident.c.key.desc())
    return list(tx.execute(_query().where(*wanted).order_by(*order).limit(limit).offset(offset))), int(total)


def causes(tx: Connection, *, limit: int, offset: int) -> tuple[list[Row[Any]], int]:
    """Return one page of the causes of open incidents, the most frequent first, and how many causes there are.

    A row has `cause`, `amount`, `first_at`, `last_at` and the newest incident's `key`.
    """
    newest = func.max(incident.c.key)
    grouped = (
        select(
            incident.c.cause,
            func.count().label("amount"),
            func.min(incident.c.raised_at).label("first_at"),
            func.max(incident.c.raised_at).label("last_at"),
            newest.label("key"),
        )
        .where(incident.c.state == "open")
        .group_by(incident.c.cause)
    )
    total = tx.scalar(select(func.count()).select_from(grouped.subquery())) or 0
    order = (func.count().desc(), newest.desc())
    return list(tx.execute(grouped.order_by(*order).limit(limit).offset(offset))), int(total)


def one(tx: Connection, key: int) -> Row[Any] | None:
    """Return one incident."""
    return tx.execute(_query().where(incident.c.key == key)).first()


def several(tx: Connection, keys: Sequence[int]) -> list[Row[Any]]:
    """Return incidents by their keys, oldest first; unknown keys are left out."""
    return list(tx.execute(_query().where(incident.c.key.in_(keys)).order_by(incident.c.key)))


def again(tx: Connection, row: Row[Any]) -> Row[Any] | None:
    """Return the open incident in which what a closed one reported stopped again, if it did."""
    same = (
        incident.c.job_key == row.job_key
        if row.job_key is not None
        else (incident.c.instance_key == row.instance_key) & (incident.c.engine_id == row.engine_id)
    )
    newer = incident.c.key > row.key
    return tx.execute(_query().where(same, newer, incident.c.state == "open").limit(1)).first()


def _query() -> Select[Any]:
    shown = [column for column in incident.c if column.name != "input"]
    return (
        select(
            *shown,
            instance.c.number,
            instance.c.definition_key,
            job.c.attempts,
            job.c.state.label("job_state"),
        )
        .outerjoin(instance, instance.c.key == incident.c.instance_key)
        .outerjoin(job, job.c.key == incident.c.job_key)
    )
