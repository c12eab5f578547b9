"""Move the dates of terms that stand still without a known end: every day counts as suspended until the end is set.

Dates, timers and due dates are rows, so that lists can be sorted by them and timers fire without anybody looking;
hence they are moved once a day, and before a timer of such a case fires.
"""

from typing import Any

from app import engine
from app.access.actor import SYSTEM
from app.cases.moving.advance import load_live, row_values
from app.cases.moving.apply_terms import refresh_term
from app.cases.moving.cause import Cause
from app.cases.moving.environment import engine_environment
from app.cases.moving.step import Step
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import instances, terms
from app.text import text

_LOST = text("这件事刚刚被别人处理过。")


def follow_suspensions(runtime: Runtime) -> int:
    """Move every case with an open suspension to today; return in how many of them dates moved."""
    with runtime.read() as tx:
        keys = terms.cases_standing_still(tx, local_date(runtime.clock.now()))
    return sum(follow_suspensions_of(runtime, key) for key in keys)


def follow_suspensions_of(runtime: Runtime, instance_key: int) -> bool:
    """Move the suspended terms of one case to today; False when no date moved or somebody else moved the case first.

    Unlike every other move it lets nothing fire: a timer that seems due may only not have been moved yet.
    """
    try:
        return _follow(runtime, instance_key)
    except ConflictError:
        return False


def _follow(runtime: Runtime, instance_key: int) -> bool:
    with runtime.transaction() as tx:
        head = instances.head_by_key(tx, instance_key)
        if head is None or head.ended_at is not None:
            return False
        package = resolve_package(runtime, tx, head.definition_key)
        environment = engine_environment(runtime, tx, package)
        live = load_live(runtime, tx, package, head.key, head.version)
        outcome = engine.set_variables(live, {}, environment)
        cause = Cause(actor=SYSTEM, action="term.recomputed")
        step = Step(runtime, tx, package, live, head, outcome, cause, environment)
        paused = terms.terms_standing_still(tx, head.key, step.today)
        rows = [dict(row._mapping) for row in terms.terms_of(tx, head.key) if row.key in paused]  # noqa: SLF001
        moved = [_moves(step, row) for row in rows]
        if not any(moved):
            return False
        if not instances.save_instance(tx, head.key, head.version, row_values(step)):
            raise ConflictError(_LOST)
    runtime.live.put(head.key, head.version + 1, live)
    return True


def _moves(step: Step, row: dict[str, Any]) -> bool:
    before = row["legal_on"], row["target_on"]
    refresh_term(step, row)
    return (row["legal_on"], row["target_on"]) != before
