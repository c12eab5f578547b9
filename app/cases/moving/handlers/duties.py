"""Recurring duties of the installation: close the day of the record, sweep what only served a moment."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.follow_suspensions import follow_suspensions
from app.cases.moving.kept_input import purge_kept
from app.cases.operations.lend import give_back_lent, report_not_lent
from app.cases.record.audit_daily_root import daily_root
from app.clock import local_date
from app.runtime import Runtime
from app.store import blobs, jobs, sessions

_KEPT = timedelta(days=7)
"""How long ended sessions and unnamed files stay: long enough to look into what happened."""


def _close_day(runtime: Runtime) -> None:
    daily_root(runtime)


def _follow_substitutions(runtime: Runtime) -> None:
    give_back_lent(runtime)
    report_not_lent(runtime)


def _follow_suspensions(runtime: Runtime) -> None:
    follow_suspensions(runtime)


def _sweep_sessions(runtime: Runtime) -> None:
    now = runtime.clock.now()
    with runtime.transaction() as tx:
        sessions.sweep(tx, now=now, seen_before=now - _KEPT)


def _sweep_drafts(runtime: Runtime) -> None:
    purge_kept(runtime)


def _sweep_files(runtime: Runtime) -> None:
    with runtime.read() as tx:
        named = blobs.named_digests(tx)
    runtime.blobs.sweep(named, older_than=_KEPT)


DUTIES: Mapping[str, Callable[[Runtime], None]] = {
    "close_day": _close_day,
    "follow_substitutions": _follow_substitutions,
    "follow_suspensions": _follow_suspensions,
    "sweep_sessions": _sweep_sessions,
    "sweep_drafts": _sweep_drafts,
    "sweep_files": _sweep_files,
}
"""Name of a duty → what it does; each may be done twice without harm."""


def enqueue_duties(runtime: Runtime) -> None:
    """Write today's duties as jobs; the day in the key lets each run once whichever worker asks."""
    now = runtime.clock.now()
    today = local_date(now).isoformat()
    with runtime.transaction() as tx:
        for name in DUTIES:
            jobs.enqueue(tx, "duty", {"duty": name}, run_at=now, once_key=f"duty:{name}:{today}")


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Do the duty in transactions of its own; only the job's end is left to finish."""
    DUTIES[job.args["duty"]](runtime)
    return lambda _tx: None
