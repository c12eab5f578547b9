"""Start a case: a citizen files it in the browser, or a clerk enters what came by letter, phone or visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app import crypto, engine, forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.advance import row_values
from app.cases.moving.apply import apply_step
from app.cases.moving.apply_official import is_official
from app.cases.moving.attach import store_files
from app.cases.moving.case_properties import PropertyReader, case_row
from app.cases.moving.cause import Cause
from app.cases.moving.check_values import checked
from app.cases.moving.complete import PostedForm
from app.cases.moving.environment import engine_environment, feel_environment
from app.cases.moving.form_errors import require_complete
from app.cases.moving.site_values import site_values
from app.cases.moving.step import Step
from app.cases.moving.submissions import plain_values, store_submission
from app.cases.moving.upload_limits import upload_limits
from app.catalog.package import Package
from app.catalog.resolve import newest_package, resolve_package
from app.clock import local_date
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances, numbering, once, search
from app.store.keys import new_key
from app.text import text


@dataclass(frozen=True)
class Started:
    """Hand over what the filer needs: number and 查询码 (shown once; only its digest is kept)."""

    key: int
    number: str
    code: str
    repeated: bool = False


def start_form(package: Package, *, by_clerk: bool) -> forms.Form:
    """Return the form a case of this process starts with.

    Raises NotFoundError when the process cannot be started by hand.
    """
    start = next((s for s in package.definition.starts if s.kind == "none"), None)
    element = package.definition.elements[start.element_id] if start else None
    wanted = None
    if element is not None:
        wanted = (element.properties.get("form.intake") if by_clerk else None) or element.form_id
    if wanted is None or wanted not in package.forms:
        raise NotFoundError(text("流程“%(name)s”没有可以填写的申请表", name=package.definition.name))
    return package.forms[wanted]


def start_case(
    runtime: Runtime,
    actor: Actor,
    process_id: str,
    data: PostedForm,
    *,
    token: str,
    files: Sequence[forms.UploadedFile] = (),
    preset: Mapping[str, Any] | None = None,
    definition_key: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Started:
    """Start a case from the posted form `data`.

    `token` makes a double click harmless: the second post of the same token returns the first one's
    case (without its 查询码, which only the first answer may show). `preset` are variables that are not
    on the form. Raises FormInvalidError with one message per field; nothing is stored then. Official
    documents are begun by staff, in the name of their unit.
    """
    require(actor, "case.file", None)
    with runtime.transaction() as tx:
        before = once.used(tx, token)
        if before is not None:
            head = instances.head_by_key(tx, int(before))
            return Started(int(before), head.number if head else "", "", repeated=True)
        package = (
            newest_package(runtime, tx, process_id)
            if definition_key is None
            else resolve_package(runtime, tx, definition_key)
        )
        form = start_form(package, by_clerk=actor.kind == "staff")
        given = {**start_values(actor, package), **(preset or {})}
        submission = read_start_form(
            runtime, tx, form, data, files=files, before={**site_values(tx, form, actor.unit), **given}
        )
        submission = checked(
            runtime, tx, package, package.definition.starts[0].element_id, submission, known=given
        )
        require_complete(submission)
        started = open_case(
            runtime,
            tx,
            actor,
            package,
            plain_values(submission.values),
            form_id=form.id,
            preset=given,
            files=submission.files,
            facts=facts,
        )
        once.use(tx, token, str(started.key), runtime.clock.now())
    return started


def start_values(actor: Actor, package: Package) -> dict[str, Any]:
    """Return the variables with which an official document begins: whose it is; {} for other cases.

    Raises ForbiddenError for somebody who is no staff.
    """
    if not is_official(package.definition.properties):
        return {}
    require(actor, "case.start", None)
    return {"organ": actor.unit, "drafter": actor.login} if actor.kind == "staff" else {}


def read_start_form(
    runtime: Runtime,
    tx: Connection,
    form: forms.Form,
    data: PostedForm,
    *,
    files: Sequence[forms.UploadedFile] = (),
    draft: bool = False,
    before: Mapping[str, Any] | None = None,
) -> forms.Submission:
    """Read a post of a start form over what is known before; nothing is stored."""
    return forms.parse(
        form,
        data,
        files=files,
        values_before=before,
        env=feel_environment(runtime, tx),
        draft=draft,
        limits=upload_limits(runtime.settings),
    )


def open_case(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    package: Package,
    values: Mapping[str, Any],
    *,
    form_id: str | None,
    preset: Mapping[str, Any],
    files: Sequence[forms.AcceptedFile] = (),
    facts: Mapping[str, Any] | None = None,
    start_element: str | None = None,
) -> Started:
    """Create the case, run it to its first tasks and write everything, in the caller's transaction.

    `facts` are columns of the case that a program gives (business id, tags, channel). Without a form there is
    no submission, and every value becomes a variable.
    """
    key, code, now = new_key(), crypto.new_query_code(), runtime.clock.now()
    environment = engine_environment(runtime, tx, package)
    definition = package.definition
    reader = PropertyReader(
        definition.properties, {**values, **preset}, environment.feel, untitled=definition.name
    )
    received_on = reader.day("case.received_on") or local_date(now)
    number = numbering.draw(
        tx, reader.text("case.number.series") or package.process_id, received_on.year, now
    )
    kept = (package.definition.properties.get("case.variables") or "").split()
    variables = {name: values[name] for name in (kept if form_id else values) if name in values}
    variables |= {"case_number": number, "received_on": received_on.isoformat(), **preset}
    live, outcome = engine.start(package.definition, variables, environment, start_element=start_element)
    head = case_row(runtime, actor, package, reader, key=key, number=number, received_on=received_on)
    head |= {"code_digest": runtime.keys.digest(code, purpose="case-code"), "started_at": now}
    head |= facts or {}
    instances.add_instance(tx, head | {"body": b"", "variables": {}, "status": "active", "version": 1})
    if form_id:
        submission_key = store_submission(
            runtime,
            tx,
            actor,
            values,
            instance_key=key,
            element_id=package.definition.starts[0].element_id,
            form_id=form_id,
        )
        store_files(runtime, tx, key, actor, files, submission_key=submission_key)
    stored = instances.written_head(tx, key)
    cause = Cause(actor=actor, action="case.started", values=values, details={"number": number})
    step = Step(runtime, tx, package, live, stored, outcome, cause, environment)
    apply_step(step)
    instances.save_instance(tx, key, 1, row_values(step))
    search.index_case(tx, key, reader.searchable(number))
    return Started(key, number, code)
