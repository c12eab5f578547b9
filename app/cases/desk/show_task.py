"""Read what the page of a task shows: the form with what is known, whose turn it is, by when, what one may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row

from app import forms
from app.access.actor import Actor
from app.access.facts import CaseFacts, TaskFacts
from app.access.policy import allows, require
from app.cases.casebook.case_links import SimilarCase, similar_to
from app.cases.casebook.case_overview import answers_of
from app.cases.casebook.case_terms import CaseTerm, list_case_terms
from app.cases.casebook.read_case import purpose_of, sealed
from app.cases.desk.inbox import Colleague
from app.cases.desk.phrases import Phrase, common_phrases, own_phrases
from app.cases.desk.save_draft import read_draft
from app.cases.moving.apply_official import is_official
from app.cases.moving.complete import PostedForm, read_form
from app.cases.moving.environment import feel_environment
from app.cases.moving.expressions import evaluate
from app.cases.moving.facts import case_facts, task_facts
from app.cases.moving.read_task import form_context, get_task
from app.cases.moving.sign_first import signs
from app.cases.moving.site_values import with_site_values
from app.cases.moving.submissions import read_values
from app.cases.moving.upload_limits import upload_limits
from app.cases.operations.allowed import operations_of
from app.cases.operations.task_operations import TaskOperations, read_operations
from app.cases.record.audit_access import record_access
from app.catalog.names import element_name, process_name
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.errors import NotFoundError
from app.feel import Environment
from app.forms import AnswerRow, Form, FormView
from app.forms.view import FieldView, GroupView
from app.runtime import Runtime
from app.store import comments, files, instances, people, tasks
from app.text import text

TASK_ACTS = ("task.complete", "task.claim", "task.unclaim", "task.take_over", "task.reassign")
PREFILL = "similar.prefill"
"""Property of a step of registration: FEEL context of answers proposed for a matter that is in handling already."""
CASE_ACTS = ("case.read", "case.comment", "case.attach")


@dataclass(frozen=True)
class Remark:
    """Hold one comment of the office."""

    author: str
    body: str
    at: datetime


@dataclass(frozen=True)
class Attached:
    """Hold one file of the case."""

    key: int
    name: str


@dataclass(frozen=True)
class PhraseField:
    """Hold a text field a phrase can be put into."""

    name: str
    label: str


@dataclass(frozen=True)
class TaskPage:
    """Hold the page of a task; phone and ID numbers are masked, the name is not: the reader works on the case.

    `view` is the form, None for a task without one or one that the reader may not fill in; `answers` repeats
    in words what stands in it, for reading and copying. `acts` are the actions the policy allows. `filed` is
    what the case was opened with. `signing`: completing it signs something and asks for a one-time code. `proposed`:
    the earlier matter for whose sake the form comes filled in with a refusal (信访工作条例 第十九条).
    """

    key: int
    instance_key: int
    process_id: str
    element_id: str
    number: str
    title: str
    applicant: str
    step: str
    process_name: str
    unit_name: str
    received_on: date
    opened_at: datetime
    closed_at: datetime | None
    is_open: bool
    for_applicant: bool
    holder: str
    holder_key: int | None
    closer_key: int | None
    closer: str
    on_behalf_of: str
    due_on: date | None
    follow_up_on: date | None
    draft_saved_at: datetime | None
    terms: Sequence[CaseTerm]
    view: FormView | None
    answers: Sequence[AnswerRow]
    filed: Sequence[AnswerRow]
    attachments: Sequence[Attached]
    remarks: Sequence[Remark]
    acts: frozenset[str]
    own_phrases: Sequence[Phrase]
    common_phrases: Sequence[Phrase]
    phrase_fields: Sequence[PhraseField]
    colleagues: Sequence[Colleague]
    similar: Sequence[SimilarCase]
    is_official: bool
    signing: bool
    proposed: SimilarCase | None
    operations: TaskOperations

    @property
    def can_change_hands(self) -> bool:
        """Say whether the reader may take the task, give it back or hand it on."""
        return any(act in self.acts for act in TASK_ACTS if act != "task.complete")


def show_task(
    runtime: Runtime,
    actor: Actor,
    task_key: int,
    *,
    posted: PostedForm | None = None,
    uploads: Sequence[forms.UploadedFile] = (),
    locale: str = "zh",
) -> TaskPage:
    """Return the page of a task.

    With `posted` the form shows what was typed (after a failed or unfinished post), without it the reader's
    draft or what the case knows. Raises NotFoundError or ForbiddenError by the policy (`task.read`); the
    applicant's own tasks have their page on the portal. That the reader looked is written down.
    """
    with runtime.read() as tx:
        row = get_task(tx, task_key)
        facts = task_facts(tx, row)
        require(actor, "task.read", facts)
        if actor.kind == "citizen":
            raise NotFoundError(text("没有找到这项任务"))
        case = case_facts(tx, tasks.case_head(row))
        page = _Reader(runtime, tx, actor, row, facts, case, locale).page(posted, uploads)
    record_access(runtime, actor, page.instance_key, purpose=purpose_of(actor, case))
    if row.seen_at is None and page.is_open and page.acts & {"task.complete", "task.claim"}:
        # like the access log: that it was opened decides whether the step before can be taken back
        with runtime.transaction() as tx:
            tasks.note_seen(tx, task_key, runtime.clock.now())
    return page


@dataclass
class _Reader:
    """Carry what all parts of one page need."""

    runtime: Runtime
    tx: Connection
    actor: Actor
    row: Row[Any]
    facts: TaskFacts
    case: CaseFacts
    locale: str
    package: Package = field(init=False)
    env: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.package = resolve_package(self.runtime, self.tx, self.row.definition_key)
        self.env = feel_environment(self.runtime, self.tx)

    def page(self, posted: PostedForm | None, uploads: Sequence[forms.UploadedFile]) -> TaskPage:
        row, tx = self.row, self.tx
        acts = self._acts()
        form = self.package.forms.get(row.form_id or "")
        sent = instances.submissions_of(tx, row.instance_key)
        values, errors, saved_at = self._values(form, posted, uploads, sent)
        fills = form is not None and "task.complete" in acts and row.held_at is None
        view = self._view(form, values, errors) if form is not None and fills else None
        names = self._names()
        terms = list_case_terms(self.runtime, tx, row.instance_key, running_only=True)
        return TaskPage(
            key=row.key,
            instance_key=row.instance_key,
            process_id=row.process_id,
            element_id=row.element_id,
            number=row.number,
            title=row.title,
            applicant=sealed(self.runtime, tasks.case_head(row), "applicant_name") or "",
            step=element_name(self.package, row.element_id, row.name),
            process_name=process_name(self.package),
            unit_name=people.unit_names(tx, {row.unit} if row.unit else set()).get(row.unit or "", ""),
            received_on=row.received_on,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            is_open=row.state == "open",
            for_applicant=row.for_applicant,
            holder=names.get(row.assignee or 0, ""),
            holder_key=row.assignee,
            closer_key=row.closed_by,
            closer=names.get(row.closed_by or 0, ""),
            on_behalf_of=names.get(self._principal() or 0, ""),
            due_on=row.due_on,
            follow_up_on=row.follow_up_on,
            draft_saved_at=saved_at,
            terms=terms,
            view=view,
            answers=() if form is None else forms.check_answers(form, values, self.locale, env=self.env),
            filed=self._filed(sent),
            attachments=[Attached(one.key, one.name) for one in files.attachments_of(tx, row.instance_key)],
            remarks=[
                Remark(one.author_name, one.body, one.written_at)
                for one in comments.comments_of(tx, row.instance_key)
            ],
            acts=acts,
            own_phrases=own_phrases(tx, self.actor) if fills else (),
            common_phrases=common_phrases() if fills else (),
            phrase_fields=_text_fields(view.items) if view is not None else (),
            colleagues=self._colleagues() if "task.reassign" in acts else (),
            similar=self.similar if fills else (),
            proposed=self._repeated() if fills and posted is None and saved_at is None else None,
            is_official=is_official(self.package.definition.properties),
            signing=signs(self.package, row.element_id),
            operations=read_operations(
                self.runtime, tx, self.actor, row, self.facts, self.case, self.package, self.locale
            ),
        )

    @cached_property
    def similar(self) -> Sequence[SimilarCase]:
        """Return candidates of 查重 at a step of registration (信访工作条例 第十九条)."""
        if self._property("step") != "registration":
            return ()
        return similar_to(self.runtime, self.tx, self.actor, tasks.case_head(self.row))

    def _acts(self) -> frozenset[str]:
        of_task = {act for act in TASK_ACTS if allows(self.actor, act, self.facts)}
        if "hand_on" not in operations_of(self.package, self.row.element_id):
            of_task.discard("task.reassign")
        return frozenset(of_task | {act for act in CASE_ACTS if allows(self.actor, act, self.case)})

    def _values(
        self,
        form: Form | None,
        posted: PostedForm | None,
        uploads: Sequence[forms.UploadedFile],
        sent: Sequence[Row[Any]],
    ) -> tuple[Mapping[str, Any], Mapping[str, Sequence[Any]], datetime | None]:
        """Return the values to show, what is wrong with them, and when a draft was saved."""
        if form is None:
            return {}, {}, None
        draft = (
            read_draft(self.runtime, self.tx, self.row.key, self.actor.account_key or 0)
            if self.row.has_draft
            else None
        )
        saved_at = draft[1] if draft else None
        if posted is not None:
            read = read_form(self.runtime, self.tx, self.row, posted, files=uploads)
            return read.shown, read.errors, saved_at
        if self.row.state != "open":
            own = next((one for one in reversed(sent) if one.task_key == self.row.key), None)
            sent_here = read_values(self.runtime, own) if own is not None else {}
            return with_site_values(self.tx, form, sent_here), {}, None
        before = form_context(self.runtime, self.tx, self.row)
        return before | (dict(draft[0]) if draft else self._proposed()), {}, saved_at

    def _proposed(self) -> dict[str, Any]:
        """Return what the law lets the office answer to a repeated matter, for the clerk to check (art. 19)."""
        again = self._repeated()
        if again is None:
            return {}
        earlier = {
            "number": again.number,
            "title": again.title,
            "unit_name": str(again.unit_name),
            "received_on": again.received_on.isoformat(),
        }
        found = evaluate(self._property(PREFILL), {"similar": earlier}, self.env)
        return found if isinstance(found, dict) else {}

    def _repeated(self) -> SimilarCase | None:
        if self._property(PREFILL) is None or "task.complete" not in self._acts():
            return None
        return next((one for one in self.similar if one.refuse), None)

    def _property(self, name: str) -> str | None:
        element = self.package.definition.elements.get(self.row.element_id)
        return element.properties.get(name) if element is not None else None

    def _view(self, form: Form, values: Mapping[str, Any], errors: Mapping[str, Sequence[Any]]) -> FormView:
        return forms.build_view(
            form,
            values,
            errors=errors,
            locale=self.locale,
            env=self.env,
            limits=upload_limits(self.runtime.settings),
        )

    def _filed(self, sent: Sequence[Row[Any]]) -> Sequence[AnswerRow]:
        first = next((one for one in sent if one.task_key is None), None)
        if first is None:
            return ()
        newest = next(one for one in reversed(sent) if one.element_id == first.element_id)
        rows = answers_of(self.runtime, self.tx, self.package, newest, self.locale)
        # a heading under which nothing was answered tells nothing
        following = (*rows[1:], None)
        return [
            row
            for row, after in zip(rows, following, strict=True)
            if row.kind != "heading" or (after is not None and after.kind != "heading")
        ]

    def _principal(self) -> int | None:
        if self.row.acting_for is not None or self.row.state != "open":
            return None if self.row.acting_for is None else int(self.row.acting_for)
        return self.actor.principal_for(
            self.row.process_id,
            assignee=self.row.assignee,
            candidate_groups=self.facts.candidate_groups,
            kind=self.row.kind,
        )

    def _names(self) -> Mapping[int, str]:
        keys = {self.row.assignee, self.row.closed_by, self._principal()}
        return people.account_names(self.tx, {key for key in keys if key is not None})

    def _colleagues(self) -> list[Colleague]:
        members = people.members_of(self.tx, self.facts.candidate_groups)
        found = {one.login: one.name for one in members if one.key != self.row.assignee}
        return [Colleague(login, name) for login, name in found.items()]


def _text_fields(items: Sequence[object]) -> list[PhraseField]:
    """Return the long text fields outside of lists: where a phrase makes sense."""
    found: list[PhraseField] = []
    for item in items:
        if isinstance(item, GroupView):
            found += _text_fields(item.items)
        elif isinstance(item, FieldView) and item.kind == "textarea" and not item.locked:
            found.append(PhraseField(item.name, item.label))
    return found
