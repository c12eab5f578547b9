"""The time machine of the demo city: move the clock forward and let happen what falls due on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.handlers.duties import enqueue_duties
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.rehearsal.pass_time import pass_time
from app.catalog.names import element_name
from app.catalog.resolve import resolve_package
from app.clock import DemoClock, OffsetClock, SystemClock
from app.errors import ForbiddenError, InvalidError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import happenings, settings
from app.text import text

MOST_DAYS = 400
OFFSET = "clock_offset_seconds"
_MOST_SHOWN = 300


@dataclass(frozen=True)
class Happening:
    """Say that a case came to a step, left it, or was taken away from it; it tells nothing of the contents."""

    at: datetime
    step: str
    kind: str


@dataclass(frozen=True)
class CaseHappenings:
    """Hold what happened in one case; `number` is empty for a restricted one."""

    number: str
    items: tuple[Happening, ...]


@dataclass(frozen=True)
class TimeMoved:
    """Hold what a move of the clock brought; `cut` says that not everything is listed."""

    before: datetime
    after: datetime
    moves: int
    jobs: int
    cases: tuple[CaseHappenings, ...]
    cut: bool


def move_time(runtime: Runtime, actor: Actor, to: datetime) -> TimeMoved:
    """Move the demo city's clock forward to a moment (aware) and do what falls due.

    Raises ForbiddenError outside the demo city, InvalidError (field `to`) for a moment that is past or more than
    400 days ahead: going back would undo what was done.
    """
    require(actor, "time.move", None)
    if not runtime.settings.demo:
        raise ForbiddenError(text("只有演示环境可以移动时间"))
    before, to = runtime.clock.now(), to.astimezone(UTC)
    if not before < to <= before + timedelta(days=MOST_DAYS):
        message = text("时间只能往前走，一次最多 %(days)s 天。", days=MOST_DAYS)
        raise InvalidError(message, {"to": [message]})
    with runtime.transaction() as tx:
        facts = {"from": before.isoformat(), "to": to.isoformat()}
        append_event(runtime, tx, None, actor=actor, action="time.moved", facts=facts)
    passed = pass_time(runtime, to, lambda moment: _set_clock(runtime, moment))
    enqueue_duties(runtime)
    run_ready_jobs(runtime)
    after = runtime.clock.now()
    with runtime.read() as tx:
        found = happenings.between(tx, before, after, limit=_MOST_SHOWN + 1)
        cases = _by_case(runtime, tx, found[:_MOST_SHOWN])
    return TimeMoved(before, after, passed.moves, passed.jobs, cases, len(found) > _MOST_SHOWN)


def _set_clock(runtime: Runtime, moment: datetime) -> None:
    if isinstance(runtime.clock, OffsetClock):
        seconds = (moment - SystemClock().now()).total_seconds()
        with runtime.transaction() as tx:
            settings.write(tx, OFFSET, seconds)
        runtime.clock.set_offset(seconds)
    elif isinstance(runtime.clock, DemoClock):
        runtime.clock.set(moment)


def _by_case(runtime: Runtime, tx: Connection, found: Sequence[Row[Any]]) -> tuple[CaseHappenings, ...]:
    cases: dict[int, tuple[str, list[Happening]]] = {}
    for row in found:
        number = "" if row.restricted else row.number
        package = resolve_package(runtime, tx, row.definition_key)
        element = package.definition.elements.get(row.element_id)
        if element is None or not element.name:
            continue
        happening = Happening(row.at, element_name(package, element.id), row.kind)
        cases.setdefault(row.instance_key, (number, []))[1].append(happening)
    return tuple(CaseHappenings(number, tuple(items)) for number, items in cases.values())
