"""Begin an official document: which kinds the office can begin, and the form one begins with.

Knows no process by name: a process that keeps a register (docs/decisions/100) and starts with a form is one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app import forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.apply_official import is_official
from app.cases.moving.check_values import checked
from app.cases.moving.complete import PostedForm
from app.cases.moving.environment import feel_environment
from app.cases.moving.site_values import site_values
from app.cases.moving.start import read_start_form, start_form, start_values
from app.cases.moving.upload_limits import upload_limits
from app.catalog.package import Package
from app.catalog.resolve import newest_package, resolve_package
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store.public_cases import newest_definitions
from app.text import text

REGISTER, INCOMING = "official.register", "incoming"
PREFILL, PREFILL_BY = "form.prefill", "form.prefill.by"


@dataclass(frozen=True)
class Kind:
    """Hold one thing that can be begun: a process, or a choice within it (文种)."""

    process_id: str
    process_name: str
    value: str
    label: str


@dataclass(frozen=True)
class BeginPage:
    """Hold the form of a new document; `is_complete` says that the post may be taken."""

    view: forms.FormView
    process_id: str
    process_name: str
    is_complete: bool


def list_kinds(runtime: Runtime, actor: Actor) -> tuple[Kind, ...]:
    """Return what the actor may begin; what comes in is entered in the exchange, beside what is signed for there."""
    require(actor, "case.start", None)
    found: list[Kind] = []
    with runtime.read() as tx:
        for row in newest_definitions(tx):
            package = resolve_package(runtime, tx, row.key)
            if _can_begin(package) and package.definition.properties.get(REGISTER) != INCOMING:
                found += _kinds(package)
    return tuple(found)


def read_begin(
    runtime: Runtime,
    actor: Actor,
    process_id: str,
    data: PostedForm | None = None,
    *,
    chosen: Mapping[str, str] | None = None,
    files: Sequence[forms.UploadedFile] = (),
    locale: str,
) -> BeginPage:
    """Return the form of a new document: prefilled for the choice, or as posted with what is wrong in it.

    Nothing is stored. Raises NotFoundError for a process the office does not begin by hand.
    """
    require(actor, "case.start", None)
    with runtime.read() as tx:
        package = newest_package(runtime, tx, process_id)
        if not _can_begin(package):
            raise NotFoundError(text("没有找到您要的内容"))
        form, given = start_form(package, by_clerk=True), start_values(actor, package)
        before = {**site_values(tx, form, actor.unit), **given}
        env, limits = feel_environment(runtime, tx), upload_limits(runtime.settings)
        if data is None:
            values = {**before, **_prefilled(runtime, tx, package, chosen or {})}
            view = forms.build_view(form, values, locale=locale, env=env, limits=limits)
            return BeginPage(view, process_id, package.definition.name, is_complete=False)
        read = read_start_form(runtime, tx, form, data, files=files, before=before)
        read = checked(runtime, tx, package, _start(package), read, known=given)
        errors = read.errors if read.action == "submit" else {}
        view = forms.build_view(form, read.shown, errors=errors, locale=locale, env=env, limits=limits)
        return BeginPage(view, process_id, package.definition.name, read.is_complete)


def _can_begin(package: Package) -> bool:
    properties, starts = package.definition.properties, package.definition.starts
    return (
        is_official(properties)
        and bool(starts)
        and starts[0].kind == "none"
        and package.definition.elements[_start(package)].form_id is not None
    )


def _start(package: Package) -> str:
    return package.definition.starts[0].element_id


def _kinds(package: Package) -> list[Kind]:
    name, by = (
        package.definition.name,
        package.definition.elements[_start(package)].properties.get(PREFILL_BY),
    )
    form = start_form(package, by_clerk=True)
    field = next((one for one in form.walk() if one.key == by and one.options), None) if by else None
    if field is None or field.options is None:
        return [Kind(package.process_id, name, "", name)]
    return [Kind(package.process_id, name, str(one.value), one.label) for one in field.options]


def _prefilled(
    runtime: Runtime, tx: Connection, package: Package, chosen: Mapping[str, str]
) -> dict[str, Any]:
    properties = package.definition.elements[_start(package)].properties
    decision_id, by = properties.get(PREFILL), properties.get(PREFILL_BY)
    value = chosen.get(by or "")
    if decision_id is None or by is None or not value:
        return {}
    found = (
        package.decisions[decision_id]
        .evaluate(decision_id, {by: value}, env=feel_environment(runtime, tx))
        .native()
    )
    return {by: value, **found} if isinstance(found, dict) else {}
