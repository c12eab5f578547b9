"""The finishing step that service tasks share: the case goes on in the transaction that ends the job."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import SYSTEM
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances, jobs
from app.text import text


def case_of(tx: Connection, job: Row[Any]) -> Row[Any]:
    """Return the case of a job without the engine's state; raises NotFoundError."""
    head = instances.head_by_key(tx, job.instance_key) if job.instance_key is not None else None
    if head is None:
        raise NotFoundError(text("找不到任务所属的办件"))
    return head


def is_wanted(tx: Connection, job: Row[Any]) -> bool:
    """Say whether the job is still to be finished: its activity may have been interrupted meanwhile."""
    current = jobs.job_by_key(tx, job.key)
    return current is not None and current.state == "running"


def complete_activity(
    runtime: Runtime, tx: Connection, job: Row[Any], *, action: str, details: Mapping[str, Any]
) -> Callable[[], None]:
    """Complete the service task of a job; return what keeps the live instance after the commit."""
    moved = advance(
        runtime,
        tx,
        case_of(tx, job),
        lambda live, env: engine.complete_job(live, job.engine_id, {}, env),
        Cause(actor=SYSTEM, action=action, details=details),
    )
    return moved.keep
