"""Rows of incidents for the page of those who keep the system running; contents of cases are not selected."""

from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from app.store.tables.cases import incident, instance, job


def page(tx: Connection, *, state: str, limit: int, offset: int) -> tuple[list[Row[Any]], int]:
    """Return one page of incidents in a state, newest first, and how many there are."""
    total = tx.scalar(select(func.count()).select_from(incident).where(incident.c.state == state)) or 0
    query = _query().where(incident.c.state == state)
    order = (incident.c.raised_at.desc(), incident.c.key.desc())
    return list(tx.execute(query.order_by(*order).limit(limit).offset(offset))), int(total)


def one(tx: Connection, key: int) -> Row[Any] | None:
    """Return one incident."""
    return tx.execute(_query().where(incident.c.key == key)).first()


def _query() -> Select[Any]:
    shown = [column for column in incident.c if column.name != "input"]
    return (
        select(*shown, instance.c.number, instance.c.definition_key, job.c.attempts)
        .outerjoin(instance, instance.c.key == incident.c.instance_key)
        .outerjoin(job, job.c.key == incident.c.job_key)
    )
