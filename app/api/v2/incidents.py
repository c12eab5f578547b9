"""`/v2/incidents`, and the incidents of a case: what stopped, why, and trying it again."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.moments import written
from app.api.v2.operation import Operation, body, nothing, operation, search_of
from app.api.v2.searches import KEY, MOMENT, TEXT, choice, page_answer, search_shape, wanted_in
from app.api.v2.shapes import (
    TENANT,
    key,
    members,
    moment,
    named,
    one_of,
    optional,
    record,
    tenant,
    text,
    whole,
)
from app.cases.interface.incidents import (
    ERROR_TYPES,
    FoundIncident,
    read_found_incident,
    resolve,
    search_incidents,
)
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_incidents", __name__, url_prefix="/v2")

_STATES = ("ACTIVE", "RESOLVED", "MIGRATED", "PENDING", "UNKNOWN")
INCIDENT = named(
    record(
        {
            "processDefinitionId": text(),
            "errorType": one_of(*ERROR_TYPES),
            "errorMessage": text(most=100_000),
            "elementId": text(),
            "creationTime": moment(),
            "state": one_of(*_STATES),
            "tenantId": tenant(),
            "incidentKey": key(),
            "processDefinitionKey": key(),
            "processInstanceKey": key(),
            "rootProcessInstanceKey": optional(key()),
            "elementInstanceKey": key(),
            "jobKey": optional(key()),
        }
    ),
    "IncidentResult",
)
INCIDENT_FIELDS = {
    "incidentKey": KEY,
    "processDefinitionId": TEXT,
    "processDefinitionKey": KEY,
    "processInstanceKey": KEY,
    "errorType": choice(*ERROR_TYPES),
    "errorMessage": TEXT,
    "elementId": TEXT,
    "elementInstanceKey": KEY,
    "creationTime": MOMENT,
    "state": choice(*_STATES),
    "jobKey": KEY,
}
_SEARCH = search_shape(INCIDENT_FIELDS)


@blueprint.post("/incidents/search")
@access("incident.read", "case.search")
@operation(search_of("searchIncidents", "Search incidents", _SEARCH, INCIDENT))
def search() -> dict[str, Any]:
    """Search incidents."""
    wanted = wanted_in(body(), INCIDENT_FIELDS)
    found, items = search_incidents(current_runtime(), current_actor(), wanted)
    return page_answer(found, [incident_answer(one) for one in items])


@blueprint.get("/incidents/<key:incident_key>")
@access("incident.read", "case.read")
@operation(Operation("getIncident", "Read an incident", answers={200: INCIDENT}))
def show(incident_key: int) -> dict[str, Any]:
    """Read an incident."""
    return incident_answer(read_found_incident(current_runtime(), current_actor(), incident_key))


@blueprint.post("/incidents/<key:incident_key>/resolution")
@access("incident.retry")
@operation(
    Operation(
        "resolveIncident",
        "Try again what stopped",
        body=optional(members({"operationReference": whole(1)})),
        body_needed=False,
        answers={204: None},
    )
)
def retry(incident_key: int) -> Response:
    """Try again what stopped."""
    resolve(current_runtime(), current_actor(), incident_key)
    return nothing()


@blueprint.post("/process-instances/<key:instance_key>/incidents/search")
@access("incident.read", "case.read")
@operation(search_of("searchProcessInstanceIncidents", "Search the incidents of a case", _SEARCH, INCIDENT))
def of_case(instance_key: int) -> dict[str, Any]:
    """Search the incidents of a case."""
    wanted = wanted_in(body(), INCIDENT_FIELDS)
    found, items = search_incidents(current_runtime(), current_actor(), wanted, instance_key=instance_key)
    return page_answer(found, [incident_answer(one) for one in items])


def incident_answer(one: FoundIncident) -> dict[str, Any]:
    """Return an incident as the clients read it."""
    return {
        "processDefinitionId": one.process_id,
        "errorType": one.error_type,
        "errorMessage": one.message,
        "elementId": one.element_id,
        "creationTime": written(one.raised_at),
        "state": one.state,
        "tenantId": TENANT,
        "incidentKey": str(one.key),
        "processDefinitionKey": str(one.definition_key),
        "processInstanceKey": str(one.instance_key),
        "rootProcessInstanceKey": str(one.instance_key),
        "elementInstanceKey": str(one.element_key),
        "jobKey": str(one.job_key) if one.job_key else None,
    }
