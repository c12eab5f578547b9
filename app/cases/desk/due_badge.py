"""Say how urgent a task in a list is, from the columns of its case's terms: no derivation is computed for a list."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Row

from app.deadlines import Calendar, working_days_between
from app.store import worklist
from app.text import Text, text

DueState = Literal["late", "today", "soon", "running", "paused"]
SOON_WORKING_DAYS = 3
"""A due date without a legal term behind it turns yellow this many working days before."""


@dataclass(frozen=True)
class DueBadge:
    """Hold the state (a word of the macro `due`), the words, and the day itself."""

    state: DueState
    words: Text
    on: date


def terms_by_case(
    tx: Connection, instance_keys: Collection[int], today: date
) -> Mapping[int, Sequence[Row[Any]]]:
    """Return the running terms of these cases, in one statement."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in worklist.running_terms(tx, instance_keys, today):
        found[row.instance_key].append(row)
    return found


def due_badge(
    due_on: date | None, of_case: Sequence[Row[Any]], today: date, calendar: Calendar
) -> DueBadge | None:
    """Return the badge of a task, None for one without a due date.

    The term of the task is the one whose target is its due date (that is where the date came from).
    """
    if due_on is None:
        return None
    term = next((row for row in of_case if row.target_on == due_on), None)
    if term is not None and term.paused:
        return DueBadge("paused", text("中止计时"), due_on)
    last_on = max(term.legal_on, term.target_on) if term is not None else due_on
    if today > last_on:
        late = working_days_between(last_on, today, calendar=calendar)
        words = text("已超期%(days)s个工作日", days=late) if late else text("已超期")
        return DueBadge("late", words, due_on)
    if today > due_on:
        return DueBadge("soon", text("已过目标日，法定期限%(day)s", day=last_on.isoformat()), due_on)
    if today == due_on:
        return DueBadge("today", text("今天到期"), due_on)
    left = working_days_between(today, due_on, calendar=calendar)
    warning_on = term.warning_on if term is not None else None
    near = today >= warning_on if warning_on is not None else left <= SOON_WORKING_DAYS
    return DueBadge("soon" if near else "running", text("还剩%(days)s个工作日", days=left), due_on)
