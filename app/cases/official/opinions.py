"""Who said what about a document, in the words of the drawing (`official.opinion`): name, unit, opinion, full date.

The submissions themselves are the record; nothing is copied (条例 22: 签署意见、姓名和完整日期).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.cases.moving.environment import feel_environment
from app.cases.moving.expressions import evaluate_text
from app.cases.moving.submissions import read_values
from app.catalog.package import Package
from app.runtime import Runtime
from app.store import instances, official, people

OPINION = "official.opinion"


@dataclass(frozen=True)
class Opinion:
    """Hold one opinion; `on_behalf_of` is the principal when a substitute gave it."""

    step: str
    name: str
    unit: str
    words: str
    at: datetime
    on_behalf_of: str


def opinions_of(runtime: Runtime, tx: Connection, package: Package, instance_key: int) -> tuple[Opinion, ...]:
    """Return the opinions given in a case, oldest first."""
    elements = package.definition.elements
    sent = [
        row
        for row in instances.submissions_of(tx, instance_key)
        if row.element_id in elements and OPINION in elements[row.element_id].properties
    ]
    keys = {key for row in sent for key in (row.submitted_by, row.on_behalf_of) if key}
    names, units = people.account_names(tx, keys), official.units_of_accounts(tx, keys)
    environment = feel_environment(runtime, tx)
    return tuple(
        Opinion(
            step=elements[row.element_id].name or row.element_id,
            name=names.get(row.submitted_by or 0, ""),
            unit=units.get(row.submitted_by or 0, ""),
            words=evaluate_text(
                elements[row.element_id].properties[OPINION], read_values(runtime, row), environment
            )
            or "",
            at=row.submitted_at,
            on_behalf_of=names.get(row.on_behalf_of or 0, ""),
        )
        for row in sent
    )
