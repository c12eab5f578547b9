"""Acts on a running case beside its drawing: moved to another step or version, suspended, resumed."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.operation import Operation, body, nothing, operation
from app.api.v2.searches import key_in
from app.api.v2.shapes import anything, either, key, list_of, one_of, optional, record, text, whole
from app.cases.interface.move_case import Step, migrate_to, move_case
from app.cases.operations.suspend import resume_case, suspend_case
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_moves", __name__, url_prefix="/v2/process-instances")

_REASON = "由接口挂起"
_NONE = list_of(anything(), most=0)
_SOURCE = either(
    record({"sourceElementId": text(most=200, least=1)}, {"sourceType": one_of("byId")}),
    record({"sourceElementInstanceKey": key()}, {"sourceType": one_of("byKey")}),
)
_MOVE = record(
    {"sourceElementInstruction": _SOURCE, "targetElementId": text(most=200, least=1)},
    {"ancestorScopeInstruction": optional(anything()), "variableInstructions": _NONE},
)
_MODIFICATION = record(
    {"moveInstructions": {**list_of(_MOVE, most=1), "minItems": 1}},
    # a token is only ever moved: one that is added or taken away alone would leave the case inconsistent
    {"activateInstructions": _NONE, "terminateInstructions": _NONE, "operationReference": whole(1)},
)
_MAPPING = record({"sourceElementId": text(most=200), "targetElementId": text(most=200)})
_MIGRATION = record(
    {"targetProcessDefinitionKey": key(), "mappingInstructions": list_of(_MAPPING)},
    {"operationReference": whole(1)},
)
_REFERENCE = optional(record({}, {"operationReference": whole(1)}))


@blueprint.post("/<key:instance_key>/modification")
@access("case.jump")
@operation(
    Operation(
        "modifyProcessInstance",
        "Move a case from an open task to another step",
        body=_MODIFICATION,
        answers={204: None},
    )
)
def modify(instance_key: int) -> Response:
    """Move a case from an open task to another step."""
    for one in body()["moveInstructions"]:
        move_case(current_runtime(), current_actor(), instance_key, _step(one))
    return nothing()


@blueprint.post("/<key:instance_key>/migration")
@access("process.migrate")
@operation(
    Operation(
        "migrateProcessInstance",
        "Move a case to another version of its process",
        body=_MIGRATION,
        answers={204: None},
    )
)
def migrate(instance_key: int) -> Response:
    """Move a case to another version of its process."""
    asked = body()
    mapping = {one["sourceElementId"]: one["targetElementId"] for one in asked["mappingInstructions"]}
    target = key_in(asked["targetProcessDefinitionKey"])
    migrate_to(current_runtime(), current_actor(), instance_key, target, mapping)
    return nothing()


@blueprint.post("/<key:instance_key>/suspension")
@access("case.suspend")
@operation(
    Operation(
        "suspendProcessInstance", "Suspend a case", body=_REFERENCE, body_needed=False, answers={204: None}
    )
)
def suspend(instance_key: int) -> Response:
    """Suspend a case."""
    suspend_case(current_runtime(), current_actor(), instance_key, reason=_REASON)
    return nothing()


@blueprint.post("/<key:instance_key>/resumption")
@access("case.suspend")
@operation(
    Operation(
        "resumeProcessInstance",
        "Let a suspended case go on",
        body=_REFERENCE,
        body_needed=False,
        answers={204: None},
    )
)
def resume(instance_key: int) -> Response:
    """Let a suspended case go on."""
    resume_case(current_runtime(), current_actor(), instance_key)
    return nothing()


def _step(asked: dict[str, Any]) -> Step:
    source = asked["sourceElementInstruction"]
    element_key = source.get("sourceElementInstanceKey")
    return Step(
        to=asked["targetElementId"],
        element_id=source.get("sourceElementId"),
        element_key=key_in(element_key) if element_key else None,
    )
