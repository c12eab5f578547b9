"""Open a case on the office side: who may, who tried in vain, and what its page says at the top.

Every look is written into the access log; a refused look at an accusation goes into the record (C2).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.case_rules import is_accused
from app.access.facts import CaseFacts
from app.access.policy import refusal, require
from app.cases.casebook.case_terms import CaseTerm, list_case_terms
from app.cases.moving.apply_official import is_official
from app.cases.moving.facts import case_facts
from app.cases.operations.allowed import may_circulate
from app.cases.operations.mark_read import note_opened
from app.cases.record.audit_access import record_access
from app.catalog.names import process_name
from app.catalog.resolve import resolve_package
from app.errors import NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances, people
from app.text import text

ACTS = (
    "case.comment",
    "case.attach",
    "case.link",
    "case.correct",
    "case.cancel",
    "sensitive.unmask",
    "supervision.issue",
    "supervision.answer",
    "case.circulate",
    "case.suspend",
    "case.void",
    "case.jump",
)
"""Acts of the policy that the case page offers."""


@dataclass(frozen=True)
class CaseHead:
    """Hold what every tab of the case page shows at its top.

    `may` are the acts offered to this reader. `applicant_name` is in the clear for those who read the
    office side; phone, ID and address are not part of it.
    """

    key: int
    number: str
    title: str
    status: str
    outcome: str | None
    process_id: str
    process_name: str
    definition_key: int
    unit: str | None
    unit_name: str
    intake_unit_name: str
    accused_unit_name: str
    channel: str
    received_on: date
    started_at: datetime
    ended_at: datetime | None
    restricted: bool
    applicant_kind: str
    applicant_name: str
    agent_name: str | None
    actor_name: str
    may: frozenset[str]
    next_term: CaseTerm | None
    facts: CaseFacts
    suspended_at: datetime | None
    suspended_reason: str
    is_official: bool

    @property
    def ended(self) -> bool:
        """Say whether the case is over."""
        return self.facts.ended


def look_at_case(runtime: Runtime, actor: Actor, key: int) -> CaseHead:
    """Open a case for its page and write down that the actor looked.

    Raises NotFoundError when there is none or the actor may not know of it; an attempt at an accusation
    is recorded before that.
    """
    with runtime.read() as tx:
        row = instances.head_by_key(tx, key)
        if row is None:
            raise NotFoundError(text("没有找到您要的内容"))
        facts = case_facts(tx, row)
    if refusal(actor, "case.read", facts) is not None:
        if actor.kind == "staff" and (facts.restricted or is_accused(actor, facts)):
            with runtime.transaction() as tx:
                append_event(runtime, tx, key, actor=actor, action="case.read_refused")
        require(actor, "case.read", facts)
    record_access(runtime, actor, key, purpose=purpose_of(actor, facts))
    note_opened(runtime, actor, facts)
    with runtime.read() as tx:
        return _head(runtime, tx, actor, row, facts)


def purpose_of(actor: Actor, case: CaseFacts) -> str:
    """Return what a look is for: handling, leading or supervising."""
    if actor.account_key in case.participants or actor.groups_in(case.process_id) & case.participant_groups:
        return "handle"
    if "supervisor" in actor.roles:
        return "supervise"
    return "lead" if actor.roles & {"head", "leader"} else "handle"


def sealed(runtime: Runtime, row: Row[Any], column: str) -> str | None:
    """Return a personal column of an instance row in the clear."""
    value = getattr(row, column)
    if value is None:
        return None
    found: str = runtime.keys.decrypt(value, table="instance", column=column, key=row.key)
    return found


def _head(runtime: Runtime, tx: Connection, actor: Actor, row: Row[Any], facts: CaseFacts) -> CaseHead:
    package = resolve_package(runtime, tx, row.definition_key)
    units = people.unit_names(tx, {u for u in (row.unit, row.intake_unit, row.accused_unit) if u})
    running = list_case_terms(runtime, tx, row.key, running_only=True)
    office = [term for term in running if term.is_office]
    may = frozenset(act for act in ACTS if refusal(actor, act, facts) is None)
    if facts.ended:
        may -= {"case.cancel", "case.attach", "supervision.issue", "case.suspend", "case.void", "case.jump"}
    if "case.circulate" in may and not may_circulate(tx, package, row):
        may -= {"case.circulate"}
    return CaseHead(
        key=row.key,
        number=row.number,
        title=row.title,
        status=row.status,
        outcome=row.outcome,
        process_id=row.process_id,
        process_name=process_name(package),
        definition_key=row.definition_key,
        unit=row.unit,
        unit_name=units.get(row.unit or "", row.unit or ""),
        intake_unit_name=units.get(row.intake_unit or "", row.intake_unit or ""),
        accused_unit_name=units.get(row.accused_unit or "", row.accused_unit or ""),
        channel=row.channel,
        received_on=row.received_on,
        started_at=row.started_at,
        ended_at=row.ended_at,
        restricted=row.restricted,
        applicant_kind=row.applicant_kind,
        applicant_name=sealed(runtime, row, "applicant_name") or "",
        agent_name=sealed(runtime, row, "agent_name"),
        actor_name=people.account_name(tx, row.actor_key) if row.actor_key else "",
        may=may,
        next_term=min(office, key=lambda term: term.derivation.target_on, default=None),
        facts=replace(facts),
        suspended_at=row.suspended_at,
        suspended_reason=row.suspended_reason or "",
        is_official=is_official(package.definition.properties),
    )
