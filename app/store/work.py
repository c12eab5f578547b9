"""Rows of outside work: jobs that programs take over the interface, hold for a time, and finish or give back.

A row stands in `job` beside the site's own jobs, in states of its own: offered, taken, then done, dead or canceled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.jobs import WORK
from app.store.keys import new_key
from app.store.tables.cases import definition, element_event, instance, job

OPEN = ("offered", "taken")
LONGEST_TYPE = 150


@dataclass(frozen=True, slots=True)
class Taking:
    """Say who takes work: of a type, until when, under which lease, and at most how much."""

    type: str
    worker: str
    now: datetime
    until: datetime
    most: int
    lease: str | None = None


def offer(tx: Connection, values: dict[str, Any]) -> None:
    """Write work that is offered; a second row of the same `once_key` is silently not written."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    full = {"key": new_key(), "state": "offered", "attempts": 0, **values}
    tx.execute(build(job).values(full).on_conflict_do_nothing(index_elements=["once_key"]))


def is_offered(tx: Connection, job_type: str, now: datetime) -> bool:
    """Say whether there is something to take, without taking it."""
    return tx.scalar(_free(job_type, now).with_only_columns(job.c.key).limit(1)) is not None


def take(tx: Connection, taking: Taking) -> list[int]:
    """Take work that is offered, or whose holder let its time pass; return its keys, the oldest first.

    PostgreSQL skips rows another worker takes; on SQLite the writing transaction is exclusive anyway.
    """
    free = _free(taking.type, taking.now).with_only_columns(job.c.key)
    keys = list(
        tx.scalars(free.order_by(job.c.key).limit(taking.most).with_for_update(of=job, skip_locked=True))
    )
    if keys:
        tx.execute(
            update(job)
            .where(job.c.key.in_(keys))
            .values(
                state="taken",
                attempts=job.c.attempts + 1,
                worker=taking.worker,
                lease=taking.lease,
                claimed_until=taking.until,
            )
        )
    return keys


def work_with_case(tx: Connection, keys: Sequence[int]) -> Sequence[Row[Any]]:
    """Return work with what its worker is told of the case, the oldest first."""
    query: Select[Any] = (
        select(
            job,
            instance.c.definition_key,
            instance.c.process_id,
            instance.c.variables,
            instance.c.business_id,
            instance.c.tags,
            definition.c.version.label("definition_version"),
            _element_key().label("element_key"),
        )
        .join(instance, instance.c.key == job.c.instance_key)
        .join(definition, definition.c.key == instance.c.definition_key)
        .where(job.c.key.in_(keys))
        .order_by(job.c.key)
    )
    return tx.execute(query).all()


def lock(tx: Connection, key: int) -> Row[Any] | None:
    """Return one piece of work; others that want to change it wait until this transaction ends."""
    query = select(job).where(job.c.key == key, job.c.kind.startswith(WORK))
    return tx.execute(query.with_for_update()).first()


def change(tx: Connection, key: int, values: dict[str, Any]) -> None:
    """Write columns of one piece of work."""
    tx.execute(update(job).where(job.c.key == key).values(values))


def _element_key() -> Any:
    """Return the event by which the token entered the element of a job."""
    return (
        select(func.max(element_event.c.key))
        .where(
            element_event.c.instance_key == job.c.instance_key, element_event.c.engine_id == job.c.engine_id
        )
        .scalar_subquery()
    )


def _free(job_type: str, now: datetime) -> Select[Any]:
    waiting = and_(job.c.state == "offered", job.c.run_at <= now)
    overdue = and_(job.c.state == "taken", job.c.claimed_until < now)
    # a suspended case stands still: nobody works on it
    suspended = select(instance.c.key).where(instance.c.suspended_at.is_not(None))
    return select(job).where(
        job.c.kind == WORK + job_type, or_(waiting, overdue), job.c.instance_key.not_in(suspended)
    )
