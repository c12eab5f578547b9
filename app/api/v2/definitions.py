"""`/v2/process-definitions`: which processes there are, their drawings, start forms and figures."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.deployments import FORM, form_answer
from app.api.v2.operation import Operation, body, json_answer, nothing, operation, search_of
from app.api.v2.searches import KEY, TEXT, WHOLE, Field, choice, page_answer, search_shape, wanted_in
from app.api.v2.shapes import (
    TENANT,
    flag,
    key,
    list_of,
    members,
    named,
    one_of,
    optional,
    record,
    tenant,
    text,
    whole,
)
from app.cases.interface.read_definitions import (
    Definition,
    ElementCount,
    count_elements,
    read_definition,
    read_drawing_of,
    read_start_form,
    search_definitions,
)
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_definitions", __name__, url_prefix="/v2/process-definitions")

_STATES = ("ACTIVE", "DRAINING", "DELETED")
_DEFINITION = named(
    record(
        {
            "name": optional(text()),
            "resourceName": text(),
            "version": whole(1),
            "versionTag": optional(text()),
            "processDefinitionId": text(),
            "tenantId": tenant(),
            "processDefinitionKey": key(),
            "hasStartForm": flag(),
            "state": one_of(*_STATES),
        }
    ),
    "ProcessDefinitionResult",
)
_FIELDS = {
    "processDefinitionKey": KEY,
    "processDefinitionId": TEXT,
    "name": TEXT,
    "resourceName": TEXT,
    "version": WHOLE,
    "versionTag": TEXT,
    "state": choice(*_STATES),
    "isLatestVersion": Field("flag", sortable=False),
}
COUNTS = record(
    {
        "items": list_of(
            record(
                {
                    "elementId": text(),
                    "active": whole(0),
                    "canceled": whole(0),
                    "incidents": whole(0),
                    "completed": whole(0),
                }
            ),
            most=10_000,
        )
    }
)


@blueprint.post("/search")
@access("process.read")
@operation(
    search_of("searchProcessDefinitions", "Search process definitions", search_shape(_FIELDS), _DEFINITION)
)
def search() -> dict[str, Any]:
    """Search process definitions."""
    found, items = search_definitions(current_runtime(), current_actor(), wanted_in(body(), _FIELDS))
    return page_answer(found, [_answer(one) for one in items])


@blueprint.get("/<key:definition_key>")
@access("process.read")
@operation(Operation("getProcessDefinition", "Read a process definition", answers={200: _DEFINITION}))
def show(definition_key: int) -> dict[str, Any]:
    """Read a process definition."""
    return _answer(read_definition(current_runtime(), current_actor(), definition_key))


@blueprint.get("/<key:definition_key>/xml")
@access("process.read")
@operation(
    Operation("getProcessDefinitionXML", "Read the drawing as its author wrote it", answers={200: "text/xml"})
)
def xml(definition_key: int) -> Response:
    """Read the drawing as its author wrote it."""
    source = read_drawing_of(current_runtime(), current_actor(), definition_key)
    return Response(source, mimetype="text/xml")


@blueprint.get("/<key:definition_key>/form")
@access("process.read")
@operation(
    Operation("getStartProcessForm", "Read the form a process starts with", answers={200: FORM, 204: None})
)
def start_form(definition_key: int) -> Response:
    """Read the form a process starts with; nothing when it has none."""
    found = read_start_form(current_runtime(), current_actor(), definition_key)
    return json_answer(form_answer(found)) if found is not None else nothing()


@blueprint.post("/<key:definition_key>/statistics/element-instances")
@access("case.search")
@operation(
    Operation(
        "getProcessDefinitionStatistics",
        "Count tokens by element",
        body=members({"filter": optional(members({}))}),
        body_needed=False,
        answers={200: COUNTS},
    )
)
def statistics(definition_key: int) -> dict[str, Any]:
    """Count tokens by element, over the cases the client may find."""
    read_definition(current_runtime(), current_actor(), definition_key)
    counts = count_elements(current_runtime(), current_actor(), definition_key=definition_key)
    return counts_answer(counts)


def counts_answer(counts: list[ElementCount]) -> dict[str, Any]:
    """Return figures of elements as the clients read them."""
    items = [
        {
            "elementId": one.element_id,
            "active": one.active,
            "canceled": one.canceled,
            "incidents": one.incidents,
            "completed": one.completed,
        }
        for one in counts
    ]
    return {"items": items}


def _answer(one: Definition) -> dict[str, Any]:
    return {
        "name": one.name,
        "resourceName": one.file,
        "version": one.version,
        "versionTag": one.version_tag,
        "processDefinitionId": one.process_id,
        "tenantId": TENANT,
        "processDefinitionKey": str(one.key),
        "hasStartForm": one.has_start_form,
        "state": "DRAINING" if one.retired else "ACTIVE",
    }
