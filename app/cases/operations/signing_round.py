"""Show a round of signing (会签, 或签, 票签): who signed what, and who is still asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.cases.casebook.case_overview import answers_of
from app.catalog.package import Package
from app.forms import AnswerRow
from app.runtime import Runtime
from app.store import instances, people, tasks, worklist


@dataclass(frozen=True)
class Signer:
    """Hold one signer of a round: a person, or the unit and post whose turn it is; `answers` once signed.

    `coming` says that its turn has not come yet; it has no task then.
    """

    task_key: int
    name: str
    through: str
    signed_at: datetime | None
    removed: bool
    coming: bool
    answers: Sequence[AnswerRow]


@dataclass(frozen=True)
class SigningRound:
    """Hold a round of signing; `in_turn` says that one is asked after the other."""

    signers: Sequence[Signer]
    in_turn: bool

    @property
    def signed(self) -> int:
        """Return how many have signed."""
        return sum(one.signed_at is not None for one in self.signers)

    @property
    def asked(self) -> int:
        """Return how many are asked, those who signed included."""
        return sum(not one.removed for one in self.signers)


def read_round(
    runtime: Runtime, tx: Connection, package: Package, task: Row[Any], locale: str
) -> SigningRound | None:
    """Return the round a task belongs to, None when it is no multi-instance task."""
    element = package.definition.elements.get(task.element_id)
    if element is None or element.multi_instance is None:
        return None
    began = [
        event.entered_at
        for event in instances.events_of(tx, task.instance_key)
        if event.element_id == task.element_id and event.entered_at <= task.opened_at
    ]
    since = max(began, default=task.opened_at)
    rows = [
        row
        for row in tasks.tasks_of(tx, task.instance_key)
        if row.element_id == task.element_id and row.opened_at >= since
    ]
    sent = {one.task_key: one for one in instances.submissions_of(tx, task.instance_key)}
    candidates = worklist.candidates_of_many(tx, [row.key for row in rows])
    keys = {key for row in rows for key in (row.assignee, row.closed_by, row.acting_for) if key}
    names = people.account_names(tx, keys)
    units = people.unit_names(
        tx, {name.partition(".")[0] for found in candidates.values() for name in found if "." in name}
    )
    signers = []
    for row in rows:
        signed = row.state == "completed"
        whose = (units.get(name.partition(".")[0], name) for name in sorted(candidates.get(row.key, ())))
        groups = dict.fromkeys(whose)
        person = row.closed_by if signed else row.assignee
        principal = row.acting_for if signed else None
        answers = sent.get(row.key) if signed else None
        signers.append(
            Signer(
                task_key=row.key,
                name=names.get(principal or person or 0) or "、".join(groups),
                through=names.get(person or 0, "") if principal else "",
                signed_at=row.closed_at if signed else None,
                removed=row.state == "canceled",
                coming=False,
                answers=answers_of(runtime, tx, package, answers, locale) if answers is not None else (),
            )
        )
    in_turn = element.multi_instance == "sequential"
    if in_turn and task.state == "open":
        live = engine.load(package.definition, instances.body_of(tx, task.instance_key))
        signers += _coming(tx, engine.waiting_items(live, task.engine_id))
    return SigningRound(signers, in_turn)


def _coming(tx: Connection, items: Sequence[Any]) -> list[Signer]:
    """Return those whose turn has not come, by what their items say: a person's login or a unit's code."""
    said = [item if isinstance(item, dict) else {} for item in items]
    logins = {str(one["person"]) for one in said if one.get("person")}
    persons = {row.login: row.name for row in people.accounts_by_login(tx, logins)} if logins else {}
    units = people.unit_names(tx, {str(one["unit"]) for one in said if one.get("unit")})
    return [
        Signer(
            task_key=0,
            name=persons.get(str(one.get("person")), "") or str(units.get(str(one.get("unit")), "")) or "—",
            through="",
            signed_at=None,
            removed=False,
            coming=True,
            answers=(),
        )
        for one in said
    ]
