"""Show phone, ID number and address of a case in the clear: to those who work on it, with a reason, on record."""

from dataclasses import dataclass

from app import forms
from app.access.actor import Actor
from app.cases.casebook.read_case import sealed
from app.cases.moving.environment import feel_environment
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_text
from app.cases.moving.submissions import read_values
from app.cases.record.audit_access import record_access
from app.catalog.resolve import resolve_package
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances


@dataclass(frozen=True)
class ClearData:
    """Hold the personal data of a case in the clear; it is shown once and kept nowhere."""

    name: str
    phone: str | None
    id_number: str | None
    email: str | None
    answers: tuple[forms.AnswerRow, ...]


def unmask(runtime: Runtime, actor: Actor, key: int, reason: str, *, locale: str) -> ClearData:
    """Return a case's personal data in the clear and record who wanted them and why.

    Raises InvalidError without a reason, NotFoundError or ForbiddenError as the policy says. The look is
    written before anything is shown; the applicant reads it in "who looked at my case".
    """
    with runtime.transaction() as tx:
        head, _facts = get_case(tx, actor, key, action="sensitive.unmask")
        why = required_text(reason, "reason")
        append_event(runtime, tx, key, actor=actor, action="case.unmasked", payload={"reason": why})
        sent = instances.submissions_of(tx, key)
        rows: tuple[forms.AnswerRow, ...] = ()
        if sent:
            package = resolve_package(runtime, tx, head.definition_key)
            newest = next((row for row in reversed(sent) if row.element_id == sent[0].element_id), sent[0])
            form = package.forms.get(newest.form_id)
            if form is not None:
                shown = forms.check_answers(
                    form, read_values(runtime, newest), locale, env=feel_environment(runtime, tx)
                )
                rows = tuple(row for row in shown if row.sensitive and row.answer)
        found = ClearData(
            sealed(runtime, head, "applicant_name") or "",
            sealed(runtime, head, "applicant_phone"),
            sealed(runtime, head, "applicant_id"),
            sealed(runtime, head, "applicant_email"),
            rows,
        )
    record_access(runtime, actor, key, purpose="unmask", reason=why)
    return found
