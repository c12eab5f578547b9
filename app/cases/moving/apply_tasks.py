"""Close and open the rows of user tasks as the engine closes and opens them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access.actor import KINDS, SIGN_KIND
from app.cases.moving.step import OpenTask, Step
from app.cases.moving.urge_at import plan_urges
from app.clock import local_date
from app.engine import OpenedTask
from app.store import jobs, people, sides, tasks
from app.store.keys import new_key

APPLICANT = "applicant"
"""Candidate group of the person whose case it is."""


def apply_tasks(step: Step) -> None:
    """Write closed and opened user tasks with their candidates."""
    _close(step)
    logins = {task.assignee for task in step.outcome.opened if task.assignee}
    accounts = people.keys_of_logins(step.tx, logins) if logins else {}
    rows: list[dict[str, Any]] = []
    candidates: list[dict[str, Any]] = []
    for opened in step.outcome.opened:
        key = new_key()
        groups = {*opened.candidate_groups, *(f"@{login}" for login in opened.candidate_users)}
        row = _row(step, opened, groups, accounts.get(opened.assignee or ""))
        rows.append({"key": key, **row})
        step.opened.append(OpenTask(key, row["assignee"], frozenset(groups)))
        candidates += [{"task_key": key, "candidate": group} for group in sorted(groups)]
    tasks.add_tasks(step.tx, rows, candidates)
    plan_urges(step, rows)
    if any(row["kind"] == SIGN_KIND for row in rows):
        # signing is lent only when somebody says so: an absent signer has to hear of it
        jobs.enqueue(step.tx, "lending", {}, run_at=step.now)


def due_on(step: Step, element_id: str) -> date | None:
    """Return the day a task is due: the earliest target of the terms on it and on the phases around it."""
    around = set(step.ancestors(element_id))
    return min((t["target_on"] for t in step.terms if t["element_id"] in around), default=None)


def kind_of(properties: Mapping[str, str]) -> str:
    """Return the kind of work of a user task, by which a substitution can be limited."""
    named = properties.get("task.kind", "")
    if properties.get("sign") == "true":
        return SIGN_KIND
    return named if named in KINDS else "handle"


def _close(step: Step) -> None:
    cause = step.cause
    done = {closed.task_id for closed in step.outcome.closed if closed.reason == "completed"}
    canceled = [closed.task_id for closed in step.outcome.closed if closed.reason != "completed"]
    if cause.engine_id in done:
        tasks.close_tasks(
            step.tx,
            step.key,
            [str(cause.engine_id)],
            state="completed",
            at=step.now,
            by=cause.closed_by or cause.actor.account_key,
            acting_for=cause.on_behalf_of,
        )
    others = sorted(done - {cause.engine_id})
    tasks.close_tasks(step.tx, step.key, others, state="completed", at=step.now, by=None)
    tasks.close_tasks(step.tx, step.key, canceled, state="canceled", at=step.now, by=None)
    if canceled:
        sides.drop_beside(step.tx, step.key, canceled, step.now)


def _row(step: Step, opened: OpenedTask, groups: set[str], assignee: int | None) -> dict[str, Any]:
    follow_up = local_date(opened.follow_up_at) if opened.follow_up_at else None
    due = local_date(opened.due_at) if opened.due_at else due_on(step, opened.element_id)
    own = {name: value for name, value in opened.variables.items() if name not in step.outcome.variables}
    return {
        "instance_key": step.key,
        "engine_id": opened.task_id,
        "process_id": step.package.process_id,
        "element_id": opened.element_id,
        "name": step.name(opened.element_id),
        "state": "open",
        "form_id": opened.form_id,
        "assignee": assignee,
        "for_applicant": APPLICANT in groups,
        "kind": kind_of(step.properties(opened.element_id)),
        "priority": opened.priority,
        "due_on": due,
        "follow_up_on": follow_up,
        "opened_at": step.now,
        "version": 1,
        "item": own or None,
    }
