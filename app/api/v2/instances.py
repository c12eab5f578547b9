"""`/v2/process-instances`: start a case, wait for its result, find it, end it."""

from time import monotonic, sleep
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.definitions import COUNTS, counts_answer
from app.api.v2.moments import written
from app.api.v2.operation import Operation, body, json_answer, nothing, operation, search_of
from app.api.v2.searches import key_in, page_answer
from app.api.v2.shapes import (
    TENANT,
    Shape,
    anything,
    either,
    flag,
    key,
    list_of,
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
from app.api.v2.variable_filter import instance_search_shape, instances_wanted
from app.cases.casebook.cancel_case import cancel_case
from app.cases.interface.instances import Instance, read_instance, search_instances
from app.cases.interface.read_definitions import count_elements
from app.cases.interface.start_instance import Start, StartedInstance, result_of, start_instance
from app.edge import access, current_actor, current_runtime
from app.edge.errors import answer
from app.text import text as say

blueprint = Blueprint("v2_instances", __name__, url_prefix="/v2/process-instances")

STATES = ("ACTIVE", "COMPLETED", "SUSPENDED", "TERMINATED")
LONGEST_WAIT_SECONDS = 60
_LOOK_EVERY_SECONDS = 0.1
_CANCELED = "由接口终止"
_NONE_YET = list_of(anything(), most=0)
_COMMON: dict[str, Shape] = {
    "variables": anything(),
    "tenantId": tenant(),
    "operationReference": whole(1),
    # starting or ending at a chosen element is not offered
    "startInstructions": _NONE_YET,
    "runtimeInstructions": _NONE_YET,
    "awaitCompletion": flag(),
    "fetchVariables": list_of(text(most=200)),
    "requestTimeout": whole(0, 600_000),
    "tags": list_of(text(most=100, least=1, pattern="^[A-Za-z][A-Za-z0-9_:.-]*$"), most=10),
    "businessId": text(most=255, least=1),
}
_START = either(
    record(
        {"processDefinitionId": text(most=120, least=1)},
        {
            "processDefinitionVersion": whole(-1, 2**31 - 1),
            "processDefinitionVersionTag": text(most=80),
            **_COMMON,
        },
    ),
    record({"processDefinitionKey": key()}, {"processDefinitionVersion": whole(-1, 2**31 - 1), **_COMMON}),
)
_STARTED = record(
    {
        "processDefinitionId": text(),
        "processDefinitionVersion": whole(1),
        "tenantId": tenant(),
        "variables": anything(),
        "processDefinitionKey": key(),
        "processInstanceKey": key(),
        "tags": list_of(text()),
        "businessId": optional(text()),
    }
)
_INSTANCE = named(
    record(
        {
            "processDefinitionId": text(),
            "processDefinitionName": optional(text()),
            "processDefinitionVersion": whole(1),
            "processDefinitionVersionTag": optional(text()),
            "startDate": moment(),
            "endDate": optional(moment()),
            "state": one_of(*STATES),
            "suspendedDate": optional(moment()),
            "hasIncident": flag(),
            "tenantId": tenant(),
            "processInstanceKey": key(),
            "processDefinitionKey": key(),
            "parentProcessInstanceKey": optional(key()),
            "parentElementInstanceKey": optional(key()),
            "rootProcessInstanceKey": optional(key()),
            "tags": list_of(text()),
            "businessId": optional(text()),
        }
    ),
    "ProcessInstanceResult",
)
REFERENCE = members({"operationReference": whole(1)})


@blueprint.post("")
@access("case.start")
@operation(
    Operation(
        "createProcessInstance",
        "Start a case; with awaitCompletion the answer comes when it has ended",
        body=_START,
        answers={200: _STARTED},
        refusals=(400, 401, 403, 404, 409, 413, 415, 429, 504),
    )
)
def create() -> dict[str, Any] | Response:
    """Start a case."""
    asked = body()
    definition_key = asked.get("processDefinitionKey")
    start = Start(
        process_id=asked.get("processDefinitionId"),
        definition_key=key_in(definition_key) if definition_key is not None else None,
        version=asked.get("processDefinitionVersion"),
        version_tag=asked.get("processDefinitionVersionTag"),
        variables=asked.get("variables"),
        business_id=asked.get("businessId"),
        tags=asked.get("tags") or (),
    )
    started = start_instance(current_runtime(), current_actor(), start)
    result: dict[str, Any] | None = {}
    if asked.get("awaitCompletion"):
        result = _wait(started.key, asked.get("requestTimeout") or 10_000)
        if result is None:
            return answer(504, say("流程在等待的时间内没有结束；它仍在运行。"))
        wanted = asked.get("fetchVariables") or None
        result = {name: value for name, value in result.items() if wanted is None or name in wanted}
    return _started(started, start, result or {})


@blueprint.post("/search")
@access("case.search")
@operation(search_of("searchProcessInstances", "Search cases", instance_search_shape(), _INSTANCE))
def search() -> dict[str, Any]:
    """Search cases."""
    found, items = search_instances(current_runtime(), current_actor(), instances_wanted(body()))
    return page_answer(found, [_answer(one) for one in items])


@blueprint.get("/<key:instance_key>")
@access("case.read")
@operation(Operation("getProcessInstance", "Read a case", answers={200: _INSTANCE}))
def show(instance_key: int) -> dict[str, Any]:
    """Read a case."""
    return _answer(read_instance(current_runtime(), current_actor(), instance_key))


@blueprint.get("/<key:instance_key>/call-hierarchy")
@access("case.read")
@operation(
    Operation(
        "getProcessInstanceCallHierarchy",
        "List the cases that called this one: a called process runs inside the case",
        answers={200: list_of(anything())},
    )
)
def call_hierarchy(instance_key: int) -> Response:
    """Say that a case has no callers."""
    read_instance(current_runtime(), current_actor(), instance_key)
    return json_answer([])


@blueprint.get("/<key:instance_key>/statistics/element-instances")
@access("case.search")
@operation(
    Operation("getProcessInstanceStatistics", "Count the tokens of a case by element", answers={200: COUNTS})
)
def statistics(instance_key: int) -> dict[str, Any]:
    """Count the tokens of a case by element."""
    read_instance(current_runtime(), current_actor(), instance_key)
    return counts_answer(count_elements(current_runtime(), current_actor(), instance_key=instance_key))


@blueprint.post("/<key:instance_key>/cancellation")
@access("case.cancel")
@operation(
    Operation(
        "cancelProcessInstance",
        "End a case",
        body=optional(REFERENCE),
        body_needed=False,
        answers={204: None},
    )
)
def cancel(instance_key: int) -> Response:
    """End a case: open tasks, timers and work end with it."""
    cancel_case(current_runtime(), current_actor(), instance_key, _CANCELED)
    return nothing()


def _wait(key_: int, milliseconds: int) -> dict[str, Any] | None:
    until = monotonic() + min(milliseconds / 1000, LONGEST_WAIT_SECONDS)
    while True:
        found = result_of(current_runtime(), current_actor(), key_)
        if found is not None or monotonic() >= until:
            return found
        sleep(_LOOK_EVERY_SECONDS)


def _started(started: StartedInstance, start: Start, variables: dict[str, Any]) -> dict[str, Any]:
    return {
        "processDefinitionId": started.process_id,
        "processDefinitionVersion": started.version,
        "tenantId": TENANT,
        "variables": variables,
        "processDefinitionKey": str(started.definition_key),
        "processInstanceKey": str(started.key),
        "tags": list(start.tags),
        "businessId": start.business_id,
    }


def _answer(one: Instance) -> dict[str, Any]:
    return {
        "processDefinitionId": one.process_id,
        "processDefinitionName": one.process_name,
        "processDefinitionVersion": one.version,
        "processDefinitionVersionTag": one.version_tag,
        "startDate": written(one.started_at),
        "endDate": written(one.ended_at),
        "state": one.state,
        "suspendedDate": written(one.suspended_at),
        "hasIncident": one.has_incident,
        "tenantId": TENANT,
        "processInstanceKey": str(one.key),
        "processDefinitionKey": str(one.definition_key),
        "parentProcessInstanceKey": None,
        "parentElementInstanceKey": None,
        "rootProcessInstanceKey": str(one.key),
        "tags": list(one.tags),
        "businessId": one.business_id,
    }
