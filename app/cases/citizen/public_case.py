"""Everything a citizen sees of the own case, read at once: one use case behind the tracking page and its print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import allows
from app.cases.casebook.case_terms import CaseTerm, list_case_terms
from app.cases.casebook.progress import element_states
from app.cases.citizen.lapsed_rights import LapsedRight, lapsed_rights
from app.cases.citizen.own_case import own_case
from app.cases.citizen.public_steps import PublicStep, done_steps, is_public, present_steps, wording
from app.cases.citizen.public_words import DATE_KINDS, case_state, is_running
from app.cases.moving.facts import row_facts
from app.catalog.names import element_name, process_name
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.crypto import mask_name
from app.diagrams import Step, describe, render_svg
from app.runtime import Runtime
from app.store import instances, tasks
from app.store.public_cases import heads_of, issued_documents, unit_contacts
from app.text import Text, text

_LINKS = {
    "split": text("由同一件来信分出"),
    "duplicate": text("同一事项"),
    "earlier": text("此前的办件"),
    "continues": text("接续的办件"),
}


@dataclass(frozen=True, slots=True)
class Office:
    """Name who is responsible and how to reach them."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class OwnTask:
    """Hold something the citizen can do now; `place` names it in addresses."""

    place: str
    name: str
    words: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PublicDate:
    """Hold one of the seven kinds of dates; `corrected` when a later entry replaced it."""

    name: Text
    on: date
    unit: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """Hold a document that was issued; `place` names it in addresses."""

    place: str
    title: str
    number: str
    dated_on: date
    mime: str
    size: int
    corrected: bool


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """Hold another case of the same person that belongs to this one."""

    number: str
    title: str
    state: Text
    kind: Text


@dataclass(frozen=True, slots=True)
class PublicTerm:
    """Hold a term with its place in the case, by which addresses name it."""

    place: int
    term: CaseTerm


@dataclass(frozen=True)
class PublicCase:
    """Hold the citizen's view of a case; names are masked, hidden steps are left out."""

    key: int
    number: str
    title: str
    applicant: str
    service: str
    channel: str
    received_on: date
    ended_at: datetime | None
    running: bool
    state: Text
    office: Office | None
    now: tuple[PublicStep, ...]
    done: tuple[PublicStep, ...]
    tasks: tuple[OwnTask, ...]
    terms: tuple[PublicTerm, ...]
    lapsed: tuple[LapsedRight, ...]
    dates: tuple[PublicDate, ...]
    documents: tuple[PublicDocument, ...]
    links: tuple[LinkedCase, ...]
    picture: str
    whole_picture: str
    steps: tuple[Step, ...]
    can_withdraw: bool
    can_follow: bool

    @property
    def running_terms(self) -> tuple[PublicTerm, ...]:
        """Return the terms that count now."""
        return tuple(one for one in self.terms if one.term.state == "running")

    @property
    def next_sentences(self) -> tuple[str, ...]:
        """Return what may follow the steps at hand."""
        here = {step.element_id for step in self.now}
        found = (line for step in self.steps if step.element_id in here for line in step.after)
        return tuple(dict.fromkeys(found))


def read_public_case(runtime: Runtime, actor: Actor, number: str, locale: str) -> PublicCase:
    """Return the citizen's view of the case with this number; raises NotFoundError for strangers."""
    with runtime.read() as tx:
        head = own_case(tx, actor, number)
        package = resolve_package(runtime, tx, head.definition_key)
        events = instances.events_of(tx, head.key)
        states = element_states(runtime, tx, package.definition, head.key)
        english = locale.startswith("en")
        dates = [row for row in instances.case_dates_of(tx, head.key) if row.kind in DATE_KINDS]
        codes = {head.unit, head.intake_unit, *(row.unit for row in dates)}
        units = unit_contacts(tx, {code for code in codes if code}, english=english)
        running, facts = is_running(head.status), row_facts(head)
        now = present_steps(package, events, locale) if running else ()
        return PublicCase(
            key=head.key,
            number=head.number,
            title=head.title,
            applicant=_applicant(runtime, head),
            service=_service(package, locale),
            channel=head.channel,
            received_on=head.received_on,
            ended_at=head.ended_at,
            running=running,
            state=case_state(head.status, head.outcome),
            office=_office(head, units),
            now=now,
            done=done_steps(package, events, locale),
            tasks=_tasks(tx, head, package, locale),
            terms=public_terms(runtime, tx, head.key, package),
            lapsed=lapsed_rights(runtime, tx, head.key),
            dates=_dates(dates, units),
            documents=_documents(tx, head),
            links=_links(tx, actor, head),
            picture=render_svg(
                package.drawing,
                states=states,
                locale=locale,
                redact=True,
                around=[step.element_id for step in now],
                prefix="now",
            )
            if now
            else "",
            whole_picture=render_svg(package.drawing, states=states, locale=locale, redact=True),
            steps=describe(package.drawing, states, locale, redact=True),
            can_withdraw=allows(actor, "case.withdraw", facts) and _waits_for_withdrawal(tx, head, package),
            can_follow=running and allows(actor, "case.follow", facts),
        )


def public_terms(
    runtime: Runtime, tx: Connection, instance_key: int, package: Package
) -> tuple[PublicTerm, ...]:
    """Return the terms of a case that its citizen is told, numbered in the order they began."""
    return tuple(
        PublicTerm(place, term)
        for place, term in enumerate(list_case_terms(runtime, tx, instance_key), start=1)
        if is_public(package, term.element_id)
    )


def _applicant(runtime: Runtime, head: Row[Any]) -> str:
    return mask_name(
        runtime.keys.decrypt(head.applicant_name, table="instance", column="applicant_name", key=head.key)
    )


def _service(package: Package, locale: str) -> str:
    return process_name(package).in_language(locale)


def _office(head: Row[Any], units: dict[str, tuple[str, str]]) -> Office | None:
    found = units.get(head.unit or "") or units.get(head.intake_unit or "")
    return Office(*found) if found else None


def _tasks(tx: Connection, head: Row[Any], package: Package, locale: str) -> tuple[OwnTask, ...]:
    return tuple(
        OwnTask(
            row.element_id,
            element_name(package, row.element_id, row.name).in_language(locale),
            wording(element, locale),
            row.due_on,
        )
        for row in tasks.tasks_of(tx, head.key, state="open")
        if row.for_applicant and (element := package.definition.elements.get(row.element_id)) is not None
    )


def _dates(rows: Sequence[Row[Any]], units: dict[str, tuple[str, str]]) -> tuple[PublicDate, ...]:
    replaced = {row.corrects_key for row in rows}
    return tuple(
        PublicDate(
            DATE_KINDS[row.kind], row.on_date, units.get(row.unit or "", ("", ""))[0], row.key in replaced
        )
        for row in rows
    )


def _documents(tx: Connection, head: Row[Any]) -> tuple[PublicDocument, ...]:
    rows = issued_documents(tx, head.key)
    replaced = {row.corrects_key for row in rows}
    return tuple(
        PublicDocument(
            document_place(row),
            row.title,
            row.number or "",
            row.dated_on,
            row.mime,
            row.size,
            row.key in replaced,
        )
        for row in rows
    )


def document_place(row: Row[Any]) -> str:
    """Return the name of a document in addresses: a piece of its digest, because keys stay inside."""
    return str(row.digest)[:20]


def _links(tx: Connection, actor: Actor, head: Row[Any]) -> tuple[LinkedCase, ...]:
    links = {row.key: row.kind for row in instances.links_of(tx, head.key)}
    return tuple(
        LinkedCase(
            other.number,
            other.title,
            case_state(other.status, other.outcome),
            _LINKS.get(links[other.key], text("相关办件")),
        )
        for other in heads_of(tx, links)
        if allows(actor, "case.read_public", row_facts(other))
    )


def _waits_for_withdrawal(tx: Connection, head: Row[Any], package: Package) -> bool:
    names = (row.name for row in instances.subscriptions_of(tx, head.key))
    return any(name in package.forms and name.endswith(".withdraw") for name in names)
