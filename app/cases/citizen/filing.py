"""File a case online, step by step: write, save, check the answers, send, get the receipt.

A guest and a signed-in citizen go the same way; a clerk's intake at the counter is another use case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app import forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.citizen.list_services import Service, can_be_filed_online, describe_service
from app.cases.citizen.read_and_keep import CitizenPost, Reading, read_and_keep
from app.cases.moving.environment import feel_environment
from app.cases.moving.form_errors import require_complete
from app.cases.moving.kept_input import NEW_DRAFTS, Kept, drop_kept, end_kept, find_kept, kept_files
from app.cases.moving.posted_again import as_data
from app.cases.moving.start import Started, open_case, start_form
from app.cases.moving.submissions import plain_values
from app.cases.moving.upload_limits import upload_limits
from app.catalog.package import Package
from app.catalog.resolve import newest_package
from app.errors import ForbiddenError, NotFoundError
from app.people.throttle import allow_rate
from app.runtime import Runtime
from app.store import people
from app.text import text

RECEIPT_LASTS = timedelta(minutes=15)
"""How long the page with the 查询码 can be shown again after sending: long enough to print it."""
SENT = "sent"


@dataclass(frozen=True)
class FilingPage:
    """Hold the form of a service as this person left it."""

    service: Service
    view: forms.FormView
    saved_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True)
class CheckPage:
    """Hold the answers to be looked at once more before they are sent."""

    service: Service
    rows: tuple[forms.AnswerRow, ...]
    is_complete: bool


def read_filing(
    runtime: Runtime, actor: Actor, token: str | None, process_id: str, locale: str, *, check: bool = False
) -> FilingPage:
    """Return the form, filled with what was kept; with `check` its mistakes are shown at once."""
    require(actor, "case.file", None)
    with runtime.read() as tx:
        package = _service_package(runtime, tx, process_id)
        kept = find_kept(runtime, tx, actor, token, process_id)
        form = start_form(package, by_clerk=False)
        values = dict(kept.values) if kept else _own_data(runtime, tx, actor, package)
        errors = _reread(runtime, tx, form, values, locale=locale).errors if check and kept else {}
        view = forms.build_view(
            form,
            values,
            errors=errors,
            locale=locale,
            env=feel_environment(runtime, tx),
            limits=upload_limits(runtime.settings),
        )
    return FilingPage(
        describe_service(package, locale),
        view,
        kept.saved_at if kept else None,
        kept.expires_at if kept else None,
    )


def save_filing(
    runtime: Runtime,
    actor: Actor,
    process_id: str,
    post: CitizenPost,
    *,
    address: str,
    locale: str,
) -> tuple[Service, Reading]:
    """Read one post of the form and keep it, whatever it holds; mistakes are in the reading.

    Raises TooManyAttemptsError when one address begins too many, ForbiddenError for an office account.
    """
    _require_citizen(actor)
    with runtime.read() as tx:
        is_new = find_kept(runtime, tx, actor, post.token, process_id) is None
    if is_new:
        allow_rate(runtime, NEW_DRAFTS, address)
    with runtime.transaction() as tx:
        package = _service_package(runtime, tx, process_id)
        before = find_kept(runtime, tx, actor, post.token, process_id, lock=True)
        reading = read_and_keep(
            runtime,
            tx,
            actor,
            start_form(package, by_clerk=False),
            post,
            before=before,
            place=process_id,
            locale=locale,
        )
    return describe_service(package, locale), reading


def read_check(
    runtime: Runtime, actor: Actor, token: str | None, process_id: str, locale: str
) -> CheckPage | None:
    """Return the answers in words, None when nothing is kept (any more)."""
    require(actor, "case.file", None)
    with runtime.read() as tx:
        package = _service_package(runtime, tx, process_id)
        kept = find_kept(runtime, tx, actor, token, process_id)
        if kept is None:
            return None
        form = start_form(package, by_clerk=False)
        submission = _reread(runtime, tx, form, kept.values, locale=locale)
        rows = forms.check_answers(form, submission.shown, locale, env=feel_environment(runtime, tx))
    return CheckPage(describe_service(package, locale), rows, not submission.errors)


def submit_filing(
    runtime: Runtime, actor: Actor, token: str | None, process_id: str, *, locale: str = "zh"
) -> Started:
    """Start the case from what was kept, once: a second click finds the first one's number and 查询码.

    Notices about it are written in the language of `locale` from then on. The kept row is locked while
    the case is made, so it is the token against doubles. Raises NotFoundError when nothing is kept,
    FormInvalidError when the answers are not complete.
    """
    _require_citizen(actor)
    with runtime.transaction() as tx:
        kept = find_kept(runtime, tx, actor, token, process_id, lock=True)
        if kept is None:
            sent = _sent(find_kept(runtime, tx, actor, token, process_id, state=SENT))
            if sent is None:
                raise NotFoundError(text("没有找到您填写的内容，可能已经超过保存时间，请重新填写"))
            return sent
        package = _service_package(runtime, tx, process_id)
        form = start_form(package, by_clerk=False)
        submission = _reread(runtime, tx, form, kept.values, files=kept_files(runtime, tx, kept), locale="zh")
        require_complete(submission)
        started = open_case(
            runtime,
            tx,
            actor,
            package,
            plain_values(submission.values),
            form_id=form.id,
            preset={},
            files=submission.files,
            facts={"language": locale} if locale != "zh" else None,
        )
        note = {"key": started.key, "number": started.number, "code": started.code}
        end_kept(runtime, tx, kept, state=SENT, values=note, lasts=RECEIPT_LASTS)
    return started


def find_sent(runtime: Runtime, actor: Actor, token: str | None, process_id: str) -> Started | None:
    """Return number and 查询码 of what was just sent, None when the receipt's time is over."""
    with runtime.read() as tx:
        return _sent(find_kept(runtime, tx, actor, token, process_id, state=SENT))


def drop_filing(runtime: Runtime, actor: Actor, token: str | None, process_id: str) -> None:
    """Delete what was kept, the note for the receipt too."""
    with runtime.transaction() as tx:
        for state in ("open", SENT):
            kept = find_kept(runtime, tx, actor, token, process_id, state=state)
            if kept is not None:
                drop_kept(tx, kept)


def _require_citizen(actor: Actor) -> None:
    require(actor, "case.file", None)
    if actor.kind == "staff":
        # a case filed with an office account would look like one that a clerk registered for somebody
        raise ForbiddenError(
            text("工作账号不能在这里提出信访事项。请退出后以个人身份提交；登记来信来访请用“登记来件”。")
        )


def _service_package(runtime: Runtime, tx: Connection, process_id: str) -> Package:
    package = newest_package(runtime, tx, process_id)
    if not can_be_filed_online(package):
        raise NotFoundError(text("没有找到这项服务"))
    return package


def _reread(
    runtime: Runtime,
    tx: Connection,
    form: forms.Form,
    values: Mapping[str, Any],
    *,
    files: Sequence[forms.UploadedFile] = (),
    locale: str,
) -> forms.Submission:
    """Read kept values by the same rules as a post; kept files stand in `values`, or come as `files`."""
    known = {} if files else values
    return forms.parse(
        form,
        as_data(values),
        files=files,
        values_before=known,
        env=feel_environment(runtime, tx),
        limits=upload_limits(runtime.settings),
        locale=locale,
    )


def _own_data(runtime: Runtime, tx: Connection, actor: Actor, package: Package) -> dict[str, Any]:
    """Return what the site knows of a signed-in citizen, so that it need not be typed again."""
    row = people.find_account(tx, actor.account_key) if actor.account_key is not None else None
    if row is None or actor.kind != "citizen":
        return {}
    phone = runtime.keys.decrypt_optional(row.phone, table="account", column="phone", key=row.key)
    known = {"name": row.name, "phone": phone, "email": row.email}
    fields = {one: package.definition.properties.get(f"case.applicant.{one}") for one in known}
    return {key: known[one] for one, key in fields.items() if key and known[one]}


def _sent(kept: Kept | None) -> Started | None:
    if kept is None:
        return None
    note = kept.values
    return Started(note["key"], note["number"], note["code"], repeated=True)
