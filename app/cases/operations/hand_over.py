"""离职交接: all open work of a person who leaves passes to a colleague in one act, each thing with its own entry."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import ADMIN_ROLES, Actor
from app.access.facts import AccountFacts
from app.access.policy import require
from app.cases.desk.save_draft import read_draft
from app.cases.moving.hold import DRAFT_PLACE
from app.cases.moving.required import required_text
from app.cases.operations.find_people import find_one
from app.clock import local_date
from app.errors import InvalidError, NotFoundError
from app.people.names import fold_login
from app.people.record import record
from app.record.append import append_event
from app.runtime import Runtime
from app.store import lending, people, readings, substitutes, tasks
from app.text import text


@dataclass(frozen=True)
class OpenWork:
    """Say what a person leaves behind; the system administrator sees numbers of things, never their contents."""

    login: str
    name: str
    tasks: int
    readings: int
    substitutions: int


@dataclass(frozen=True)
class HandedOver:
    """Say what was moved; `kept` are numbers of cases that the successor may not know of."""

    tasks: int
    readings: int
    substitutions: int
    kept: tuple[str, ...]


def open_work(runtime: Runtime, actor: Actor, login: str) -> OpenWork:
    """Return what a person has open; raises NotFoundError or ForbiddenError as the policy says."""
    with runtime.read() as tx:
        person = _leaver(tx, actor, login)
        return OpenWork(
            person.login,
            person.name,
            len(lending.tasks_held_by(tx, person.key)),
            len(readings.unread_of(tx, person.key)),
            len(lending.substitutions_with(tx, person.key, local_date(runtime.clock.now()))),
        )


def hand_over(runtime: Runtime, actor: Actor, login: str, *, to: str, reason: str) -> HandedOver:
    """Move all open tasks, drafts, requests, readings and substitutions of a person to a colleague.

    Raises InvalidError naming the field, NotFoundError or ForbiddenError as the policy says.
    """
    with runtime.transaction() as tx:
        person = _leaver(tx, actor, login)
        successor = find_one(tx, to, "to", but=person.key)
        if people.roles_of(tx, successor.key) & ADMIN_ROLES:
            message = text("三员分立：管理员不能接办业务。")
            raise InvalidError(message, {"to": [message]})
        move = _Move(runtime, tx, actor, person, successor, required_text(reason, "reason", longest=500))
        moved, kept = move.tasks()
        found = HandedOver(moved, move.readings(), move.substitutions(), kept)
        facts = {
            "tasks": found.tasks,
            "readings": found.readings,
            "substitutions": found.substitutions,
            "kept": len(kept),
        }
        record(
            runtime,
            tx,
            actor,
            "people.handed_over",
            account_key=person.key,
            facts=facts,
            payload={"from": person.name, "to": successor.name, "reason": move.reason},
        )
    return found


@dataclass(frozen=True)
class _Move:
    """Carry what every part of one hand-over needs."""

    runtime: Runtime
    tx: Connection
    actor: Actor
    person: Row[Any]
    successor: Row[Any]
    reason: str

    def tasks(self) -> tuple[int, tuple[str, ...]]:
        """Move the tasks held; what was held in a third person's place goes back to that person."""
        moved, kept = 0, []
        for row in lending.tasks_held_by(self.tx, self.person.key):
            if row.accused_unit is not None and row.accused_unit == self.successor.unit_code:
                kept.append(row.number)
                continue
            holder = (
                row.acting_for if row.acting_for is not None and row.held_at is None else self.successor.key
            )
            values = {"assignee": holder, "acting_for": None, "seen_at": None}
            if not tasks.change_task(self.tx, row.key, row.version, values):
                continue
            if holder == self.successor.key:
                tasks.add_candidate(self.tx, row.key, f"@{self.successor.login}")
                self._draft(row.key)
            self._record(row.instance_key, "task.handed_over", element_id=row.element_id, task=str(row.key))
            moved += 1
        for key in lending.tasks_named_to(self.tx, self.person.login):
            tasks.add_candidate(self.tx, key, f"@{self.successor.login}")
        lending.pass_delegations(self.tx, self.person.key, self.successor.key)
        lending.pass_requests(self.tx, self.person.key, self.successor.key)
        return moved, tuple(kept)

    def readings(self) -> int:
        """Move what is still to be read; whoever stands on the list already reads once."""
        rows = readings.unread_of(self.tx, self.person.key)
        for row in rows:
            if self.successor.key in readings.readers_of(self.tx, row.instance_key):
                values = {
                    "standing": None,
                    "withdrawn_at": self.runtime.clock.now(),
                    "withdrawn_by": self.actor.account_key,
                    "withdrawn_reason": self.reason,
                }
                readings.end_reading(self.tx, row.key, values)
            else:
                readings.pass_on(self.tx, row.key, to=self.successor.key, inherited_from=self.person.key)
            self._record(row.instance_key, "reading.handed_over", reading=str(row.key))
        return len(rows)

    def substitutions(self) -> int:
        """End those in which others stood in for the leaver; let the successor stand in for others."""
        today = local_date(self.runtime.clock.now())
        rows = lending.substitutions_with(self.tx, self.person.key, today)
        for row in rows:
            if row.principal_key in {self.person.key, self.successor.key}:
                substitutes.end_substitute(self.tx, row.key, self.runtime.clock.now())
            else:
                lending.change_substitute(self.tx, row.key, self.successor.key)
            record(
                self.runtime,
                self.tx,
                self.actor,
                "substitute.handed_over",
                account_key=row.principal_key,
                facts={"substitution": str(row.key)},
                payload={"from": self.person.name, "to": self.successor.name, "reason": self.reason},
            )
        return len(rows)

    def _draft(self, task_key: int) -> None:
        draft = read_draft(self.runtime, self.tx, task_key, self.person.key)
        if draft is None:
            return
        plain = json.dumps(dict(draft[0]), ensure_ascii=False)
        sealed = self.runtime.keys.encrypt(plain, **DRAFT_PLACE, key=(task_key, self.successor.key))
        tasks.remove_drafts(self.tx, task_key, self.person.key)
        tasks.save_draft(self.tx, task_key, self.successor.key, sealed, draft[1])

    def _record(self, instance_key: int, action: str, *, element_id: str | None = None, **facts: str) -> None:
        append_event(
            self.runtime,
            self.tx,
            instance_key,
            actor=self.actor,
            action=action,
            element_id=element_id,
            facts=facts,
            payload={"from": self.person.name, "to": self.successor.name, "reason": self.reason},
        )


def _leaver(tx: Connection, actor: Actor, login: str) -> Row[Any]:
    row = people.account_by_login(tx, fold_login(login)) if login.strip() else None
    if row is None or row.kind != "staff":
        require(actor, "people.hand_over", None)
        raise NotFoundError(text("没有登录名为 %(login)s 的人员", login=login))
    require(actor, "people.hand_over", AccountFacts(row.key, row.unit_code))
    return row
