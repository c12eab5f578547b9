"""Cases linked with a case, and cases that look like the same matter (查重) or the same person.

Nobody sees here what the policy keeps from them: a linked accusation is simply not in the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import CaseFacts
from app.access.policy import allows
from app.cases.casebook.read_case import sealed
from app.cases.moving.get_case import get_case
from app.cases.moving.link_kinds import KINDS
from app.clock import local_date
from app.runtime import Runtime
from app.store import links, people
from app.text import Text, text

BACKWARDS: dict[str, Text] = {"split": text("拆分自"), "earlier": text("在后事项"), "group": text("并入")}
"""The kinds of links from the other side, where that reads differently."""
LOOK_BACK = timedelta(days=730)
"""How far back the same matter is looked for."""


@dataclass(frozen=True)
class LinkedCase:
    """Hold one linked case; `outgoing` says that the link starts at the case at hand."""

    key: int
    number: str
    title: str
    status: str
    kind: str
    words: Text
    note: str | None
    outgoing: bool
    applicant_name: str


@dataclass(frozen=True)
class SimilarCase:
    """Hold one case that may be the same matter.

    `same_subject`: same person, title and request; else only the same phone or ID number. `refuse` says
    that art. 19 applies: it is in handling at a lower organ and inside its term. `readable` is false for a
    case of another organ that only tells the clerk that the very same matter is there already (查重).
    """

    key: int
    number: str
    title: str
    status: str
    unit_name: str
    received_on: date
    same_subject: bool
    in_term: bool
    refuse: bool
    readable: bool


@dataclass(frozen=True)
class CaseLinks:
    """Hold the links tab: linked cases and candidates that are not linked yet."""

    linked: tuple[LinkedCase, ...]
    similar: tuple[SimilarCase, ...]
    leads_group: bool


def read_links(runtime: Runtime, actor: Actor, key: int) -> CaseLinks:
    """Return linked and similar cases of a case as far as this reader may see them."""
    with runtime.read() as tx:
        head, _facts = get_case(tx, actor, key)
        rows = readable(tx, actor, links.linked_cases(tx, key))
        linked = tuple(_linked(runtime, row) for row in rows)
        found = similar_to(runtime, tx, actor, head)
    known = {one.key for one in linked}
    return CaseLinks(
        linked,
        tuple(one for one in found if one.key not in known),
        any(one.kind == "group" and one.outgoing for one in linked),
    )


def similar_to(runtime: Runtime, tx: Connection, actor: Actor, head: Row[Any]) -> tuple[SimilarCase, ...]:
    """Return the cases that may be the same matter or person as a case (its row)."""
    return similar(
        runtime,
        tx,
        actor,
        subject_digest=head.subject_digest,
        phone_index=head.applicant_phone_index,
        id_index=head.applicant_id_index,
        unit=head.unit,
        but=head.key,
    )


def similar(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    *,
    subject_digest: str | None,
    phone_index: str | None,
    id_index: str | None,
    unit: str | None,
    but: int | None = None,
) -> tuple[SimilarCase, ...]:
    """Return cases with the same subject, phone or ID number that the actor may read, newest first.

    The very same matter at another organ is told without a link; an accusation is never told.
    """
    rows = links.similar_cases(
        tx,
        subject_digest=subject_digest,
        phone_index=phone_index,
        id_index=id_index,
        since=local_date(runtime.clock.now()) - LOOK_BACK,
        but=but,
    )
    may_read = {row.key for row in readable(tx, actor, rows)}
    told = [
        r for r in rows if r.key in may_read or (r.same_subject and not r.restricted and not r.accused_unit)
    ]
    names = people.unit_names(tx, {row.unit for row in told if row.unit})
    # art. 19 speaks of a matter raised again with a superior; from the superior downwards it is only linked
    lower = people.units_below(tx, {people.organ_of(tx, unit)}) - {unit} if unit and told else frozenset()
    return tuple(_similar(row, names, lower, readable=row.key in may_read) for row in told)


def readable(tx: Connection, actor: Actor, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Return the cases of these rows that the policy lets the actor read."""
    accounts, groups = links.participants_of(tx, [row.key for row in rows]) if rows else ({}, {})
    above: dict[frozenset[str], frozenset[str]] = {}
    found = []
    for row in rows:
        own = frozenset(unit for unit in (row.unit, row.intake_unit) if unit)
        if own not in above:
            above[own] = people.units_above(tx, own)
        facts = CaseFacts(
            instance_key=row.key,
            process_id=row.process_id,
            unit=row.unit,
            intake_unit=row.intake_unit,
            above=above[own],
            restricted=row.restricted,
            accused_unit=row.accused_unit,
            applicant_key=row.applicant_key,
            actor_key=row.actor_key,
            participants=accounts.get(row.key, frozenset()),
            participant_groups=groups.get(row.key, frozenset()),
            ended=row.status in {"completed", "terminated"},
        )
        if allows(actor, "case.read", facts):
            found.append(row)
    return found


def _linked(runtime: Runtime, row: Row[Any]) -> LinkedCase:
    words = KINDS.get(row.kind, text("相关"))
    return LinkedCase(
        row.key,
        row.number,
        row.title,
        row.status,
        row.kind,
        words if row.outgoing else BACKWARDS.get(row.kind, words),
        row.note,
        bool(row.outgoing),
        sealed(runtime, row, "applicant_name") or "",
    )


def _similar(
    row: Row[Any], names: Mapping[str, str], lower: frozenset[str], *, readable: bool
) -> SimilarCase:
    in_term = row.status == "active" and bool(row.term_running)
    return SimilarCase(
        row.key,
        row.number,
        row.title,
        row.status,
        names.get(row.unit or "", row.unit or ""),
        row.received_on,
        bool(row.same_subject),
        in_term,
        bool(row.same_subject) and in_term and row.unit in lower,
        readable,
    )
