"""Circulate a case (传阅) or send copies of it (抄送): add readers, with a day by which to read."""

from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import ADMIN_ROLES, Actor
from app.access.facts import CaseFacts
from app.cases.moving.current_calendar import current_calendar
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_number
from app.cases.operations.allowed import may_circulate
from app.cases.operations.find_people import find_staff
from app.catalog.operation_names import OPERATIONS
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.deadlines import working_days_after
from app.errors import ConflictError, InvalidError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import notifications, people, readings
from app.text import Text, text

MOST_DAYS = 30
READ_DAYS = 2
"""Working days for reading unless somebody says otherwise: an office rule (演示规则)."""
CIRCULATE, COPY = "circulate", "copy"


def circulate(
    runtime: Runtime, actor: Actor, key: int, *, readers: str, days: str = "", note: str = ""
) -> tuple[int, ...]:
    """Add readers who read within `days` working days (empty: copies for information, without a day).

    `readers` are names or logins as typed. Returns the keys of the new entries. Raises InvalidError naming
    the field for unknown people, for those who stand on the list already and for those who may not know of
    the case; ConflictError when the drawing does not allow circulation; errors of the policy.
    """
    with runtime.transaction() as tx:
        head, facts = get_case(tx, actor, key, action="case.circulate")
        _require_allowed(tx, resolve_package(runtime, tx, head.definition_key), head)
        found = find_staff(tx, readers, "readers")
        _refuse(tx, found, facts)
        today, due = local_date(runtime.clock.now()), None
        if days.strip():
            amount = required_number(days, "days", least=1, most=MOST_DAYS)
            due = working_days_after(today, amount, calendar=current_calendar(runtime, tx))
        kind = COPY if due is None else CIRCULATE
        row: dict[str, Any] = {
            "instance_key": key,
            "kind": kind,
            "note": note.strip()[:500] or None,
            "added_by": actor.account_key,
            "added_at": runtime.clock.now(),
            "due_on": due,
        }
        keys = readings.add_readings(tx, [row | {"reader_key": person.key} for person in found])
        _tell(runtime, tx, actor, head, found, row)
        append_event(
            runtime,
            tx,
            key,
            actor=actor,
            action="case.circulated",
            facts={"readings": [str(one) for one in keys], "due": due.isoformat() if due else None},
            payload={"readers": [person.name for person in found], "note": row["note"] or ""},
        )
    return tuple(keys)


def _require_allowed(tx: Connection, package: Package, head: Row[Any]) -> None:
    if not may_circulate(tx, package, head):
        raise ConflictError(
            text("流程图没有设置此件可以%(act)s。", act=OPERATIONS["circulate"]),
        )


def _refuse(tx: Connection, found: Any, facts: CaseFacts) -> None:
    problems: list[Text] = []
    roles = people.roles_of_many(tx, [person.key for person in found])
    for person in found:
        if person.key in facts.readers:
            problems.append(text("%(name)s已在传阅名单上，不重复传阅。", name=person.name))
        elif facts.accused_unit is not None and person.unit_code == facts.accused_unit:
            problems.append(text("%(name)s属于被反映的单位，不得传阅。", name=person.name))
        elif ADMIN_ROLES & set(roles.get(person.key, ())):
            problems.append(text("%(name)s是管理员，不接触办件内容。", name=person.name))
    if problems:
        raise InvalidError(text("有的人员不能列为传阅对象。"), {"readers": problems})


def _tell(  # noqa: PLR0917 - what one message is made of
    runtime: Runtime, tx: Connection, actor: Actor, head: Row[Any], found: Any, row: dict[str, Any]
) -> None:
    until = f"，请于{row['due_on'].isoformat()}前阅知" if row["due_on"] else ""
    notifications.leave_word(
        tx,
        [person.key for person in found],
        subject=f"{'传阅' if row['due_on'] else '抄送'}：{head.number}",
        body=f"{actor.name}送您阅知“{head.title}”{until}。",
        at=runtime.clock.now(),
        instance_key=head.key,
    )
