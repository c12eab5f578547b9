"""The counter: a clerk enters a letter, a call or a visit; before it is submitted the same matter is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.casebook.case_links import SimilarCase, similar
from app.cases.moving.case_properties import PropertyReader
from app.cases.moving.complete import PostedForm
from app.cases.moving.environment import feel_environment
from app.cases.moving.start import read_start_form, start_form
from app.cases.moving.submissions import plain_values
from app.cases.moving.upload_limits import upload_limits
from app.catalog.names import process_name
from app.catalog.resolve import newest_package
from app.runtime import Runtime


@dataclass(frozen=True)
class IntakePage:
    """Hold the form of the counter, the name of the process, and cases that may be the same matter."""

    view: forms.FormView
    process_name: str
    similar: tuple[SimilarCase, ...]
    is_complete: bool


def read_intake(
    runtime: Runtime,
    actor: Actor,
    process_id: str,
    data: PostedForm | None = None,
    *,
    files: Sequence[forms.UploadedFile] = (),
    locale: str,
) -> IntakePage:
    """Return the form of the counter, empty or as posted, with what looks like the same matter.

    Nothing is stored. Raises NotFoundError when the process is not deployed or has no such form.
    """
    require(actor, "case.start", None)
    with runtime.read() as tx:
        package = newest_package(runtime, tx, process_id)
        form = start_form(package, by_clerk=True)
        env = feel_environment(runtime, tx)
        limits = upload_limits(runtime.settings)
        if data is None:
            view = forms.build_view(form, {}, locale=locale, env=env, limits=limits)
            return IntakePage(view, process_name(package), (), is_complete=False)
        read = read_start_form(runtime, tx, form, data, files=files)
        errors = read.errors if read.action == "submit" else {}
        view = forms.build_view(form, read.shown, errors=errors, locale=locale, env=env, limits=limits)
        values = plain_values(read.values)
        reader = PropertyReader(package.definition.properties, values, env)
        found = similar(
            runtime,
            tx,
            actor,
            subject_digest=reader.subject_digest(),
            phone_index=_index(runtime, reader.field("case.applicant.phone"), "phone"),
            id_index=_index(runtime, reader.field("case.applicant.id"), "id"),
            unit=actor.unit,
        )
        return IntakePage(view, process_name(package), found, is_complete=read.is_complete)


def _index(runtime: Runtime, value: str | None, purpose: str) -> str | None:
    if not value:
        return None
    found: str = runtime.keys.blind_index(value, purpose=purpose)
    return found
