"""Set the demo city's clock for a program; it runs on from there, and never back."""

from datetime import datetime, timedelta

from app.access.actor import Actor
from app.access.policy import require
from app.cases.rehearsal.move_time import move_time
from app.clock import SystemClock
from app.errors import ConflictError, ForbiddenError
from app.runtime import Runtime
from app.text import text

_SAME = timedelta(seconds=1)


def pin_clock(runtime: Runtime, actor: Actor, to: datetime) -> None:
    """Move the clock forward to a moment and do what falls due on the way.

    The clock is not stopped there: law counts days, and a city whose clock stands still would never end one. Raises
    ForbiddenError outside the demo city, InvalidError for a moment that is past or more than 400 days ahead.
    """
    require(actor, "time.move", None)
    if not abs(to - runtime.clock.now()) < _SAME:
        move_time(runtime, actor, to)


def reset_clock(runtime: Runtime, actor: Actor) -> None:
    """Do nothing when the clock shows the real time; ConflictError when it is ahead: time cannot go back."""
    require(actor, "time.move", None)
    if not runtime.settings.demo:
        raise ForbiddenError(text("只有演示环境可以移动时间"))
    if runtime.clock.now() - SystemClock().now() > timedelta(minutes=1):
        raise ConflictError(text("演示时间已超前，时间只能往前走，不能复位。"))
