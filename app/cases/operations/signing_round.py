"""Show a round of signing (会签, 或签, 票签): who signed what, and who is still asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.casebook.case_overview import answers_of
from app.catalog.package import Package
from app.forms import AnswerRow
from app.runtime import Runtime
from app.store import instances, people, tasks, worklist


@dataclass(frozen=True)
class Signer:
    """Hold one signer of a round: a person, or the unit and post whose turn it is; `answers` once signed."""

    task_key: int
    name: str
    through: str
    signed_at: datetime | None
    removed: bool
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
                answers=answers_of(runtime, tx, package, answers, locale) if answers is not None else (),
            )
        )
    return SigningRound(signers, element.multi_instance == "sequential")
