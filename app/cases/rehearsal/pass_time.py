"""Let time pass up to a moment, stopping wherever something falls due: timers and jobs.

For clocks that can be set — scenarios and the time machine; a real installation's worker waits instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.run_jobs import run_ready_jobs
from app.runtime import Runtime
from app.store import instances, jobs

MOST_STOPS = 5000
"""A move that stops more often is cut short: something falls due again and again."""


@dataclass(frozen=True)
class Passed:
    """Count what fell due: moves of cases, jobs, stops on the way."""

    moves: int
    jobs: int
    stops: int


def pass_time(runtime: Runtime, until: datetime, set_clock: Callable[[datetime], None]) -> Passed:
    """Set the clock to each moment at which something is due and do it, then to `until`.

    The clock is never set back: for a moment that is past only what is due already is done.
    """
    moves = done = stops = 0
    while stops < MOST_STOPS:
        now = runtime.clock.now()
        stop = min(_next_moment(runtime, now) or until, until)
        if stop > now:
            set_clock(stop)
        fired, ran = fire_due_timers(runtime), run_ready_jobs(runtime)
        moves, done, stops = moves + fired, done + ran, stops + 1
        if stop >= until and not fired and not ran:
            break
    return Passed(moves, done, stops)


def _next_moment(runtime: Runtime, now: datetime) -> datetime | None:
    """Return the next moment after now at which something is due."""
    with runtime.read() as tx:
        # what is overdue already and still waits (a lost race, a failing job) must not hold the clock
        found = [instances.next_due(tx, after=now), jobs.next_run_at(tx, after=now)]
    return min((moment for moment in found if moment is not None), default=None)
