"""Compute the running terms of open cases anew after the calendar changed: dates, timers, due dates, notices.

Each case is moved in a transaction of its own. A term remembers the version that computed it, so doing it twice
changes nothing and a stop in between loses nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import engine
from app.access.actor import SYSTEM
from app.cases.moving.advance import load_live, row_values
from app.cases.moving.apply import apply_step
from app.cases.moving.apply_terms import refresh_term
from app.cases.moving.cause import Cause
from app.cases.moving.current_calendar import current_calendar
from app.cases.moving.enqueue_notice import enqueue_notice
from app.cases.moving.environment import engine_environment
from app.cases.moving.step import Step
from app.catalog.resolve import resolve_package
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import instances, tasks, terms
from app.text import text

MESSAGE = "date_moved"
"""Text of a package (messages/date_moved.*.txt) that tells those concerned; a package without it tells nobody."""
_BATCH = 100
_TRIES = 3
_LOST = text("这件事刚刚被别人处理过。")


@dataclass(frozen=True)
class MovedTerm:
    """Say how the dates of one term moved."""

    element_id: str
    element_name: str
    legal_before: date
    legal_after: date
    target_before: date
    target_after: date


@dataclass(frozen=True)
class MovedCase:
    """Say which terms of a case moved."""

    instance_key: int
    number: str
    terms: tuple[MovedTerm, ...]


def recompute_terms(runtime: Runtime, *, limit: int | None = None) -> tuple[list[MovedCase], bool]:
    """Compute every running term on the newest calendar; return the cases whose dates moved, and whether more wait.

    At most `limit` cases are looked at.
    """
    moved: list[MovedCase] = []
    for done, key in enumerate(_stale(runtime)):
        if limit is not None and done >= limit:
            return moved, True
        changed = recompute_terms_of(runtime, key)
        if changed is not None:
            moved.append(changed)
    return moved, False


def recompute_terms_of(runtime: Runtime, key: int) -> MovedCase | None:
    """Compute the running terms of one case; None when no date moved. Raises ConflictError after three lost races."""
    for attempt in range(_TRIES):
        try:
            return _recompute(runtime, key)
        except ConflictError:
            if attempt == _TRIES - 1:
                raise
    return None


def _stale(runtime: Runtime) -> Iterator[int]:
    after = 0
    while True:
        with runtime.read() as tx:
            version = current_calendar(runtime, tx).version
            batch = terms.cases_on_other_calendars(tx, version, after=after, limit=_BATCH)
        yield from batch
        if len(batch) < _BATCH:
            return
        after = batch[-1]


def _recompute(runtime: Runtime, key: int) -> MovedCase | None:
    with runtime.transaction() as tx:
        head = instances.head_by_key(tx, key)
        if head is None:
            return None
        calendar = current_calendar(runtime, tx)
        package = resolve_package(runtime, tx, head.definition_key)
        environment = engine_environment(runtime, tx, package)
        live = load_live(runtime, tx, package, head.key, head.version)
        cause = Cause(actor=SYSTEM, action="term.recomputed", details={"calendar": calendar.version})
        # what is due now fires first, as it would have without the new calendar
        outcome = engine.fire_timers(live, environment)
        step = Step(runtime, tx, package, live, head, outcome, cause, environment)
        apply_step(step)
        moved = [found for row in list(step.terms) if (found := _refresh(step, row)) is not None]
        if moved:
            _tell(step)
        if not instances.save_instance(tx, head.key, head.version, row_values(step)):
            raise ConflictError(_LOST)
    runtime.live.put(head.key, head.version + 1, live)
    return MovedCase(key, head.number, tuple(moved)) if moved else None


def _refresh(step: Step, row: dict[str, Any]) -> MovedTerm | None:
    before = row["legal_on"], row["target_on"]
    refresh_term(step, row)
    after = row["legal_on"], row["target_on"]
    if before == after:
        return None
    return MovedTerm(
        row["element_id"], step.name(row["element_id"]), before[0], after[0], before[1], after[1]
    )


def _tell(step: Step) -> None:
    """Tell the applicant and those whose turn it is that dates moved."""
    try:
        step.package.message(MESSAGE, "zh")
    except KeyError:
        return
    open_tasks = tasks.tasks_of(step.tx, step.key, state="open")
    groups = {group for task in open_tasks for group in tasks.candidates_of(step.tx, task.key)}
    version = current_calendar(step.runtime, step.tx).version
    for target in ("applicant", "group"):
        enqueue_notice(
            step,
            target,
            MESSAGE,
            element_id=None,
            groups=groups,
            once_key=f"{MESSAGE}:{step.key}:{version}:{target}",
        )
