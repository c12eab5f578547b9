"""Divide one message into linked cases with numbers and terms of their own; the day of receipt stays (C2).

An accusation goes into a case of its own that nobody of the accused unit ever sees; the other parts carry
nothing of it, files included (`split_files`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row

from app import forms
from app.access.actor import Actor
from app.cases.casebook.cancel_case import end_case
from app.cases.casebook.split_files import (
    CHOICE,
    OPTIONS,
    PICKED,
    file_options,
    file_problems,
    inherit_files,
)
from app.cases.moving.complete import PostedForm
from app.cases.moving.environment import feel_environment
from app.cases.moving.form_errors import require_complete
from app.cases.moving.get_case import get_case
from app.cases.moving.start import Started, open_case, start_form
from app.cases.moving.submissions import plain_values, read_values
from app.catalog.package import Package
from app.catalog.resolve import newest_package, resolve_package
from app.errors import ConflictError, NotFoundError
from app.feel import Environment
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances, links, once
from app.text import text

FORM = "split"
"""The form of this act is `<process>.split`; its list is `parts`, its fields `part_<field of the start form>`."""
_OF_THE_ACCUSATION = ("accused_unit", "concerns_official")
_NOT_INHERITED = ("attachments", "reasons")


@dataclass(frozen=True)
class Split:
    """Hold the new cases with their 查询码 (shown once), and whether the first case ended with it."""

    parts: tuple[Started, ...]
    ended: bool
    repeated: bool = False


def read_split(
    runtime: Runtime, actor: Actor, key: int, data: PostedForm | None = None, *, locale: str
) -> forms.FormView:
    """Return the form of the act, empty or as posted; NotFoundError when the process has none."""
    with runtime.read() as tx:
        head, _facts = get_case(tx, actor, key, action="case.correct")
        form = _form(resolve_package(runtime, tx, head.definition_key))
        env = feel_environment(runtime, tx)
        known = {OPTIONS: file_options(tx, key)}
        if data is None:
            return forms.build_view(form, known, locale=locale, env=env)
        read = _read(form, data, env, known)
        errors = read.errors if read.action == "submit" else {}
        return forms.build_view(form, known | read.shown, errors=errors, locale=locale, env=env)


def split_case(
    runtime: Runtime, actor: Actor, key: int, data: PostedForm, *, token: str, end_original: bool
) -> Split:
    """Open one new case per part of the form, linked with the case at hand, which ends when all is divided.

    A repeated post of the same token changes nothing. Raises FormInvalidError with one message per field,
    ConflictError when the case is over, NotFoundError or ForbiddenError as the policy says.
    """
    with runtime.transaction() as tx:
        head, facts = get_case(tx, actor, key, action="case.correct")
        if once.used(tx, token) is not None:
            return Split((), ended=facts.ended, repeated=True)
        if facts.ended:
            raise ConflictError(text("此件已经办结，不能再拆分。"))
        form = _form(resolve_package(runtime, tx, head.definition_key))
        known = {OPTIONS: file_options(tx, key)}
        submission = _read(form, data, feel_environment(runtime, tx), known)
        require_complete(submission)
        values = plain_values(submission.values)
        reason = str(values.get("split_reason") or "")
        given = values.get("parts") or ()
        parts = tuple(_open_part(runtime, tx, actor, head, part) for part in given)
        for started, part in zip(parts, given, strict=True):
            inherit_files(runtime, tx, key, started.key, part, given)
        once.use(tx, token, str(key), runtime.clock.now())
        details = {"parts": [str(part.number) for part in parts]}
        moved = None
        if end_original:
            moved = end_case(
                runtime, tx, actor, head, outcome="split", reason=reason, action="case.split", **details
            )
        else:
            append_event(
                runtime, tx, key, actor=actor, action="case.split", payload={"reason": reason, **details}
            )
    if moved is not None:
        moved.keep()
    return Split(parts, ended=end_original)


def _read(form: forms.Form, data: PostedForm, env: Environment, known: Mapping[str, Any]) -> forms.Submission:
    read = forms.parse(form, data, values_before=known, env=env)
    problems = file_problems(read.values, has_files=bool(known[OPTIONS]))
    return replace(read, errors={**read.errors, **problems})


def _form(package: Package) -> forms.Form:
    form = package.forms.get(f"{package.process_id}.{FORM}")
    if form is None:
        raise NotFoundError(text("这类办件不能拆分。"))
    return form


def _open_part(
    runtime: Runtime, tx: Connection, actor: Actor, head: Row[Any], part: Mapping[str, Any]
) -> Started:
    package = newest_package(runtime, tx, head.process_id)
    sent = instances.submissions_of(tx, head.key)
    first = next((row for row in reversed(sent) if row.element_id == sent[0].element_id), None)
    values = part_values(read_values(runtime, first) if first is not None else {}, part)
    values["received_on"] = head.received_on.isoformat()
    values.setdefault("channel", head.channel)
    started = open_case(
        runtime,
        tx,
        actor,
        package,
        values,
        form_id=first.form_id if first is not None else start_form(package, by_clerk=True).id,
        preset={"split_from": head.number, "proposal_class": part.get("part_class")},
    )
    links.take_over_applicant(tx, started.key, head.applicant_key)
    instances.link_cases(tx, head.key, started.key, kind="split", note=None, at=runtime.clock.now())
    return started


def part_values(original: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the start values of a part: the person as in the message, the matter as the clerk excerpted it."""
    own = {name.removeprefix("part_"): value for name, value in part.items() if name.startswith("part_")}
    kind = own.pop("class", None)
    for name in (CHOICE, PICKED):
        own.pop(name.removeprefix("part_"), None)
    values = {name: value for name, value in original.items() if name not in _NOT_INHERITED}
    if kind != "accusation":
        values = {name: value for name, value in values.items() if name not in _OF_THE_ACCUSATION}
    return {**values, **own, "purpose": kind}
