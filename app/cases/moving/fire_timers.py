"""Let the timers of cases fire when they are due."""

from app import engine
from app.access.actor import SYSTEM
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.follow_suspensions import follow_suspensions_of
from app.clock import local_date
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import instances, terms

_BATCH = 50


def fire_due_timers(runtime: Runtime) -> int:
    """Fire what is due in every case, each in its own transaction; return how many cases moved."""
    moved = 0
    while True:
        with runtime.read() as tx:
            now = runtime.clock.now()
            due = instances.due_instances(tx, now, _BATCH)
            still = set(terms.cases_standing_still(tx, local_date(now))) if due else set()
        # after days without a worker the timers of what stands still are moved before they could fire
        for key in still & set(due):
            follow_suspensions_of(runtime, key)
        fired = [key for key in due if fire_timers_of(runtime, key)]
        moved += len(fired)
        if not fired:
            return moved


def fire_timers_of(runtime: Runtime, instance_key: int) -> bool:
    """Fire the due timers of one case; False when somebody else moved it first."""
    try:
        with runtime.transaction() as tx:
            head = instances.head_by_key(tx, instance_key)
            now = runtime.clock.now()
            if head is None or head.ended_at or head.next_due is None or head.next_due > now:
                return False
            done = advance(runtime, tx, head, engine.fire_timers, Cause(actor=SYSTEM, action="case.timer"))
    except ConflictError:
        return False
    done.keep()
    return True
