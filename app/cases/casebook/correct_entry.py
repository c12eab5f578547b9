"""Correct what was sent with a form: a second submission names the first; the case's own facts follow it.

The process is given the corrected values it keeps, but its way is not walked again: what it decided on the
wrong entry stands until a person acts on it. It must not know pages.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row

from app import engine, forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.casebook.correct import entry_to_correct, record_correction
from app.cases.moving.advance import Moved, advance
from app.cases.moving.case_properties import PropertyReader, case_row
from app.cases.moving.cause import Cause
from app.cases.moving.complete import PostedForm
from app.cases.moving.environment import feel_environment
from app.cases.moving.form_errors import require_complete
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_text
from app.cases.moving.sealed_answers import is_sealed, is_signed_text
from app.cases.moving.submissions import plain_values, read_values, store_submission
from app.cases.record.audit_access import record_access
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.errors import ForbiddenError, NotFoundError
from app.runtime import Runtime
from app.store import instances, search
from app.text import text

_FOLLOWS = (
    "title",
    "applicant_kind",
    "applicant_name",
    "applicant_phone",
    "applicant_phone_index",
    "applicant_id",
    "applicant_id_index",
    "applicant_email",
    "agent_name",
    "beneficiary_name",
    "subject_digest",
)
"""Columns of the case that follow the start form."""
_FIXED = {"channel", "received_on"}


def read_entry(
    runtime: Runtime,
    actor: Actor,
    key: int,
    entry_key: int,
    data: PostedForm | None = None,
    *,
    locale: str,
) -> forms.FormView:
    """Return the form of an entry filled in as it stands, or as posted.

    Phone and ID numbers stand in it in the clear: the reader needs `sensitive.unmask` for such a form, and
    the look is logged.
    """
    with runtime.read() as tx:
        row, form, _package = _entry(runtime, tx, actor, key, entry_key)
        env, before = feel_environment(runtime, tx), _context(runtime, tx, row)
        sensitive = any(answer.sensitive for answer in forms.check_answers(form, before, locale, env=env))
        if sensitive:
            _head, facts = get_case(tx, actor, key)
            require(actor, "sensitive.unmask", facts)
        if data is None:
            view = forms.build_view(form, before, locale=locale, env=env)
        else:
            read = forms.parse(form, data, values_before=before, env=env)
            errors = read.errors if read.action == "submit" else {}
            view = forms.build_view(form, read.shown, errors=errors, locale=locale, env=env)
    if sensitive and data is None:
        record_access(runtime, actor, key, purpose="unmask", reason="更正录入内容")
    return view


def correct_entry(
    runtime: Runtime, actor: Actor, key: int, entry_key: int, data: PostedForm, *, reason: str
) -> None:
    """Store the right entry beside the wrong one.

    Raises FormInvalidError with one message per field, InvalidError without a reason, ConflictError when
    the entry was corrected before, NotFoundError or ForbiddenError as the policy says.
    """
    with runtime.transaction() as tx:
        row, form, package = _entry(runtime, tx, actor, key, entry_key)
        before = _context(runtime, tx, row)
        submission = forms.parse(form, data, values_before=before, env=feel_environment(runtime, tx))
        require_complete(submission)
        why = required_text(reason, "reason", longest=500)
        old, new = read_values(runtime, row), plain_values(submission.values)
        # files are no answers that can be typed again: what was attached stays attached
        kept = {name: value for name, value in old.items() if name not in new and isinstance(value, list)}
        right = {**kept, **new}
        store_submission(
            runtime,
            tx,
            actor,
            right,
            instance_key=key,
            element_id=row.element_id,
            form_id=row.form_id,
            task_key=row.task_key,
            corrects_key=entry_key,
        )
        if row.element_id == package.definition.starts[0].element_id:
            _follow(runtime, tx, actor, package=package, key=key, values=right)
        head = instances.head_by_key(tx, key)
        changed = sorted(name for name in {*old, *right} if old.get(name) != right.get(name))
        record_correction(
            runtime, tx, actor, key, what="submission", reason=why, form=row.form_id, fields=changed
        )
        moved = _tell_process(
            runtime, tx, actor, package, head=head, changed={n: right.get(n) for n in changed}
        )
    if moved is not None:
        moved.keep()


def _entry(
    runtime: Runtime, tx: Connection, actor: Actor, key: int, entry_key: int
) -> tuple[Row[Any], forms.Form, Package]:
    row = entry_to_correct(tx, actor, key, "submission", entry_key)
    head = instances.head_by_key(tx, key)
    if head is None:
        raise NotFoundError(text("没有找到您要的内容"))
    package = resolve_package(runtime, tx, head.definition_key)
    element = package.definition.elements.get(row.element_id)
    form = package.forms.get(row.form_id)
    if form is None or (element is not None and is_sealed(element.properties)):
        raise NotFoundError(text("这一条没有可以更正的表单。"))
    if element is not None and is_signed_text(element.properties):
        raise ForbiddenError(
            text("公文的文稿和签发意见不能更正；需要修改的，退回起草或者报原签批人复审（第二十五条）")
        )
    return row, form, package


def _context(runtime: Runtime, tx: Connection, row: Row[Any]) -> dict[str, Any]:
    head = instances.head_by_key(tx, row.instance_key)
    variables: Mapping[str, Any] = head.variables if head is not None else {}
    return {**variables, **read_values(runtime, row)}


def _tell_process(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    package: Package,
    *,
    head: Row[Any] | None,
    changed: Mapping[str, Any],
) -> Moved | None:
    """Give the running process the corrected start values it keeps: who may see the case hangs on them.

    No step is walked again; the channel and the day of receipt stay, because numbers and terms hang on them.
    """
    kept = set((package.definition.properties.get("case.variables") or "").split()) - _FIXED
    variables = {name: value for name, value in changed.items() if name in kept}
    if head is None or not variables or head.status not in {"active", "incident"}:
        return None
    cause = Cause(actor=actor, action="case.variables_corrected", details={"names": sorted(variables)})
    return advance(runtime, tx, head, lambda live, env: engine.set_variables(live, variables, env), cause)


def _follow(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    *,
    package: Package,
    key: int,
    values: Mapping[str, Any],
) -> None:
    """Let title, applicant and search index of the case say what the corrected start form says."""
    head = instances.head_by_key(tx, key)
    if head is None:
        return
    env = feel_environment(runtime, tx)
    reader = PropertyReader(package.definition.properties, {**head.variables, **values}, env)
    fresh = case_row(
        runtime, actor, package, reader, key=key, number=head.number, received_on=head.received_on
    )
    instances.change_facts(tx, key, {name: fresh[name] for name in _FOLLOWS})
    search.index_case(tx, key, reader.searchable(head.number))
