"""Act on a user task for a program: complete, assign, give back, change; the same rules hold as on its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert

from app import forms
from app.access.actor import Actor
from app.access.facts import TaskFacts
from app.access.policy import require
from app.cases.desk.claim import claim_task, reassign_task, take_over_task
from app.cases.interface.beyond_form import refuse_beyond_form
from app.cases.moving.complete import complete_task
from app.cases.moving.facts import task_facts
from app.cases.moving.read_task import get_task
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.errors import ConflictError, InvalidError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import people, tasks
from app.store.tables.cases import task_candidate
from app.text import text

REASON = "由接口指派"


@dataclass(frozen=True, slots=True)
class Change:
    """Say what becomes of a task; `given` names what is changed, so that a value may also be taken away."""

    given: frozenset[str]
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    groups: Sequence[str] | None = None
    users: Sequence[str] | None = None
    priority: int | None = None


def complete_user_task(runtime: Runtime, actor: Actor, key: int, variables: Mapping[str, Any]) -> None:
    """Complete a task with variables: what its form asks for, or anything when it has no form.

    Raises InvalidError naming what the form refuses or does not ask for, and the errors of `complete_task`.
    """
    with runtime.read() as tx:
        row = get_task(tx, key)
        form = resolve_package(runtime, tx, row.definition_key).forms.get(row.form_id or "")
        require(actor, "task.read", task_facts(tx, row))
    if form is not None:
        refuse_beyond_form(form, variables)
    complete_task(runtime, actor, key, forms.as_post(variables) if form else {}, results=variables)


def assign_user_task(runtime: Runtime, actor: Actor, key: int, login: str, *, override: bool) -> None:
    """Give a task to a person; ConflictError when somebody holds it and `override` is false.

    A client that assigns to its own account claims, or takes over; to somebody else it hands on. Raises
    InvalidError when the person is no candidate.
    """
    with runtime.read() as tx:
        row = get_task(tx, key)
        holder = people.account_name(tx, row.assignee) if row.assignee is not None else ""
    own = login.strip().lower() == actor.login
    if row.assignee is not None and not override and not (own and row.assignee == actor.account_key):
        raise ConflictError(text("%(name)s 已领取了这项任务。", name=holder))
    if not own:
        reassign_task(runtime, actor, key, login, REASON)
    elif row.assignee is None:
        claim_task(runtime, actor, key)
    else:
        take_over_task(runtime, actor, key, REASON)


def change_user_task(runtime: Runtime, actor: Actor, key: int, change: Change) -> None:
    """Change days, priority or candidates of an open task.

    The holder sets follow-up, due day and priority; candidates are set by who may hand the task on. A due day that
    a legal term gives is not changed here: InvalidError (`changeset.dueDate`).
    """
    with runtime.transaction() as tx:
        row = get_task(tx, key)
        facts = task_facts(tx, row)
        require(actor, "task.read", facts)
        if row.state != "open":
            raise ConflictError(text("这项任务已经办结，您的操作没有生效。"))
        values = _values(runtime, tx, row, change)
        _require(actor, facts, change)
        if not tasks.change_task(tx, key, row.version, values):
            raise ConflictError(text("这项任务刚刚被别人处理过，请看最新状态后再试。"))
        _replace_candidates(tx, row, change)
        append_event(
            runtime,
            tx,
            row.instance_key,
            actor=actor,
            action="task.changed",
            element_id=row.element_id,
            facts={"task": str(key), "changed": sorted(change.given)},
        )


def _require(actor: Actor, facts: TaskFacts, change: Change) -> None:
    if change.given & {"candidateGroups", "candidateUsers"}:
        require(actor, "task.reassign", facts)
    if change.given - {"candidateGroups", "candidateUsers"}:
        require(actor, "task.complete", facts)


def _values(runtime: Runtime, tx: Connection, row: Row[Any], change: Change) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "dueDate" in change.given:
        elements = resolve_package(runtime, tx, row.definition_key).definition.elements
        current = elements.get(row.element_id)
        while current is not None:
            if any(name.startswith("term") for name in current.properties):
                message = text("此任务的期限由法定规则算出，不能在这里更改。")
                raise InvalidError(message, {"changeset.dueDate": [message]})
            current = elements.get(current.parent_id or "")
        values["due_on"] = local_date(change.due_at) if change.due_at else None
    if "followUpDate" in change.given:
        values["follow_up_on"] = local_date(change.follow_up_at) if change.follow_up_at else None
    if "priority" in change.given and change.priority is not None:
        values["priority"] = change.priority
    return values


def _replace_candidates(tx: Connection, row: Row[Any], change: Change) -> None:
    if not change.given & {"candidateGroups", "candidateUsers"}:
        return
    kept = tasks.candidates_of(tx, row.key)
    groups = {name for name in kept if not name.startswith("@")}
    users = {name for name in kept if name.startswith("@")}
    if "candidateGroups" in change.given:
        groups = set(change.groups or ())
    if "candidateUsers" in change.given:
        users = {f"@{login}" for login in change.users or ()}
    tx.execute(delete(task_candidate).where(task_candidate.c.task_key == row.key))
    rows = [{"task_key": row.key, "candidate": name} for name in sorted(groups | users)]
    if rows:
        tx.execute(insert(task_candidate), rows)
