"""What a token or a watcher waits for, as JSON-native data: a message, a signal or a moment.

Due moments are computed from the moment that is passed in, never from the machine's clock.
"""

from datetime import UTC, datetime
from typing import Any

from app.engine.formula import MISSING, EngineEnvironment, EngineFailureError, Lookup
from app.engine.model import EventCode
from app.engine.timing import TimeTextError, parse_cycle, parse_duration, parse_moment
from app.text import text

Wait = dict[str, Any]


def wait_for(event: EventCode, find: Lookup, env: EngineEnvironment) -> Wait:
    """Return what a message, signal or timer event waits for; raises `EngineFailureError`."""
    if event.kind == "message":
        return {"message": event_name(event, find, env), "key": correlation_key(event, find, env) or ""}
    if event.kind == "signal":
        return {"signal": event_name(event, find, env)}
    return _timer(event, find, env)


def event_name(event: EventCode, find: Lookup, env: EngineEnvironment) -> str:
    """Return the name of the message or signal of an event; raises `EngineFailureError`."""
    value = event.name.evaluate(find, env) if event.name else None
    if isinstance(value, str) and value.strip():
        return value
    source = event.name.source if event.name else ""
    message = text("消息或信号的名称“%(source)s”的结果不是文字。", source=source)
    raise EngineFailureError("event-name", message, _inputs(event, find))


def correlation_key(event: EventCode, find: Lookup, env: EngineEnvironment) -> str | None:
    """Return the correlation key as text, None when the drawing has none; raises `EngineFailureError`."""
    if event.correlation_key is None:
        return None
    value = event.correlation_key.evaluate(find, env)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    message = text(
        "消息关联键“%(source)s”的结果应为文字或数字，却是 %(value)s。",
        source=event.correlation_key.source,
        value=repr(value),
    )
    raise EngineFailureError("correlation-key", message, _inputs(event, find))


def _timer(event: EventCode, find: Lookup, env: EngineEnvironment) -> Wait:
    value = event.time.evaluate(find, env) if event.time else None
    source = event.time.source if event.time else ""
    if not isinstance(value, str):
        message = text(
            "定时“%(source)s”的结果不是日期或时长，而是 %(value)s。", source=source, value=repr(value)
        )
        raise EngineFailureError("timer", message, _inputs(event, find))
    now = env.now.astimezone(UTC)
    try:
        if event.timer == "date":
            return {"due": parse_moment(value).isoformat()}
        if event.timer == "duration":
            return {"due": parse_duration(value).after(now).isoformat()}
        return _cycle(value, now)
    except TimeTextError as error:
        raise EngineFailureError("timer", error.message, _inputs(event, find)) from error


def _cycle(source: str, now: datetime) -> Wait:
    cycle = parse_cycle(source)
    if cycle.count == 0:
        raise TimeTextError(text("循环“%(value)s”一次也不触发。", value=source))
    due = cycle.start if cycle.start is not None else cycle.every.after(now)
    wait: Wait = {"due": due.isoformat(), "every": cycle.every_text}
    if cycle.count is not None:
        wait["left"] = cycle.count - 1
    if cycle.until is not None:
        wait["until"] = cycle.until.isoformat()
    return wait


def next_round(wait: Wait, now: datetime) -> Wait | None:
    """Return a cycle's wait for its first moment after `now`, None when it is over.

    Moments that were missed are one firing, not many: nobody wants ten reminders after ten days of standstill.
    Each missed moment still counts as a repetition.
    """
    if "every" not in wait:
        return None
    every = parse_duration(wait["every"])
    due, left = datetime.fromisoformat(wait["due"]), wait.get("left")
    if not (every.months or every.days) and now > due:
        skipped = (now - due) // every.rest
        due += skipped * every.rest
        left = None if left is None else left - skipped
    while True:
        if left is not None and left <= 0:
            return None
        due, left = every.after(due), None if left is None else left - 1
        if due > now:
            break
    if "until" in wait and due > datetime.fromisoformat(wait["until"]):
        return None
    found = {**wait, "due": due.isoformat()}
    if left is not None:
        found["left"] = left
    return found


def due_of(wait: Wait) -> datetime | None:
    """Return the moment a wait is due, None when it is no timer."""
    due = wait.get("due")
    return None if due is None else datetime.fromisoformat(due)


def _inputs(event: EventCode, find: Lookup) -> dict[str, Any]:
    names: set[str] = set()
    for formula in (event.name, event.correlation_key, event.time):
        if formula is not None and formula.expression is not None:
            names.update(formula.expression.names)
    return {name: value for name in sorted(names) if (value := find(name)) is not MISSING}
