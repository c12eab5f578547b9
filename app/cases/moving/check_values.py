"""Hold what is sent against a decision of the package before the step is done (property `check`).

The rules stand in a decision table that an office can read and change; each row that matches is a problem at
its field (docs/decisions/100).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from app import forms
from app.cases.moving.environment import feel_environment
from app.cases.moving.site_values import relations
from app.cases.moving.submissions import plain_values
from app.catalog.package import Package
from app.runtime import Runtime
from app.text import Text

CHECK = "check"


def checked(
    runtime: Runtime,
    tx: Connection,
    package: Package,
    element_id: str,
    submission: forms.Submission,
    *,
    known: Mapping[str, Any],
) -> forms.Submission:
    """Return the reading of a post with what the element's decision finds wrong in it.

    `known` are the values before; several problems of one field are all told. An unfinished post is not judged.
    """
    element = package.definition.elements.get(element_id)
    decision_id = element.properties.get(CHECK) if element is not None else None
    if decision_id is None or submission.action != "submit":
        return submission
    values: dict[str, Any] = {**known, **plain_values(submission.values)}
    values["before"] = {name: known.get(name) for name in submission.values}
    model, organ = package.decisions[decision_id], values.get("organ")
    if organ and "relations" in model.inputs_of(decision_id):
        values["relations"] = relations(tx, str(organ))
    found = model.evaluate(decision_id, values, env=feel_environment(runtime, tx))
    errors = dict(submission.errors)
    for problem in found.native() or ():
        field = str(problem["field"])
        errors[field] = (*errors.get(field, ()), Text("%(said)s", {"said": problem["message"]}))
    return replace(submission, errors=errors)
