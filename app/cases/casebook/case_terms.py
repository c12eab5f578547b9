"""The legal terms of a case with their derivation: what runs, until when, why, and what paused it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import TermFacts
from app.access.policy import allows, require
from app.cases.moving.apply_terms import derive_on
from app.cases.moving.current_calendar import current_calendar
from app.cases.moving.facts import case_facts
from app.clock import local_date
from app.deadlines import RULES, Derivation, LegalTerm, days_left, level
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances, people, terms
from app.text import Text, text

DueState = Literal["late", "today", "soon", "running", "paused", "met", "missed"]
"""The words of the macro `due` (docs/decisions/080-page-frame.md)."""


@dataclass(frozen=True)
class Pause:
    """Hold one suspension of a term; `ends_on` is None while it lasts."""

    key: int
    starts_on: date
    ends_on: date | None
    reason: str
    document_key: int | None
    actor_key: int | None
    recorded_at: datetime

    def covers(self, on: date) -> bool:
        """Say whether the term stands still on a day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


_CLOSED = {
    "met": text("按时完成"),
    "canceled": text("不再计时"),
    "undone": text("退回重办，期限不重新起算"),
}


@dataclass(frozen=True)
class CaseTerm:
    """Hold one term of a case.

    `state` is running, met, canceled or undone (its step will be done anew, and the term runs on then);
    `level` green, yellow or red; `days_left` counts in the term's unit and is negative in calendar days once
    it is late. `unit_name` is whose clock it is.
    """

    key: int
    instance_key: int
    element_id: str
    rule: str
    state: str
    unit: str | None
    unit_name: str
    extension: int
    extension_reason: str | None
    met_on: date | None
    opened_at: datetime
    derivation: Derivation
    level: str
    days_left: int
    pauses: tuple[Pause, ...]
    today: date

    @property
    def is_office(self) -> bool:
        """Say whether an office is obliged (else the term is a right of the citizen)."""
        return self.derivation.term.obliged == "office"

    @property
    def question(self) -> Mapping[str, Any] | None:
        """Return what to ask the public calculator for the same dates; None when it does not know this term.

        It knows the terms of law by their rule; what a drawing states in its own properties is explained on the
        term's page alone.
        """
        found = self.derivation
        known = RULES.get(found.term.id)
        if known is None or _length(known) != _length(found.term):
            return None
        return {
            "rule": known.id,
            "from": found.event_on.isoformat(),
            "extension": found.extension or None,
            "suspended": [f"{one.suspension.first_on}:{one.suspension.last_on}" for one in found.suspended],
        }

    @property
    def in_time(self) -> bool:
        """Say whether a met term was met on its last day or before."""
        return self.met_on is not None and self.met_on <= self.derivation.late_after

    @property
    def due_state(self) -> DueState:
        """Return how the term stands, in the words of the macro `due`."""
        if self.state != "running":
            return "met" if self.state != "met" or self.in_time else "missed"
        if any(pause.covers(self.today) for pause in self.pauses):
            return "paused"
        if self.level == "red":
            return "late"
        if self.derivation.target_on == self.today:
            return "today"
        return "soon" if self.level == "yellow" else "running"

    @property
    def words(self) -> Text:
        """Say how the term stands."""
        working = self.derivation.term.unit == "working"
        match self.due_state:
            case "met":
                return _CLOSED[self.state]
            case "missed":
                return text("超期完成")
            case "paused":
                return text("中止计时")
            case "late":
                return text("已超期%(days)s日", days=-self.days_left)
            case "today":
                return text("今天到期")
            case _ if working:
                return text("还剩%(days)s个工作日", days=self.days_left)
            case _:
                return text("还剩%(days)s日", days=self.days_left)


def _length(term: LegalTerm) -> tuple[object, ...]:
    return term.amount, term.included_extension, term.unit, term.obliged, term.direction, term.not_before


def list_case_terms(
    runtime: Runtime, tx: Connection, instance_key: int, *, running_only: bool = False
) -> tuple[CaseTerm, ...]:
    """Return the terms of a case, oldest first, each with its derivation on today's calendar.

    The caller has asked the access policy about the case.
    """
    rows = terms.terms_of(tx, instance_key)
    return describe_terms(runtime, tx, [r for r in rows if r.state == "running" or not running_only])


def describe_terms(runtime: Runtime, tx: Connection, rows: Sequence[Row[Any]]) -> tuple[CaseTerm, ...]:
    """Return term rows as records with their derivations."""
    found: dict[int, list[Row[Any]]] = {}
    for pause in terms.suspensions_of(tx, [row.key for row in rows]):
        found.setdefault(pause.term_key, []).append(pause)
    units = people.unit_names(tx, {row.unit for row in rows if row.unit})
    today, calendar = local_date(runtime.clock.now()), current_calendar(runtime, tx)
    return tuple(
        _case_term(
            row,
            derive_on(dict(row._mapping), found.get(row.key, []), calendar, today),  # noqa: SLF001
            [_pause(pause) for pause in found.get(row.key, [])],
            units,
            today,
        )
        for row in rows
    )


def _pause(row: Row[Any]) -> Pause:
    return Pause(
        row.key,
        row.starts_on,
        row.ends_on,
        row.reason,
        row.document_key,
        row.actor_key,
        row.recorded_at,
    )


def _case_term(
    row: Row[Any], derivation: Derivation, pauses: Sequence[Pause], units: Mapping[str, str], today: date
) -> CaseTerm:
    return CaseTerm(
        key=row.key,
        instance_key=row.instance_key,
        element_id=row.element_id,
        rule=row.rule,
        state=row.state,
        unit=row.unit,
        unit_name=units.get(row.unit or "", row.unit or ""),
        extension=row.extension,
        extension_reason=row.extension_reason,
        met_on=row.met_on,
        opened_at=row.opened_at,
        derivation=derivation,
        level=level(derivation, today),
        days_left=days_left(derivation, today),
        pauses=tuple(pauses),
        today=today,
    )


@dataclass(frozen=True)
class TermPage:
    """Hold one term and which acts this reader may do on it."""

    term: CaseTerm
    may: frozenset[str]


def term_of_case(runtime: Runtime, actor: Actor, instance_key: int, term_key: int) -> TermPage:
    """Return one term of a case with its derivation; NotFoundError when it is not this case's."""
    with runtime.read() as tx:
        head = instances.head_by_key(tx, instance_key)
        if head is None:
            raise NotFoundError(text("没有找到您要的内容"))
        facts = case_facts(tx, head)
        require(actor, "case.read", facts)
        row = terms.term_by_key(tx, term_key)
        if row is None or row.instance_key != instance_key:
            raise NotFoundError(text("没有找到您要的内容"))
        found = describe_terms(runtime, tx, [row])[0]
    legal = found.derivation.term
    subject = TermFacts(case=facts, unit=row.unit, approver=legal.extension_approver or "head")
    may = {act for act in ("term.extend", "term.suspend") if allows(actor, act, subject)}
    if found.state != "running" or not legal.extension_amount or found.extension:
        may.discard("term.extend")
    if found.state != "running" or not legal.suspension:
        may.discard("term.suspend")
    return TermPage(found, frozenset(may))


def list_running_terms(runtime: Runtime, actor: Actor, instance_key: int) -> tuple[CaseTerm, ...]:
    """Return the running terms of a case after asking the policy."""
    with runtime.read() as tx:
        head = instances.head_by_key(tx, instance_key)
        if head is None:
            raise NotFoundError(text("没有找到您要的内容"))
        require(actor, "case.read", case_facts(tx, head))
        return list_case_terms(runtime, tx, instance_key, running_only=True)
