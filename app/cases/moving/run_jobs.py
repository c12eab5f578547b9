"""Run jobs: take the next one, do it, and let failures end as incidents a person sees."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.handlers import (
    batch,
    buffered_message,
    calendar,
    document,
    duties,
    exchange,
    lending,
    mail,
    message,
    notice,
    official_archive,
    official_paper,
    official_publish,
    signal,
    supervise,
    system,
    urge,
)
from app.cases.moving.spread_signal import SIGNAL
from app.errors import ConflictError, LuoshuError
from app.runtime import Runtime
from app.store import jobs

Finish = Callable[[Connection], Callable[[], None] | None]
Handler = Callable[[Runtime, Row[Any]], Finish]

LEASE = timedelta(minutes=5)
"""How long a worker may hold a job before another one takes it over."""
_BACKOFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
_ERROR_LENGTH = 2000

HANDLERS: Mapping[str, Handler] = {
    "service:luoshu.document": document.handle,
    "service:luoshu.supervise": supervise.handle,
    "service:luoshu.exchange": exchange.handle_step,
    "service:luoshu.official": official_paper.handle,
    "service:luoshu.archive": official_archive.handle,
    "service:luoshu.publish": official_publish.handle,
    "service:luoshu.system": system.handle,
    "notice": notice.handle,
    "message": message.handle,
    SIGNAL: signal.handle,
    "buffered_message": buffered_message.handle,
    batch.KIND: batch.handle,
    "mail": mail.handle,
    "duty": duties.handle,
    "calendar": calendar.handle,
    lending.LENDING: lending.handle,
    "urge": urge.handle,
    system.RECONCILE: system.reconcile,
    "exchange": exchange.handle_letter,
    "exchange.notice": exchange.handle_notice,
}


class UnknownJobError(Exception):
    """Say that no handler knows this kind of job."""


def run_next_job(runtime: Runtime) -> bool:
    """Run one ready job; False when there is none.

    A job that fails is tried again with growing pauses; after its last try it is dead and an incident
    names case, cause and input. A worker that dies leaves its job to the next one when the lease ends.
    """
    with runtime.transaction() as tx:
        job = jobs.claim(tx, runtime.clock.now(), lease=LEASE)
    if job is None:
        return False
    try:
        finish = _handler(job.kind)(runtime, job)
        with runtime.transaction() as tx:
            after = finish(tx)
            _end(runtime, tx, job)
        if after is not None:
            after()
    except _LostLeaseError:
        return True
    except Exception as error:  # noqa: BLE001 - whatever goes wrong must end as a retry or an incident
        runtime.live.clear()
        _failed(runtime, job, error)
    return True


def run_ready_jobs(runtime: Runtime, *, limit: int = 1000) -> int:
    """Run ready jobs until none is left (or `limit` ran); return how many."""
    done = 0
    while done < limit and run_next_job(runtime):
        done += 1
    return done


class _LostLeaseError(Exception):
    """Another worker took the job over; its result stands, ours is rolled back."""


def _end(runtime: Runtime, tx: Connection, job: Row[Any]) -> None:
    if not jobs.finish_job(tx, job.key, job.attempts + 1, runtime.clock.now()):
        raise _LostLeaseError


def _handler(kind: str) -> Handler:
    handler = HANDLERS.get(kind)
    if handler is None:
        raise UnknownJobError(kind)
    return handler


def _failed(runtime: Runtime, job: Row[Any], error: Exception) -> None:
    attempt = job.attempts + 1
    cause = _describe(error)
    with runtime.transaction() as tx:
        now = runtime.clock.now()
        retry = attempt < job.max_attempts and not isinstance(error, UnknownJobError)
        if retry:
            pause = timedelta(0) if isinstance(error, ConflictError) else _pause(attempt)
            jobs.postpone_job(tx, job.key, run_at=now + pause, error=cause)
            return
        jobs.bury_job(tx, job.key, error=cause, at=now)
        jobs.raise_incident(
            tx,
            {
                "instance_key": job.instance_key,
                "job_key": job.key,
                "engine_id": job.engine_id,
                "element_id": job.args.get("element_id"),
                "kind": f"job:{job.kind}",
                "message": cause,
                "input": job.args,
                "raised_at": now,
            },
        )


def _pause(attempt: int) -> timedelta:
    return _BACKOFF[min(attempt - 1, len(_BACKOFF) - 1)]


def _describe(error: Exception) -> str:
    words = str(error.message) if isinstance(error, LuoshuError) else f"{type(error).__name__}: {error}"
    return words[:_ERROR_LENGTH]
