"""When a task is to be urged by itself: at a share of the working days until its due date (property `urge.at`)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from app.cases.moving.current_calendar import current_calendar
from app.cases.moving.step import Step
from app.clock import LOCAL_ZONE, local_date
from app.deadlines import Calendar, working_days_after, working_days_between
from app.store import jobs

URGE = "urge"
PROPERTY = "urge.at"
_MORNING, _EVENING = time(9), time(18)


def share_in(properties: Mapping[str, str]) -> Decimal | None:
    """Return the share a drawing names, None without one; what is not between 0 and 1 counts as none."""
    try:
        share = Decimal(properties.get(PROPERTY, ""))
    except InvalidOperation:
        return None
    return share if 0 < share < 1 else None


def urge_moment(opened_at: datetime, due_on: date, share: Decimal, calendar: Calendar) -> datetime:
    """Return when to urge: on the morning of the working day that the share reaches, else the same day in between."""
    opened_on = local_date(opened_at)
    days = (
        int(working_days_between(opened_on, due_on, calendar=calendar) * share) if due_on > opened_on else 0
    )
    if days >= 1:
        on = working_days_after(opened_on, days, calendar=calendar)
        return datetime.combine(on, _MORNING, tzinfo=LOCAL_ZONE)
    ends_at = datetime.combine(due_on, _EVENING, tzinfo=LOCAL_ZONE)
    return opened_at + max(ends_at - opened_at, timedelta(0)) * float(share)


def plan_urges(step: Step, rows: list[dict[str, Any]]) -> None:
    """Write the jobs that will urge tasks which have just opened."""
    for row in rows:
        share = share_in(step.properties(row["element_id"]))
        if share is None or row["due_on"] is None:
            continue
        calendar = current_calendar(step.runtime, step.tx)
        jobs.enqueue(
            step.tx,
            URGE,
            {"task": row["key"], "share": str(share)},
            run_at=urge_moment(step.now, row["due_on"], share, calendar),
            once_key=f"urge:{row['key']}:{row['due_on'].isoformat()}",
            instance_key=step.key,
            engine_id=row["engine_id"],
            now=step.now,
        )
