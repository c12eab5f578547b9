"""Urge whoever a task waits for, by itself, at a share of its time (自动催办; property `urge.at`)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import SYSTEM
from app.cases.moving.current_calendar import current_calendar
from app.cases.moving.urge_at import URGE, urge_moment
from app.clock import local_date
from app.deadlines.names import long_date
from app.record.append import append_event
from app.runtime import Runtime
from app.store import jobs, notifications, people, supervision, tasks
from app.text import text


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], None]:
    """Return the step that urges; a task that is done, suspended or due later than thought is left alone."""

    def finish(tx: Connection) -> None:
        row = tasks.task_with_case(tx, int(job.args["task"]))
        if row is None or row.state != "open" or row.due_on is None or row.suspended_at is not None:
            return
        share = Decimal(job.args["share"])
        moment = urge_moment(row.opened_at, row.due_on, share, current_calendar(runtime, tx))
        if moment > runtime.clock.now():
            jobs.enqueue(
                tx,
                URGE,
                dict(job.args),
                run_at=moment,
                once_key=f"urge:{row.key}:{row.due_on.isoformat()}",
                instance_key=row.instance_key,
                engine_id=row.engine_id,
                now=runtime.clock.now(),
            )
            return
        _urge(runtime, tx, row)

    return finish


def _urge(runtime: Runtime, tx: Connection, row: Row[Any]) -> None:
    groups = {name for name in tasks.candidates_in(row) if not name.startswith("@")}
    if row.assignee is not None:
        holder = people.find_account(tx, row.assignee)
        told = [] if holder is None else [(holder.key, holder.unit_code)]
    else:
        told = [(one.key, one.unit_code) for one in notifications.recipients(tx, groups=groups)]
    told = [(key, unit) for key, unit in told if not row.accused_unit or unit != row.accused_unit]
    now = runtime.clock.now()
    body = f"“{row.name}”须于{long_date(row.due_on)}前办结，请抓紧办理。"
    subject = str(text("催办：%(number)s", number=row.number))
    notifications.leave_word(
        tx,
        [key for key, _unit in told],
        subject=subject,
        body=body,
        at=now,
        instance_key=row.instance_key,
    )
    unit = next((name.partition(".")[0] for name in sorted(groups)), None) or row.unit
    supervision.add_supervision(
        tx,
        {
            "instance_key": row.instance_key,
            "task_key": row.key,
            "kind": "urge",
            "unit": unit,
            "body": body,
            "opened_at": now,
        },
    )
    append_event(
        runtime,
        tx,
        row.instance_key,
        actor=SYSTEM,
        action="task.urged",
        element_id=row.element_id,
        facts={"task": str(row.key), "due": row.due_on.isoformat(), "on": local_date(now).isoformat()},
    )
