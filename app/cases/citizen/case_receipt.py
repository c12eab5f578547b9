"""The receipt of a filed case: what was handed in, with personal data masked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app import forms
from app.access.actor import Actor
from app.cases.citizen.own_case import own_case
from app.cases.moving.environment import feel_environment
from app.cases.moving.submissions import read_values
from app.catalog.names import process_name
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.crypto import mask_address, mask_email, mask_name
from app.runtime import Runtime
from app.store import instances

_MASKS: Mapping[str, Callable[[str], str]] = {
    "case.applicant.name": mask_name,
    "case.applicant.address": mask_address,
    "case.applicant.email": mask_email,
    "case.agent.name": mask_name,
    "case.beneficiary.name": mask_name,
}


@dataclass(frozen=True)
class Receipt:
    """Hold what the receipt shows; `rows` are the answers with personal data masked."""

    key: int
    number: str
    title: str
    service: str
    filed_at: datetime
    rows: tuple[forms.AnswerRow, ...]


def read_case_receipt(
    runtime: Runtime, actor: Actor, number: str, locale: str, *, just_filed: bool = False
) -> Receipt:
    """Return the receipt of the actor's own case; raises NotFoundError for strangers.

    The answers are for the account whose case it is, and for the browser that has just filed it: whoever
    holds the 查询码 alone sees dates, documents and steps, not what was written.
    """
    with runtime.read() as tx:
        head = own_case(tx, actor, number)
        package = resolve_package(runtime, tx, head.definition_key)
        sent = next(iter(instances.submissions_of(tx, head.key)), None)
        form = package.forms.get(sent.form_id) if sent is not None else None
        rows: tuple[forms.AnswerRow, ...] = ()
        mine = actor.account_key is not None and actor.account_key in (head.applicant_key, head.actor_key)
        if sent is not None and form is not None and (mine or just_filed):
            found = forms.receipt_rows(
                form, read_values(runtime, sent), locale, env=feel_environment(runtime, tx)
            )
            masks = _masks(package)
            rows = tuple(_masked(row, masks) for row in found)
        return Receipt(
            head.key,
            head.number,
            head.title,
            process_name(package).in_language(locale),
            head.started_at,
            rows,
        )


def _masked(row: forms.AnswerRow, masks: Mapping[str, Callable[[str], str]]) -> forms.AnswerRow:
    """Return an answer with names and addresses hidden where the process says whose they are."""
    mask = masks.get(row.name)
    return replace(row, answer=tuple(mask(line) for line in row.answer)) if mask else row


def _masks(package: Package) -> dict[str, Callable[[str], str]]:
    """Return field key → mask of the fields that hold personal data by the process's own properties."""
    properties = package.definition.properties
    return {properties[name]: mask for name, mask in _MASKS.items() if name in properties}
