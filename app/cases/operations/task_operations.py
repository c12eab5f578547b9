"""What stands beside the form of a task: acts the drawing allows, opinions asked for, the round, why it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import SIGN_KIND, Actor
from app.access.facts import CaseFacts, DoneTaskFacts, TaskFacts
from app.access.policy import allows
from app.cases.moving.standing import lock_of
from app.cases.operations.allowed import operations_of
from app.cases.operations.signing_round import SigningRound, read_round
from app.catalog.package import Package
from app.runtime import Runtime
from app.store import people, sides
from app.text import Text


@dataclass(frozen=True)
class Beside:
    """Hold one thing asked beside a task; `agrees` is None for a question or while nobody has answered."""

    key: int
    kind: str
    state: str
    asked: str
    asked_by: str
    asked_at: datetime
    question: str
    agrees: bool | None
    answer: str
    answered_at: datetime | None
    through: str
    withdrawn_reason: str

    @property
    def standing(self) -> bool:
        """Say whether an answer is still wanted."""
        return self.state in sides.STANDING


@dataclass(frozen=True)
class TaskOperations:
    """Hold what stands beside a task's form.

    `offers` are the acts of the drawing that the reader may do now; `locked` says why nobody completes it;
    `delegated_by` names whoever gets it back.
    """

    offers: frozenset[str]
    locked: Text | None
    beside: Sequence[Beside]
    round: SigningRound | None
    delegated_by: str
    side_of: int | None


def read_operations(  # noqa: PLR0917 - what the page knows already
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    row: Row[Any],
    facts: TaskFacts,
    case: CaseFacts,
    package: Package,
    locale: str,
) -> TaskOperations:
    """Return what stands beside the form of a task (a row of `get_task`)."""
    in_round = read_round(runtime, tx, package, row, locale)
    delegator = row.delegated_by if row.delegated_by != actor.account_key else None
    return TaskOperations(
        offers=_offers(actor, row, facts, case, package, in_round),
        locked=lock_of(row) if row.state == "open" and row.side_of is None else None,
        beside=beside_of(tx, row.key),
        round=in_round,
        delegated_by=people.account_name(tx, delegator) if delegator and row.state == "open" else "",
        side_of=row.side_of,
    )


def beside_of(tx: Connection, parent_key: int) -> list[Beside]:
    """Return everything asked beside a task, in order."""
    rows = sides.requests_beside(tx, parent_key)
    columns = ("asked_key", "asked_by", "answered_by")
    keys = {key for row in rows for name in columns if (key := getattr(row, name)) is not None}
    names = people.account_names(tx, keys) if keys else {}
    return [
        Beside(
            key=row.key,
            kind=row.kind,
            state=row.state,
            asked=names.get(row.asked_key, ""),
            asked_by=names.get(row.asked_by, ""),
            asked_at=row.asked_at,
            question=row.question,
            agrees=None if row.agrees is None else bool(row.agrees),
            answer=row.answer or "",
            answered_at=row.answered_at,
            through=names.get(row.answered_by, "") if row.on_behalf_of else "",
            withdrawn_reason=row.withdrawn_reason or "",
        )
        for row in rows
    ]


def _offers(  # noqa: PLR0917 - what an offer depends on
    actor: Actor,
    row: Row[Any],
    facts: TaskFacts,
    case: CaseFacts,
    package: Package,
    in_round: SigningRound | None,
) -> frozenset[str]:
    allowed = operations_of(package, row.element_id)
    found: set[str] = set()
    if row.side_of is not None:
        return frozenset()
    if row.state == "completed":
        done = DoneTaskFacts(case, row.closed_by, row.acting_for)
        if not case.ended and row.suspended_at is None and allows(actor, "task.take_back", done):
            found.add("take_back")
    elif row.suspended_at is None and allows(actor, "task.operate", facts):
        found |= {"add_signer", "remove_signer", "ask", "return", "delegate"}
        if row.held_at is not None:
            found = {"remove_signer", "take_back"}
        if row.kind == SIGN_KIND or row.delegated_by is not None:
            found.discard("delegate")
    if row.state == "open" and allows(actor, "case.circulate", case):
        found.add("circulate")
    found &= allowed
    if in_round is not None and "add_signer" in found:
        found.add("add_to_round")
    if in_round is not None and "remove_signer" in found:
        found.add("remove_from_round")
    return frozenset(found)
