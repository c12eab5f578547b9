"""Read the task an act is about: open, its actor entitled, the act allowed by the drawing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import ADMIN_ROLES, Actor
from app.access.facts import TaskFacts
from app.access.policy import require
from app.cases.moving.facts import task_facts
from app.cases.moving.read_task import get_task
from app.cases.operations.allowed import require_operation
from app.catalog.operation_names import OPERATIONS
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.errors import ConflictError, InvalidError
from app.runtime import Runtime
from app.store import people, tasks
from app.text import Text, text


@dataclass(frozen=True)
class Operable:
    """Hold an open task that an act may be done to."""

    row: Row[Any]
    facts: TaskFacts
    package: Package


def get_operable(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    task_key: int,
    operation: str,
    *,
    held: bool = False,
    lock: bool = True,
) -> Operable:
    """Return a task after asking policy and drawing; with `lock` nobody else moves the case meanwhile.

    Raises NotFoundError or ForbiddenError as the policy says; ConflictError when the task is done, is itself
    beside another one, its case is suspended, it waits for opinions (unless `held`), or the drawing does not
    allow the act.
    """
    row = get_task(tx, task_key, lock=lock)
    facts = task_facts(tx, row)
    require(actor, "task.read", facts)
    if row.state != "open":
        raise ConflictError(text("这项任务已经办结，您的操作没有生效。"))
    require(actor, "task.operate", facts)
    if row.side_of is not None:
        raise ConflictError(text("征求意见的任务不能再%(act)s。", act=OPERATIONS[operation]))
    if row.suspended_at is not None:
        raise ConflictError(text("此件已挂起：%(reason)s。", reason=row.suspended_reason or ""))
    if row.held_at is not None and not held:
        raise ConflictError(text("这一步已经办毕，正在等待加签意见。"))
    package = resolve_package(runtime, tx, row.definition_key)
    require_operation(package, row.element_id, operation)
    return Operable(row, facts, package)


def refuse_outsiders(tx: Connection, row: Row[Any], found: Any, field: str) -> None:
    """Raise InvalidError naming those who may not learn of the case: the accused unit's, administrators."""
    roles = people.roles_of_many(tx, [person.key for person in found])
    problems: list[Text] = []
    for person in found:
        if row.accused_unit is not None and person.unit_code == row.accused_unit:
            problems.append(text("%(name)s属于被反映的单位。", name=person.name))
        elif ADMIN_ROLES & set(roles.get(person.key, ())):
            problems.append(text("%(name)s是管理员，不接触办件内容。", name=person.name))
        elif row.restricted and not _of_the_case(tx, row, person):
            problems.append(text("检举控告件限知悉范围，%(name)s不在其中。", name=person.name))
    if problems:
        raise InvalidError(text("有的人员不能参与此件。"), {field: problems})


def _of_the_case(tx: Connection, row: Row[Any], person: Any) -> bool:
    accounts, groups = tasks.participants(tx, row.instance_key)
    return person.key in accounts or bool(people.groups_of(tx, person.key) & groups)
