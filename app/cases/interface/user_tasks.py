"""Read user tasks for programs: search within the cases the actor may find, one, its form."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, literal, select

from app.access.actor import Actor
from app.access.policy import allows, require
from app.cases.interface.read_definitions import stored_form
from app.cases.interface.read_resources import Form
from app.cases.interface.within_reach import within_reach
from app.cases.moving.facts import task_facts
from app.cases.moving.get_case import get_case
from app.cases.moving.read_task import get_task
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.deadlines import end_of_day
from app.runtime import Runtime
from app.store.searching import Condition, Found, Source, Wanted, compare, find
from app.store.tables.cases import definition, element_event, instance, task, task_candidate
from app.store.tables.interfaces import resource
from app.store.tables.people import account
from app.store.variables import has_tag, has_variable

_DAYS = ("dueDate", "followUpDate")


@dataclass(frozen=True, slots=True)
class UserTask:
    """Hold a user task as programs see it; `due_at` is the end of the local day."""

    key: int
    name: str
    state: str
    element_id: str
    element_key: int
    assignee: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    process_id: str
    process_name: str
    version: int
    definition_key: int
    instance_key: int
    business_id: str | None
    tags: tuple[str, ...]
    headers: Mapping[str, str]
    form_key: int | None
    priority: int
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    follow_up_at: datetime | None


def search_user_tasks(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, list[UserTask]]:
    """Return a page of tasks of the cases the actor may find."""
    with runtime.read() as tx:
        reach = within_reach(tx, actor)
        found = find(tx, _source(tx, reach), _by_days(wanted))
        return found, _tasks(runtime, tx, found.rows)


def read_user_task(runtime: Runtime, actor: Actor, key: int) -> UserTask:
    """Return one task to who may work on it or read its case; NotFoundError, ForbiddenError as the policy says."""
    with runtime.read() as tx:
        require_task(tx, actor, key)
        row = tx.execute(_query().where(task.c.key == key)).one()
        return _tasks(runtime, tx, [row])[0]


def read_task_form(runtime: Runtime, actor: Actor, key: int) -> Form | None:
    """Return the form of a task, None when it has none."""
    with runtime.read() as tx:
        row = require_task(tx, actor, key)
        package = resolve_package(runtime, tx, row.definition_key)
        return stored_form(tx, package.files, row.form_id)


def require_task(tx: Connection, actor: Actor, key: int) -> Row[Any]:
    """Return a task's row to who may work on it, or read its case."""
    row = get_task(tx, key)
    facts = task_facts(tx, row)
    if not allows(actor, "task.read", facts):
        require(actor, "case.search", None)
        get_case(tx, actor, row.instance_key)
    return row


STATE = case(
    (task.c.state == "completed", "COMPLETED"), (task.c.state == "canceled", "CANCELED"), else_="CREATED"
)
_ENTERED = (
    select(func.max(element_event.c.key))
    .where(element_event.c.instance_key == task.c.instance_key, element_event.c.engine_id == task.c.engine_id)
    .scalar_subquery()
)


def _query() -> Select[Any]:
    return (
        select(
            task,
            account.c.login,
            instance.c.definition_key,
            instance.c.business_id,
            instance.c.tags,
            definition.c.name.label("process_name"),
            definition.c.version.label("definition_version"),
            STATE.label("found_state"),
            _ENTERED.label("element_key"),
        )
        .join(instance, instance.c.key == task.c.instance_key)
        .join(definition, definition.c.key == instance.c.definition_key)
        .outerjoin(account, account.c.key == task.c.assignee)
    )


def _source(tx: Connection, reach: ColumnElement[bool]) -> Source:
    def candidate(prefix: str) -> Any:
        def has(wanted: Condition) -> ColumnElement[bool]:
            column: ColumnElement[Any] = task_candidate.c.candidate
            if prefix:
                column = case((column.startswith(prefix), func.substr(column, len(prefix) + 1)), else_=None)
            return task.c.key.in_(select(task_candidate.c.task_key).where(compare(column, wanted)))

        return has

    def variables(wanted: Condition) -> ColumnElement[bool]:
        name, conditions = wanted.value
        return has_variable(tx.dialect, name, conditions)

    return Source(
        # opinions asked for beside a task are the office's own business
        _query().where(reach, task.c.side_of.is_(None)),
        {
            "userTaskKey": task.c.key,
            "state": STATE,
            "assignee": account.c.login,
            "elementId": task.c.element_id,
            "name": task.c.name,
            "candidateGroup": candidate(""),
            "candidateUser": candidate("@"),
            "processDefinitionId": task.c.process_id,
            "processDefinitionKey": instance.c.definition_key,
            "processInstanceKey": task.c.instance_key,
            "elementInstanceKey": _ENTERED,
            "priority": task.c.priority,
            "creationDate": task.c.opened_at,
            "completionDate": task.c.closed_at,
            "dueDate": task.c.due_on,
            "followUpDate": task.c.follow_up_on,
            "businessId": instance.c.business_id,
            "processInstanceVariables": variables,
            "localVariables": lambda _wanted: literal(value=False),
            "tags": has_tag,
        },
        task.c.key,
    )


def _by_days(wanted: Wanted) -> Wanted:
    """Turn the moments asked for into days: a task is due on a day."""

    def by_day(one: Condition) -> Condition:
        if one.field not in _DAYS or one.operator == "exists":
            return one
        days = [local_date(m) for m in one.value] if isinstance(one.value, list) else local_date(one.value)
        return Condition(one.field, one.operator, days)

    return replace(
        wanted,
        conditions=tuple(by_day(one) for one in wanted.conditions),
        any_of=tuple(tuple(by_day(one) for one in group) for group in wanted.any_of),
    )


def _tasks(runtime: Runtime, tx: Connection, rows: Sequence[Any]) -> list[UserTask]:
    candidates: dict[int, list[str]] = {}
    query = select(task_candidate).where(task_candidate.c.task_key.in_([row.key for row in rows]))
    for row in tx.execute(query.order_by(task_candidate.c.candidate)):
        candidates.setdefault(row.task_key, []).append(row.candidate)
    packages = {key: resolve_package(runtime, tx, key) for key in {row.definition_key for row in rows}}
    digests = {
        (row.definition_key, row.form_id): _digest(packages[row.definition_key].files, row.form_id)
        for row in rows
        if row.form_id
    }
    forms = _form_keys(tx, [one for one in digests.values() if one])
    found = []
    for row in rows:
        element = packages[row.definition_key].definition.elements.get(row.element_id)
        digest = digests.get((row.definition_key, row.form_id))
        form_key = forms.get((row.form_id, digest)) if digest else None
        names = candidates.get(row.key, [])
        found.append(_task(row, names, element.headers if element is not None else {}, form_key))
    return found


def _digest(files: Mapping[str, bytes], form_id: str) -> str | None:
    places = (f"forms/{form_id}.form", f"forms/{form_id.replace('.', '/')}.form")
    body = next((files[place] for place in places if place in files), None)
    return hashlib.sha256(body).hexdigest() if body is not None else None


def _form_keys(tx: Connection, digests: Collection[str]) -> dict[tuple[str, str], int]:
    query = select(resource.c.resource_id, resource.c.digest, resource.c.key)
    rows = tx.execute(query.where(resource.c.kind == "form", resource.c.digest.in_(digests)))
    return {(row.resource_id, row.digest): row.key for row in rows}


def _task(row: Any, names: Sequence[str], headers: Mapping[str, str], form_key: int | None) -> UserTask:
    return UserTask(
        key=row.key,
        name=row.name,
        state=row.found_state,
        element_id=row.element_id,
        element_key=row.element_key or row.key,
        assignee=row.login,
        groups=tuple(name for name in names if not name.startswith("@")),
        users=tuple(name[1:] for name in names if name.startswith("@")),
        process_id=row.process_id,
        process_name=row.process_name,
        version=row.definition_version,
        definition_key=row.definition_key,
        instance_key=row.instance_key,
        business_id=row.business_id,
        tags=tuple(row.tags or ()),
        headers=headers,
        form_key=form_key,
        priority=row.priority,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        due_at=_end(row.due_on),
        follow_up_at=_end(row.follow_up_on),
    )


def _end(day: date | None) -> datetime | None:
    return end_of_day(day) if day is not None else None
