"""Read what a process says about its cases: title, number series, applicant, search words (`case.*`).

docs/reference/case-properties.md lists them; a new process needs no Python.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.cases.moving.expressions import evaluate_date, evaluate_text
from app.catalog.package import Package
from app.feel import Environment
from app.runtime import Runtime

_TITLE_LENGTH = 120


class PropertyReader:
    """Evaluate the `case.*` properties of a process over submitted values."""

    def __init__(
        self,
        properties: Mapping[str, str],
        values: Mapping[str, Any],
        environment: Environment,
        *,
        untitled: str = "",
    ) -> None:
        self._properties = properties
        self._values = values
        self._environment = environment
        # what a case is called whose drawing says nothing of titles
        self._untitled = untitled

    def text(self, name: str) -> str | None:
        """Return a property (FEEL or plain text) as text."""
        return evaluate_text(self._properties.get(name), self._values, self._environment)

    def day(self, name: str) -> date | None:
        """Return a property as a local day."""
        return evaluate_date(self._properties.get(name), self._values, self._environment)

    def field(self, name: str) -> str | None:
        """Return the submitted value of the field whose key the property names."""
        value = self._values.get(self._properties.get(name, ""))
        return str(value).strip() or None if value is not None else None

    def title(self) -> str:
        """Return the title, cut to 120 characters."""
        return (self.text("case.title") or self._untitled).strip()[:_TITLE_LENGTH] or "（无标题）"

    def searchable(self, number: str) -> str:
        """Return the text under which the case is found: number, title and the fields the process names."""
        keys = (self._properties.get("case.search") or "").split()
        return " ".join([number, self.title(), *(str(self._values.get(key) or "") for key in keys)])

    def subject_digest(self) -> str | None:
        """Return the digest by which the same matter is recognised: SHA-256 over the named fields, blanks apart."""
        keys = (self._properties.get("case.subject") or "").split()
        parts = ["".join(str(self._values.get(key) or "").split()) for key in keys]
        if not any(parts):
            return None
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def case_row(
    runtime: Runtime,
    actor: Actor,
    package: Package,
    reader: PropertyReader,
    *,
    key: int,
    number: str,
    received_on: date,
) -> dict[str, Any]:
    """Return the instance row of a new case: personal data encrypted, the phone and ID findable exactly."""

    def sealed(value: str | None, column: str) -> str | None:
        return runtime.keys.encrypt_optional(value, table="instance", column=column, key=key)

    def index(value: str | None, purpose: str) -> str | None:
        return runtime.keys.blind_index(value, purpose=purpose) if value else None

    phone, id_number = reader.field("case.applicant.phone"), reader.field("case.applicant.id")
    own = actor.kind == "citizen"
    return {
        "key": key,
        "definition_key": package.key,
        "process_id": package.process_id,
        "number": number,
        "title": reader.title(),
        "channel": reader.text("case.channel") or "web",
        "unit": reader.text("case.unit"),
        "intake_unit": actor.unit if actor.kind == "staff" else reader.text("case.intake_unit"),
        "restricted": False,
        "actor_key": actor.account_key,
        "applicant_key": actor.account_key if own else None,
        "applicant_kind": reader.field("case.applicant.kind") or "person",
        "applicant_name": sealed(reader.field("case.applicant.name") or "—", "applicant_name"),
        "applicant_phone": sealed(phone, "applicant_phone"),
        "applicant_phone_index": index(phone, "phone"),
        "applicant_id": sealed(id_number, "applicant_id"),
        "applicant_id_index": index(id_number, "id"),
        "applicant_email": sealed(reader.field("case.applicant.email"), "applicant_email"),
        "agent_name": sealed(reader.field("case.agent.name"), "agent_name"),
        "beneficiary_name": sealed(reader.field("case.beneficiary.name"), "beneficiary_name"),
        "subject_digest": reader.subject_digest(),
        "received_on": received_on,
    }
