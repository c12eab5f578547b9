"""Withdraw a case: the citizen's message to a process that waits for it, until the opinion is given."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app import engine, forms
from app.access.actor import Actor
from app.cases.citizen.own_case import own_case
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.complete import PostedForm
from app.cases.moving.environment import feel_environment
from app.cases.moving.submissions import plain_values, store_submission
from app.catalog.resolve import resolve_package
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import instances
from app.text import text


@dataclass(frozen=True)
class WithdrawPage:
    """Hold the form that asks whether to withdraw."""

    number: str
    title: str
    view: forms.FormView


def read_withdraw(runtime: Runtime, actor: Actor, number: str, locale: str) -> WithdrawPage:
    """Return the form; raises ConflictError when the case can no longer be withdrawn."""
    with runtime.read() as tx:
        head = own_case(tx, actor, number, "case.withdraw")
        form = _form(runtime, tx, head, _waiting(runtime, tx, head))
        view = forms.build_view(form, {}, locale=locale, env=feel_environment(runtime, tx))
        return WithdrawPage(head.number, head.title, view)


def withdraw_case(
    runtime: Runtime, actor: Actor, number: str, data: PostedForm, locale: str
) -> WithdrawPage | None:
    """Withdraw the case, or return the page again with what is wrong in the post.

    Raises ConflictError when it can no longer be withdrawn, NotFoundError for strangers.
    """
    with runtime.transaction() as tx:
        head = own_case(tx, actor, number, "case.withdraw")
        waiting = _waiting(runtime, tx, head)
        form, env = _form(runtime, tx, head, waiting), feel_environment(runtime, tx)
        submission = forms.parse(form, data, env=env, locale=locale)
        if not submission.is_complete:
            view = forms.build_view(form, submission.shown, errors=submission.errors, locale=locale, env=env)
            return WithdrawPage(head.number, head.title, view)
        values = plain_values(submission.values)
        store_submission(
            runtime,
            tx,
            actor,
            values,
            instance_key=head.key,
            element_id=waiting.element_id,
            form_id=form.id,
        )
        cause = Cause(actor=actor, action="case.withdrawn", values=values, details={"message": waiting.name})
        name, key = waiting.name, waiting.correlation_key or ""
        moved = advance(
            runtime, tx, head, lambda live, env: engine.correlate(live, name, key, {}, env), cause
        )
    moved.keep()
    return None


def _waiting(runtime: Runtime, tx: Connection, head: Row[Any]) -> Row[Any]:
    """Return what the case waits for from its applicant: a message whose form the package has."""
    package = resolve_package(runtime, tx, head.definition_key)
    for row in instances.subscriptions_of(tx, head.key):
        if row.name in package.forms and row.name.endswith(".withdraw"):
            return row
    raise ConflictError(text("这件事已经作出处理意见或者已经办结，不能再撤回。"))


def _form(runtime: Runtime, tx: Connection, head: Row[Any], waiting: Row[Any]) -> forms.Form:
    return resolve_package(runtime, tx, head.definition_key).forms[waiting.name]
