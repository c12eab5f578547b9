"""`/v2/element-instances`: the stays of tokens at the elements of a drawing."""

from typing import Any

from flask import Blueprint

from app.api.v2.incidents import INCIDENT, INCIDENT_FIELDS, incident_answer
from app.api.v2.moments import written
from app.api.v2.operation import Operation, body, operation, search_of
from app.api.v2.searches import FLAG, KEY, MOMENT, TEXT, choice, page_answer, search_shape, wanted_in
from app.api.v2.shapes import (
    TENANT,
    flag,
    key,
    moment,
    named,
    one_of,
    optional,
    record,
    tenant,
    text,
)
from app.cases.interface.elements import KINDS, PassedElement, read_element, search_elements
from app.cases.interface.incidents import search_incidents
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_elements", __name__, url_prefix="/v2/element-instances")

_STATES = ("ACTIVE", "COMPLETED", "TERMINATED")
_ELEMENT = named(
    record(
        {
            "processDefinitionId": optional(text()),
            "startDate": moment(),
            "endDate": optional(moment()),
            "elementId": text(),
            "elementName": text(),
            "type": one_of(*KINDS.values(), "EVENT_SUB_PROCESS", "UNKNOWN"),
            "state": one_of(*_STATES),
            "hasIncident": flag(),
            "tenantId": tenant(),
            "elementInstanceKey": key(),
            "processInstanceKey": key(),
            "rootProcessInstanceKey": optional(key()),
            "processDefinitionKey": optional(key()),
            "incidentKey": optional(key()),
        }
    ),
    "ElementInstanceResult",
)
_FIELDS = {
    "elementInstanceKey": KEY,
    "elementId": TEXT,
    "state": choice(*_STATES),
    "startDate": MOMENT,
    "endDate": MOMENT,
    "hasIncident": FLAG,
    "incidentKey": KEY,
    "processInstanceKey": KEY,
    "processDefinitionKey": KEY,
    "processDefinitionId": TEXT,
}


@blueprint.post("/search")
@access("case.search")
@operation(
    search_of(
        "searchElementInstances", "Search stays at elements", search_shape(_FIELDS, groups=True), _ELEMENT
    )
)
def search() -> dict[str, Any]:
    """Search stays at elements."""
    found, items = search_elements(current_runtime(), current_actor(), wanted_in(body(), _FIELDS))
    return page_answer(found, [_answer(one) for one in items])


@blueprint.get("/<key:element_key>")
@access("case.read")
@operation(Operation("getElementInstance", "Read a stay at an element", answers={200: _ELEMENT}))
def show(element_key: int) -> dict[str, Any]:
    """Read a stay at an element."""
    return _answer(read_element(current_runtime(), current_actor(), element_key))


@blueprint.post("/<key:element_key>/incidents/search")
@access("case.read", "incident.read")
@operation(
    search_of(
        "searchElementInstanceIncidents",
        "Search the incidents of a stay",
        search_shape(INCIDENT_FIELDS),
        INCIDENT,
    )
)
def incidents(element_key: int) -> dict[str, Any]:
    """Search the incidents of a stay."""
    wanted = wanted_in(body(), INCIDENT_FIELDS)
    found, items = search_incidents(current_runtime(), current_actor(), wanted, element_key=element_key)
    return page_answer(found, [incident_answer(one) for one in items])


def _answer(one: PassedElement) -> dict[str, Any]:
    return {
        "processDefinitionId": one.process_id,
        "startDate": written(one.entered_at),
        "endDate": written(one.left_at),
        "elementId": one.element_id,
        "elementName": one.name,
        "type": one.kind,
        "state": one.state,
        "hasIncident": one.incident_key is not None,
        "tenantId": TENANT,
        "elementInstanceKey": str(one.key),
        "processInstanceKey": str(one.instance_key),
        "rootProcessInstanceKey": str(one.instance_key),
        "processDefinitionKey": str(one.definition_key),
        "incidentKey": str(one.incident_key) if one.incident_key else None,
    }
