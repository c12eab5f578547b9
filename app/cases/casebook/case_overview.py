"""What the first tab of the case page shows: what is asked, what runs, by when, and what was said about it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from app import forms
from app.access.actor import Actor
from app.cases.casebook.case_terms import CaseTerm, list_case_terms
from app.cases.moving.environment import feel_environment
from app.cases.moving.get_case import get_case
from app.cases.moving.site_values import with_site_values
from app.cases.moving.submissions import read_values
from app.catalog.names import element_name
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.runtime import Runtime
from app.store import comments, decisions, instances, people, supervision, tasks

PUBLIC_DATES = ("registered", "transferred", "handed", "accepted", "refused", "extended", "opinion")
"""The kinds of dates the public is told (信访事项网上办理工作规程)."""


@dataclass(frozen=True)
class OpenTask:
    """Hold one open task of a case; `mine` says that this reader may work on it now."""

    key: int
    name: str
    holder: str
    groups: tuple[str, ...]
    due_on: date | None
    late: bool
    for_applicant: bool
    opened_at: datetime
    mine: bool


@dataclass(frozen=True)
class PublicDate:
    """Hold one public date; `corrected` says that a later entry replaces it, `corrects` that it is one."""

    key: int
    kind: str
    on_date: date
    unit_name: str
    note: str | None
    recorded_at: datetime
    corrected: bool
    corrects: bool


@dataclass(frozen=True)
class Remark:
    """Hold one comment of the office."""

    key: int
    author: str
    kind: str
    body: str
    public: bool
    written_at: datetime
    corrected: bool
    corrects: bool


@dataclass(frozen=True)
class Why:
    """Hold a decision the drawing took: what came out and the rules that matched, in words."""

    name: str
    value: Any
    reasons: tuple[str, ...]
    made_at: datetime
    overrule_reason: str | None


@dataclass(frozen=True)
class SupervisionView:
    """Hold one act of supervision with names, and whether its answer is late."""

    key: int
    instance_key: int
    number: str
    title: str
    kind: str
    card: str | None
    unit: str | None
    unit_name: str
    body: str
    opened_by: str
    opened_at: datetime
    answer_due_on: date | None
    answer: str | None
    answered_by: str
    answered_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    late: bool

    @property
    def waits(self) -> bool:
        """Say whether an answer is still wanted."""
        return self.answered_at is None and self.withdrawn_at is None


@dataclass(frozen=True)
class Overview:
    """Hold the first tab of the case page."""

    content: tuple[forms.AnswerRow, ...]
    content_key: int | None
    content_corrected: bool
    tasks: tuple[OpenTask, ...]
    terms: tuple[CaseTerm, ...]
    dates: tuple[PublicDate, ...]
    remarks: tuple[Remark, ...]
    decisions: tuple[Why, ...]
    supervision: tuple[SupervisionView, ...]


def read_overview(runtime: Runtime, actor: Actor, key: int, *, locale: str) -> Overview:
    """Return the first tab of a case; raises as the policy says."""
    with runtime.read() as tx:
        head, _facts = get_case(tx, actor, key)
        package = resolve_package(runtime, tx, head.definition_key)
        sent = instances.submissions_of(tx, key)
        first = sent[0] if sent else None
        newest = _newest_of(sent, first) if first is not None else None
        return Overview(
            content=answers_of(runtime, tx, package, newest, locale) if newest is not None else (),
            content_key=newest.key if newest is not None else None,
            content_corrected=newest is not None and first is not None and newest.key != first.key,
            tasks=_open_tasks(runtime, tx, actor, head, package),
            terms=list_case_terms(runtime, tx, key),
            dates=public_dates(tx, key),
            remarks=remarks_of(tx, key),
            decisions=_decisions(runtime, tx, package, key, sent),
            supervision=views_of(runtime, tx, supervision.supervisions_of(tx, key), head),
        )


def answers_of(
    runtime: Runtime, tx: Connection, package: Package, sent: Row[Any], locale: str
) -> tuple[forms.AnswerRow, ...]:
    """Return what was sent with one form in words; phone and ID numbers are masked."""
    form = package.forms.get(sent.form_id)
    if form is None:
        return ()
    values = with_site_values(tx, form, read_values(runtime, sent))
    rows = forms.receipt_rows(form, values, locale, env=feel_environment(runtime, tx))
    following = (*rows[1:], None)
    # a heading with nothing under it says nothing
    return tuple(
        row
        for row, after in zip(rows, following, strict=True)
        if row.kind != "heading" or (after is not None and after.kind != "heading")
    )


def public_dates(tx: Connection, instance_key: int) -> tuple[PublicDate, ...]:
    """Return the public dates of a case as recorded, wrong ones marked."""
    rows = instances.case_dates_of(tx, instance_key)
    corrected = {row.corrects_key for row in rows}
    units = people.unit_names(tx, {row.unit for row in rows if row.unit})
    return tuple(
        PublicDate(
            row.key,
            row.kind,
            row.on_date,
            units.get(row.unit or "", row.unit or ""),
            row.note,
            row.recorded_at,
            row.key in corrected,
            row.corrects_key is not None,
        )
        for row in rows
    )


def remarks_of(tx: Connection, instance_key: int) -> tuple[Remark, ...]:
    """Return the comments of a case, wrong ones marked."""
    rows = comments.comments_of(tx, instance_key)
    corrected = {row.corrects_key for row in rows}
    return tuple(
        Remark(
            row.key,
            row.author_name,
            row.kind,
            row.body,
            row.public,
            row.written_at,
            row.key in corrected,
            row.corrects_key is not None,
        )
        for row in rows
    )


def views_of(
    runtime: Runtime, tx: Connection, rows: list[Row[Any]], head: Row[Any] | None = None
) -> tuple[SupervisionView, ...]:
    """Return rows of supervision with names; `head` is their case where the rows do not carry its number."""
    today = local_date(runtime.clock.now())
    names = people.account_names(tx, {k for r in rows for k in (r.opened_by, r.answered_by) if k})
    units = people.unit_names(tx, {row.unit for row in rows if row.unit})
    return tuple(
        SupervisionView(
            key=row.key,
            instance_key=row.instance_key,
            number=head.number if head is not None else row.number,
            title=head.title if head is not None else row.title,
            kind=row.kind,
            card=row.card,
            unit=row.unit,
            unit_name=units.get(row.unit or "", row.unit or ""),
            body=row.body,
            opened_by=names.get(row.opened_by, ""),
            opened_at=row.opened_at,
            answer_due_on=row.answer_due_on,
            answer=row.answer,
            answered_by=names.get(row.answered_by, ""),
            answered_at=row.answered_at,
            withdrawn_at=row.withdrawn_at,
            withdrawn_reason=row.withdrawn_reason,
            late=_is_late(row, today),
        )
        for row in rows
    )


def _is_late(row: Row[Any], today: date) -> bool:
    if row.answer_due_on is None or row.withdrawn_at is not None:
        return False
    answered = local_date(row.answered_at) if row.answered_at else today
    return bool(answered > row.answer_due_on)


def _newest_of(sent: list[Row[Any]], first: Row[Any]) -> Row[Any]:
    newest = first
    for row in sent:
        if row.corrects_key == newest.key:
            newest = row
    return newest


def _open_tasks(
    runtime: Runtime, tx: Connection, actor: Actor, head: Row[Any], package: Package
) -> tuple[OpenTask, ...]:
    rows = tasks.tasks_of(tx, head.key, state="open")
    holders = people.account_names(tx, {row.assignee for row in rows if row.assignee})
    today, groups = local_date(runtime.clock.now()), actor.groups_in(head.process_id)
    found = []
    for row in rows:
        candidates = tasks.candidates_of(tx, row.key)
        free = row.assignee is None and bool(candidates & groups)
        found.append(
            OpenTask(
                row.key,
                element_name(package, row.element_id, row.name),
                holders.get(row.assignee, ""),
                tuple(sorted(candidates)),
                row.due_on,
                row.due_on is not None and row.due_on < today,
                row.for_applicant,
                row.opened_at,
                not row.for_applicant and (row.assignee == actor.account_key or free),
            )
        )
    return tuple(found)


def _decisions(
    runtime: Runtime, tx: Connection, package: Package, key: int, sent: list[Row[Any]]
) -> tuple[Why, ...]:
    """Return what the decisions proposed and, where a clerk decided otherwise, the reason given."""
    rows = decisions.decisions_of(tx, key)
    reasons = [read_values(runtime, row).get("overrule_reason") for row in sent] if rows else []
    overruled = next((str(reason) for reason in reversed(reasons) if reason), None)
    return tuple(
        Why(
            element_name(package, row.element_id, row.decision_id),
            row.value,
            tuple(_rule_words(rule) for rule in row.matched or ()),
            row.made_at,
            overruled if row.element_id == rows[0].element_id else None,
        )
        for row in rows
    )


def _rule_words(rule: Any) -> str:
    if not isinstance(rule, dict):
        return str(rule)
    notes = "；".join(str(words) for _column, words in rule.get("annotations", ()) if words)
    return notes or f"{rule.get('decision_id', '')} #{rule.get('index', '')}"
