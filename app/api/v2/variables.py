"""`/v2/variables`, and the variables that a user task sees: those of its case."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.api.v2.operation import Operation, body, nothing, operation
from app.api.v2.searches import KEY, TEXT, Field, page_answer, search_shape, wanted_in
from app.api.v2.shapes import (
    TENANT,
    anything,
    flag,
    key,
    named,
    one_of,
    optional,
    page_of,
    record,
    tenant,
    text,
    whole,
)
from app.cases.interface.variables import (
    Variable,
    read_variable,
    search_task_variables,
    search_variables,
    set_variables,
)
from app.edge import access, current_actor, current_runtime
from app.store.searching import Found

blueprint = Blueprint("v2_variables", __name__, url_prefix="/v2")

_LONG = text(most=10_000_000)
_COMMON = {
    "value": _LONG,
    "name": text(),
    "tenantId": tenant(),
    "variableKey": key(),
    "scopeKey": key(),
    "processInstanceKey": key(),
    "rootProcessInstanceKey": optional(key()),
}
_VARIABLE = named(record(_COMMON), "VariableResult")
_FOUND = named(record({**_COMMON, "isTruncated": flag()}), "VariableSearchResult")
_FIELDS = {
    "name": TEXT,
    "value": TEXT,
    "processInstanceKey": KEY,
    "scopeKey": KEY,
    "variableKey": Field("key", sortable=False),
}
_TASK_FIELDS = {"name": TEXT, "value": TEXT}
_CUT = {"truncateValues": one_of("true", "false")}


@blueprint.post("/variables/search")
@access("case.search")
@operation(
    Operation(
        "searchVariables",
        "Search variables of cases",
        body=search_shape(_FIELDS),
        body_needed=False,
        query=_CUT,
        answers={200: page_of(_FOUND)},
    )
)
def search() -> dict[str, Any]:
    """Search variables of cases."""
    found, items = search_variables(current_runtime(), current_actor(), wanted_in(body(), _FIELDS))
    return _page(found, items)


@blueprint.get("/variables/<variable_key>")
@access("case.read")
@operation(Operation("getVariable", "Read a variable", answers={200: _VARIABLE}))
def show(variable_key: str) -> dict[str, Any]:
    """Read a variable."""
    wanted = (
        int(variable_key)
        if variable_key.isascii() and variable_key.isdigit() and len(variable_key) < 25
        else 0
    )
    one = read_variable(current_runtime(), current_actor(), wanted)
    return {**_answer(one), "value": one.value}


@blueprint.post("/user-tasks/<key:task_key>/variables/search")
@access("task.read")
@operation(
    Operation(
        "searchUserTaskVariables",
        "Search the variables a task sees",
        body=search_shape(_TASK_FIELDS),
        body_needed=False,
        query=_CUT,
        answers={200: page_of(_FOUND)},
    )
)
def of_task(task_key: int) -> dict[str, Any]:
    """Search the variables a task sees."""
    wanted = wanted_in(body(), _TASK_FIELDS)
    return _page(*search_task_variables(current_runtime(), current_actor(), task_key, wanted))


@blueprint.post("/user-tasks/<key:task_key>/effective-variables/search")
@access("task.read")
@operation(
    Operation(
        "searchUserTaskEffectiveVariables",
        "Search the variables a task sees",
        body=search_shape(_TASK_FIELDS),
        body_needed=False,
        query=_CUT,
        answers={200: page_of(_FOUND)},
    )
)
def effective(task_key: int) -> dict[str, Any]:
    """Search the variables a task sees; there are none that hide others."""
    wanted = wanted_in(body(), _TASK_FIELDS)
    return _page(*search_task_variables(current_runtime(), current_actor(), task_key, wanted))


@blueprint.put("/element-instances/<key:element_key>/variables")
@access("case.migrate")
@operation(
    Operation(
        "createElementInstanceVariables",
        "Set variables of a case",
        # variables of a single element are not kept apart
        body=record(
            {"variables": anything()},
            {"local": {"type": "boolean", "enum": [False]}, "operationReference": whole(1)},
        ),
        answers={204: None},
    )
)
def put(element_key: int) -> Response:
    """Set variables of a case."""
    set_variables(current_runtime(), current_actor(), element_key, body()["variables"])
    return nothing()


def _page(found: Found, items: list[Variable]) -> dict[str, Any]:
    whole_values = request.args.get("truncateValues") == "false"
    answers = []
    for one in items:
        value, cut = (one.value, False) if whole_values else one.cut()
        answers.append({**_answer(one), "value": value, "isTruncated": cut})
    return page_answer(found, answers)


def _answer(one: Variable) -> dict[str, Any]:
    return {
        "name": one.name,
        "tenantId": TENANT,
        "variableKey": str(one.key),
        "scopeKey": str(one.instance_key),
        "processInstanceKey": str(one.instance_key),
        "rootProcessInstanceKey": str(one.instance_key),
    }
