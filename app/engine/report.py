"""Build the `Outcome` of an act from what was recorded and from what the instance waits for now."""

from typing import Any

from app.engine.live import LiveInstance
from app.engine.outcome import AwaitedSignal, Outcome, Status, Subscription, Timer
from app.engine.waits import due_of


def outcome_of(live: LiveInstance) -> Outcome:
    """Return what happened since the act began."""
    top = live.workflow
    record = top.record
    live.status = _status(live)
    subscriptions, signals, timers = _waits(top)
    return Outcome(
        status=live.status,
        variables=dict(top.data),
        opened=tuple(record.opened.values()),
        closed=tuple(record.closed),
        jobs=tuple(record.jobs.values()),
        canceled_jobs=tuple(record.canceled_jobs),
        entered=tuple(record.entered),
        left=tuple(record.left),
        subscriptions=tuple(subscriptions),
        awaited_signals=tuple(signals),
        timers=tuple(timers),
        next_due=min((timer.due_at for timer in timers), default=None),
        incidents=tuple(top.incidents.values()),
        messages=tuple(record.messages),
        signals=tuple(record.signals),
        escalations=tuple(record.escalations),
        decisions=tuple(record.decisions),
        taken=tuple(record.taken),
        undone=tuple(record.undone),
    )


def _status(live: LiveInstance) -> Status:
    if live.status == "terminated":
        return "terminated"
    if live.workflow.completed:
        return "completed"
    stopped = any(
        "incident" in task.internal_data for scope in live.workflow.scopes() for task in scope.tokens()
    )
    return "incident" if stopped else "active"


def _waits(top: Any) -> tuple[list[Subscription], list[AwaitedSignal], list[Timer]]:
    subscriptions: list[Subscription] = []
    signals: list[AwaitedSignal] = []
    timers: list[Timer] = []
    for scope in top.scopes():
        for task in scope.tokens():
            wait = task.internal_data.get("wait")
            if wait is None:
                continue
            element_id = task.task_spec.element.id
            if "message" in wait:
                subscriptions.append(Subscription(wait["message"], wait["key"], task.id, element_id))
            if "signal" in wait:
                signals.append(AwaitedSignal(wait["signal"], task.id, element_id))
            due = due_of(wait)
            if due is not None:
                timers.append(Timer(task.id, element_id, due, task.internal_data.get("watch") or None))
    return subscriptions, signals, timers
