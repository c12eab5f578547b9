"""Rows of jobs and incidents: outside effects are jobs, written in the business transaction."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.keys import new_key
from app.store.tables.cases import incident, job

WORK = "work:"
"""Kind of what programs outside do (see `work`); the site's own worker leaves it alone."""


def enqueue(
    tx: Connection,
    kind: str,
    args: dict[str, Any],
    *,
    run_at: datetime,
    once_key: str | None = None,
    instance_key: int | None = None,
    engine_id: str | None = None,
    max_attempts: int = 8,
    now: datetime | None = None,
) -> None:
    """Write a job; with `once_key` a second job of that key is silently not written."""
    values = {
        "key": new_key(),
        "kind": kind,
        "args": args,
        "once_key": once_key,
        "instance_key": instance_key,
        "engine_id": engine_id,
        "state": "ready",
        "attempts": 0,
        "max_attempts": max_attempts,
        "run_at": run_at,
        "created_at": now or run_at,
    }
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    tx.execute(build(job).values(values).on_conflict_do_nothing(index_elements=["once_key"]))


def claim(tx: Connection, now: datetime, *, lease: timedelta) -> Row[Any] | None:
    """Take the next ready job (or one whose worker died) for the length of a lease.

    PostgreSQL skips rows another worker holds; on SQLite the writing transaction is exclusive anyway.
    """
    free = (job.c.state == "ready") | ((job.c.state == "running") & (job.c.claimed_until < now))
    query = select(job).where(free, job.c.run_at <= now).order_by(job.c.run_at, job.c.key).limit(1)
    found = tx.execute(query.with_for_update(skip_locked=True)).first()
    if found is None:
        return None
    tx.execute(
        update(job)
        .where(job.c.key == found.key)
        .values(state="running", attempts=found.attempts + 1, claimed_until=now + lease)
    )
    return found


def finish_job(tx: Connection, key: int, attempt: int, at: datetime) -> bool:
    """Mark a job done; False if the lease was lost to another worker in between."""
    done = tx.execute(
        update(job)
        .where(job.c.key == key, job.c.state == "running", job.c.attempts == attempt)
        .values(state="done", finished_at=at, error=None, claimed_until=None)
    )
    return done.rowcount == 1


def postpone_job(tx: Connection, key: int, *, run_at: datetime, error: str) -> None:
    """Put a failed job back for a later try."""
    tx.execute(
        update(job)
        .where(job.c.key == key)
        .values(state="ready", run_at=run_at, error=error, claimed_until=None)
    )


def bury_job(tx: Connection, key: int, *, error: str, at: datetime) -> None:
    """Give a job up: an incident speaks of it from now on."""
    tx.execute(
        update(job)
        .where(job.c.key == key)
        .values(state="dead", error=error, finished_at=at, claimed_until=None)
    )


def revive_job(tx: Connection, key: int, *, now: datetime) -> bool:
    """Make a dead job ready again with fresh tries."""
    done = tx.execute(
        update(job)
        .where(job.c.key == key, job.c.state == "dead")
        .values(
            state=case((job.c.kind.startswith(WORK), "offered"), else_="ready"),
            # whoever sets the retries of outside work is asked; without any one more try is meant
            retries=case((job.c.retries < 1, 1), else_=job.c.retries),
            attempts=0,
            run_at=now,
            claimed_until=None,
            finished_at=None,
        )
    )
    return done.rowcount == 1


def cancel_jobs(tx: Connection, instance_key: int, engine_ids: list[str], at: datetime) -> None:
    """Withdraw jobs whose activity was cancelled."""
    if engine_ids:
        tx.execute(
            update(job)
            .where(
                job.c.instance_key == instance_key,
                job.c.engine_id.in_(engine_ids),
                job.c.state.in_(["ready", "running", "offered", "taken"]),
            )
            .values(state="canceled", finished_at=at)
        )


def job_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one job."""
    return tx.execute(select(job).where(job.c.key == key)).first()


def count_jobs(tx: Connection) -> dict[str, int]:
    """Return the number of jobs by state."""
    rows = tx.execute(select(job.c.state, func.count()).group_by(job.c.state))
    return {str(state): int(count) for state, count in rows}


def next_run_at(tx: Connection, *, after: datetime | None = None) -> datetime | None:
    """Return when the next ready job is due (later than `after`)."""
    query = select(func.min(job.c.run_at)).where(job.c.state == "ready")
    if after is not None:
        query = query.where(job.c.run_at > after)
    moment: datetime | None = tx.scalar(query)
    return moment


def raise_incident(tx: Connection, values: dict[str, Any]) -> int:
    """Store an incident and return its key."""
    key = new_key()
    cause = cause_of(values["kind"], values.get("element_id"), values["message"])
    tx.execute(insert(incident).values(key=key, state="open", cause=cause, **values))
    return key


def cause_of(kind: str, element_id: str | None, message: str) -> str:
    """Return the digest that incidents of one cause share: kind, element and the message without its numbers.

    Numbers in a message are those of the one case (a key, a position, a count).
    """
    words = re.sub(r"[0-9]+", "#", message)
    return hashlib.blake2b("\x1f".join((kind, element_id or "", words)).encode(), digest_size=16).hexdigest()


def resolve_incidents(
    tx: Connection,
    at: datetime,
    by: int | None,
    *,
    job_key: int | None = None,
    incident_key: int | None = None,
) -> None:
    """Close the open incidents of a job, or one incident."""
    statement = update(incident).where(incident.c.state == "open")
    if job_key is not None:
        statement = statement.where(incident.c.job_key == job_key)
    if incident_key is not None:
        statement = statement.where(incident.c.key == incident_key)
    tx.execute(statement.values(state="resolved", resolved_at=at, resolved_by=by))


def list_incidents(tx: Connection, *, state: str = "open", limit: int = 200) -> list[Row[Any]]:
    """Return incidents, newest first."""
    return list(
        tx.execute(
            select(incident)
            .where(incident.c.state == state)
            .order_by(incident.c.raised_at.desc())
            .limit(limit)
        )
    )
