"""What a citizen does inside the own case: answer a request, rate, ask for 复查 or 复核."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app import forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.citizen.lapsed_rights import lapsed_rights
from app.cases.citizen.own_case import own_case
from app.cases.citizen.public_steps import wording
from app.cases.citizen.rate import record_rating
from app.cases.citizen.read_and_keep import CitizenPost, read_and_keep
from app.cases.moving.complete import complete_in, read_form
from app.cases.moving.environment import feel_environment
from app.cases.moving.facts import task_facts
from app.cases.moving.form_errors import FormInvalidError
from app.cases.moving.kept_input import drop_kept, find_kept, kept_files
from app.cases.moving.posted_again import as_data
from app.cases.moving.read_task import form_context, get_task
from app.cases.moving.upload_limits import upload_limits
from app.catalog.names import element_name
from app.catalog.resolve import resolve_package
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import tasks
from app.text import text


@dataclass(frozen=True)
class OwnTaskPage:
    """Hold the form of one of the citizen's tasks; `view` is None when there is nothing to fill in."""

    number: str
    title: str
    name: str
    words: str
    due_on: date | None
    view: forms.FormView | None
    saved: bool = False
    token: str | None = None


def read_own_task(
    runtime: Runtime, actor: Actor, number: str, element_id: str, *, token: str | None, locale: str
) -> OwnTaskPage:
    """Return the form of the citizen's open task; ConflictError when it is closed by now."""
    with runtime.read() as tx:
        row = _open_task(runtime, tx, actor, number, element_id)
        form = _form(runtime, tx, row)
        view = None
        if form is not None:
            kept = find_kept(runtime, tx, actor, token, _place(row))
            known = form_context(runtime, tx, row) | (dict(kept.values) if kept else {})
            limits, env = upload_limits(runtime.settings), feel_environment(runtime, tx)
            view = forms.build_view(form, known, locale=locale, env=env, limits=limits)
        return _page(runtime, tx, row, locale, view)


def submit_own_task(
    runtime: Runtime, actor: Actor, number: str, element_id: str, post: CitizenPost, *, locale: str
) -> OwnTaskPage | None:
    """Complete the task, or return the page again when the post was none to complete it with.

    A post with files is kept first, so that a mistake in one field costs no upload. Raises ConflictError
    when the task is closed by now, NotFoundError for strangers.
    """
    with runtime.transaction() as tx:
        row = _open_task(runtime, tx, actor, number, element_id)
        form = _form(runtime, tx, row)
        reading = None
        if form is not None and form.is_multipart:
            before = find_kept(runtime, tx, actor, post.token, _place(row), lock=True)
            context = form_context(runtime, tx, row)
            reading = read_and_keep(
                runtime,
                tx,
                actor,
                form,
                post,
                before=before,
                place=_place(row),
                context=context,
                locale=locale,
            )
            page = _page(runtime, tx, row, locale, reading.view, saved=reading.saved, token=reading.token)
    if reading is not None and (reading.saved or not reading.submission.is_complete):
        return page
    kept_token = reading.token or post.token if reading is not None else post.token
    try:
        _complete(runtime, actor, row.key, post, kept_token)
    except FormInvalidError as error:
        return _again(runtime, actor, number, element_id, error, locale=locale)
    return None


def _complete(runtime: Runtime, actor: Actor, task_key: int, post: CitizenPost, token: str | None) -> None:
    with runtime.transaction() as tx:
        row = get_task(tx, task_key)
        kept = find_kept(runtime, tx, actor, token, _place(row), lock=True)
        data, files = post.data, post.files
        if kept is not None:
            data, files = as_data(kept.values), kept_files(runtime, tx, kept)
        values = read_form(runtime, tx, row, data, files=files).values
        moved = complete_in(runtime, tx, actor, row, data, files=files)
        record_rating(runtime, tx, row.instance_key, values, post.device)
        if kept is not None:
            drop_kept(tx, kept)
    if moved is not None:
        moved.keep()


def _again(
    runtime: Runtime, actor: Actor, number: str, element_id: str, error: FormInvalidError, *, locale: str
) -> OwnTaskPage:
    """Build the page anew from the reading that was refused."""
    with runtime.read() as tx:
        row = _open_task(runtime, tx, actor, number, element_id)
        form = _form(runtime, tx, row)
        if form is None:
            return _page(runtime, tx, row, locale, None)
        view = forms.build_view(
            form,
            {**form_context(runtime, tx, row), **error.submission.shown},
            errors=error.fields,
            locale=locale,
            env=feel_environment(runtime, tx),
            limits=upload_limits(runtime.settings),
        )
        return _page(runtime, tx, row, locale, view)


def _open_task(runtime: Runtime, tx: Connection, actor: Actor, number: str, element_id: str) -> Row[Any]:
    head = own_case(tx, actor, number)
    for row in tasks.tasks_of(tx, head.key, state="open"):
        if row.for_applicant and row.element_id == element_id:
            found = get_task(tx, row.key)
            require(actor, "task.complete", task_facts(tx, found))
            return found
    lapsed = lapsed_rights(runtime, tx, head.key)
    late = next((one for one in lapsed if one.element_id == element_id), None)
    if late is not None:
        raise ConflictError(late.message)
    raise ConflictError(text("这一步已经办完或者已经过期，不需要您再做什么。请看办件页上的最新情况。"))


def _form(runtime: Runtime, tx: Connection, row: Row[Any]) -> forms.Form | None:
    return resolve_package(runtime, tx, row.definition_key).forms.get(row.form_id or "")


def _place(row: Row[Any]) -> str:
    return f"task:{row.key}"


def _page(
    runtime: Runtime,
    tx: Connection,
    row: Row[Any],
    locale: str,
    view: forms.FormView | None,
    *,
    saved: bool = False,
    token: str | None = None,
) -> OwnTaskPage:
    package = resolve_package(runtime, tx, row.definition_key)
    name = element_name(package, row.element_id, row.name).in_language(locale)
    words = wording(package.definition.elements[row.element_id], locale)
    return OwnTaskPage(row.number, row.title, name, words, row.due_on, view, saved, token)
