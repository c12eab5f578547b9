"""挂起 and 恢复: a case stands still; its tasks are locked, its own timers stop, legal terms run on.

A legal term stops by law alone (`app.cases.terms.suspend_term`); a suspension of the case is an office matter.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.cases.moving.advance import Moved, advance
from app.cases.moving.cause import Cause
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_text
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import instances
from app.text import text

_FAR = timedelta(days=36_525)
"""A timer that stands still is due in a hundred years: nothing fires it, and nothing is forgotten."""
_LEGAL = "term.timer"


def suspend_case(runtime: Runtime, actor: Actor, key: int, *, reason: str) -> None:
    """Suspend a running case with a reason that everybody sees who opens a task of it.

    Raises InvalidError without a reason, ConflictError when it is over or suspended already, and errors of
    the policy.
    """
    with runtime.transaction() as tx:
        head, facts = get_case(tx, actor, key, action="case.suspend")
        why = required_text(reason, "reason", longest=500)
        if facts.ended:
            raise ConflictError(text("此件已经办结。"))
        if head.suspended_at is not None:
            raise ConflictError(text("此件已经挂起。"))
        stopped: dict[str, float] = {}
        package = resolve_package(runtime, tx, head.definition_key)

        def stop(live: engine.LiveInstance, env: engine.EngineEnvironment) -> engine.Outcome:
            found = engine.set_variables(live, {}, env)
            for timer in found.timers:
                if not _is_legal(package, timer.element_id):
                    stopped[timer.task_id] = (timer.due_at - env.now).total_seconds()
                    found = engine.reschedule(live, timer.task_id, env.now + _FAR, env)
            return found

        moved = advance(
            runtime, tx, head, stop, Cause(actor=actor, action="case.suspended", details={"reason": why})
        )
        now = runtime.clock.now()
        _note(tx, head, at=now, by=actor.account_key, reason=why, timers=stopped)
    moved.keep()


def resume_case(runtime: Runtime, actor: Actor, key: int) -> None:
    """Let a suspended case go on; its timers have as much time left as they had.

    Raises ConflictError when it is not suspended, and errors of the policy.
    """
    with runtime.transaction() as tx:
        head, _facts = get_case(tx, actor, key, action="case.suspend")
        if head.suspended_at is None:
            raise ConflictError(text("此件没有挂起。"))
        moved = _resume(runtime, tx, actor, head)
    moved.keep()


def _resume(runtime: Runtime, tx: Connection, actor: Actor, head: Row[Any]) -> Moved:
    left: dict[str, float] = head.stopped_timers or {}

    def go(live: engine.LiveInstance, env: engine.EngineEnvironment) -> engine.Outcome:
        found = engine.set_variables(live, {}, env)
        running = {timer.task_id for timer in found.timers}
        for task_id, seconds in left.items():
            if task_id in running:
                found = engine.reschedule(live, task_id, env.now + timedelta(seconds=seconds), env)
        return found

    cause = Cause(actor=actor, action="case.resumed", details={"reason": head.suspended_reason or ""})
    moved = advance(runtime, tx, head, go, cause)
    _note(tx, head, at=None, by=None, reason=None, timers=None)
    return moved


def _is_legal(package: Package, element_id: str) -> bool:
    element = package.definition.elements.get(element_id)
    return element is not None and _LEGAL in element.properties


def _note(
    tx: Connection,
    head: Row[Any],
    *,
    at: datetime | None,
    by: int | None,
    reason: str | None,
    timers: dict[str, float] | None,
) -> None:
    values = {"suspended_at": at, "suspended_by": by, "suspended_reason": reason, "stopped_timers": timers}
    instances.change_facts(tx, head.key, values)
