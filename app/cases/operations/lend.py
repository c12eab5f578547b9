"""What follows from substitutions (委托、代理): tasks come back afterwards, and what was not lent is reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import KINDS, SYSTEM, Actor, Scope
from app.access.policy import require
from app.clock import local_date
from app.record.append import append_event
from app.runtime import Runtime
from app.store import lending, notifications, once, people, tasks
from app.text import Text, text


@dataclass(frozen=True)
class NotLent:
    """Hold an open task of an absent person that no substitution covers; the substitute sees no title."""

    task_key: int
    number: str
    title: str
    step: str
    kind: Text
    principal: str
    mine: bool


def give_back_lent(runtime: Runtime) -> int:
    """Give tasks held in another's place back when no substitution covers them any more; return how many."""
    done = 0
    with runtime.transaction() as tx:
        scopes = _scopes(lending.substitutions_on(tx, local_date(runtime.clock.now())))
        rows = lending.held_in_place(tx)
        names = people.account_names(tx, {key for row in rows for key in (row.assignee, row.acting_for)})
        for row in rows:
            pair = scopes.get((row.acting_for, row.assignee), ())
            if any(scope.covers(row.process_id, row.kind) for scope in pair):
                continue
            values = {"assignee": row.acting_for, "acting_for": None}
            if not tasks.change_task(tx, row.key, row.version, values):
                continue
            append_event(
                runtime,
                tx,
                row.instance_key,
                actor=SYSTEM,
                action="task.lent_back",
                element_id=row.element_id,
                facts={"task": str(row.key)},
                payload={"from": names.get(row.assignee, ""), "to": names.get(row.acting_for, "")},
            )
            done += 1
    return done


def report_not_lent(runtime: Runtime) -> int:
    """Tell absent people and their substitutes of open tasks that were not lent, each once; return how many."""
    told = 0
    with runtime.transaction() as tx:
        now = runtime.clock.now()
        for row, principal in _uncovered(tx, lending.substitutions_on(tx, local_date(now))):
            token = f"not-lent:{row.key}:{principal.principal_key}"
            if once.used(tx, token) is not None:
                continue
            once.use(tx, token, str(row.key), now)
            told += 1
            name, kind = principal.principal_name, KINDS.get(row.kind, row.kind)
            subject = str(text("没有委托的任务：%(number)s", number=row.number))
            own = f"“{row.name}”属于{kind}，不在您的委托范围内，仍须由您本人办理。"
            other = f"{name}的“{row.name}”属于{kind}，没有委托给您，请提醒{name}本人办理。"
            for key, body in ((principal.principal_key, own), (principal.substitute_key, other)):
                notifications.leave_word(
                    tx, [key], subject=subject, body=body, at=now, instance_key=row.instance_key
                )
    return told


def list_not_lent(runtime: Runtime, actor: Actor) -> tuple[NotLent, ...]:
    """Return the open tasks that are not lent, of the actor's own substitutions on either side."""
    require(actor, "account.own")
    with runtime.read() as tx:
        mine = [
            row
            for row in lending.substitutions_on(tx, local_date(runtime.clock.now()))
            if actor.account_key in {row.principal_key, row.substitute_key}
        ]
        found = _uncovered(tx, mine)
    return tuple(
        NotLent(
            row.key,
            row.number,
            row.title if one.principal_key == actor.account_key else "",
            row.name,
            KINDS.get(row.kind, text("%(kind)s", kind=row.kind)),
            one.principal_name,
            one.principal_key == actor.account_key,
        )
        for row, one in found
    )


def _scopes(rows: Sequence[Row[Any]]) -> dict[tuple[int, int], list[Scope]]:
    found: dict[tuple[int, int], list[Scope]] = {}
    for row in rows:
        found.setdefault((row.principal_key, row.substitute_key), []).append(_scope(row))
    return found


def _scope(row: Row[Any]) -> Scope:
    limits = (None if names is None else frozenset(names) for names in (row.processes, row.kinds))
    return Scope(*limits)


def _uncovered(tx: Connection, rows: Sequence[Row[Any]]) -> list[tuple[Row[Any], Row[Any]]]:
    """Return (task, a substitution of its principal) for every open task that no substitution covers."""
    found: list[tuple[Row[Any], Row[Any]]] = []
    by_principal: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_principal.setdefault(row.principal_key, []).append(row)
    for principal, entries in by_principal.items():
        groups = people.groups_of(tx, principal) | {f"@{entries[0].principal_login}"}
        scopes = [_scope(row) for row in entries]
        found += [
            (task, entries[0])
            for task in lending.open_tasks_of(tx, principal, groups)
            if not any(scope.covers(task.process_id, task.kind) for scope in scopes)
        ]
    return found
