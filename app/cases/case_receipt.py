"""The receipt of a filed case: what was handed in, with personal data masked."""

from dataclasses import dataclass
from datetime import datetime

from app import forms
from app.access.actor import Actor
from app.cases.environment import feel_environment
from app.cases.own_case import own_case
from app.cases.submissions import read_values
from app.catalog.resolve import resolve_package
from app.runtime import Runtime
from app.store import instances


@dataclass(frozen=True)
class Receipt:
    """Hold what the receipt shows; `rows` are the answers with personal data masked."""

    key: int
    number: str
    title: str
    service: str
    filed_at: datetime
    rows: tuple[forms.AnswerRow, ...]


def read_case_receipt(runtime: Runtime, actor: Actor, number: str, locale: str) -> Receipt:
    """Return the receipt of the actor's own case; raises NotFoundError for strangers."""
    with runtime.read() as tx:
        head = own_case(tx, actor, number)
        package = resolve_package(runtime, tx, head.definition_key)
        sent = next(iter(instances.submissions_of(tx, head.key)), None)
        form = package.forms.get(sent.form_id) if sent is not None else None
        rows: tuple[forms.AnswerRow, ...] = ()
        if sent is not None and form is not None:
            rows = forms.receipt_rows(
                form, read_values(runtime, sent), locale, env=feel_environment(runtime, tx)
            )
        english = package.definition.properties.get("name.en") if locale.startswith("en") else None
        return Receipt(
            head.key,
            head.number,
            head.title,
            english or package.definition.name,
            head.started_at,
            rows,
        )

