"""`/v2/batch-operations`: one act on many cases, each on its own, done by the worker."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.moments import written
from app.api.v2.operation import Operation, body, nothing, operation, search_of
from app.api.v2.searches import KEY, MOMENT, TEXT, choice, page_answer, search_shape, wanted_in
from app.api.v2.shapes import (
    Shape,
    anything,
    key,
    list_of,
    moment,
    named,
    one_of,
    optional,
    record,
    text,
    whole,
)
from app.api.v2.variable_filter import instance_search_shape, instances_wanted
from app.cases.interface.batches import (
    CANCEL,
    RESOLVE,
    Batch,
    cancel_batch,
    read_batch,
    resolve_incidents_of,
    search_batch_items,
    search_batches,
    start_batch,
)
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_batches", __name__, url_prefix="/v2")

_KINDS = (CANCEL, RESOLVE)
_STATES = ("ACTIVE", "CANCELED", "COMPLETED", "CREATED", "FAILED", "PARTIALLY_COMPLETED", "SUSPENDED")
_ITEM_STATES = ("ACTIVE", "CANCELED", "COMPLETED", "FAILED", "SKIPPED")
_FILTER: Shape = instance_search_shape()["properties"]["filter"]["anyOf"][0]
_ASKED = record({"filter": _FILTER}, {"operationReference": whole(1)})
_STARTED = record({"batchOperationKey": key(), "batchOperationType": one_of(*_KINDS)})
_BATCH = named(
    record(
        {
            "batchOperationKey": key(),
            "state": one_of(*_STATES),
            "batchOperationType": one_of(*_KINDS),
            "startDate": optional(moment()),
            "endDate": optional(moment()),
            "actorType": optional(one_of("CLIENT", "USER")),
            "actorId": optional(text()),
            "operationsTotalCount": whole(0),
            "operationsFailedCount": whole(0),
            "operationsCompletedCount": whole(0),
            "errors": list_of(anything(), most=0),
        }
    ),
    "BatchOperationResponse",
)
_ITEM = named(
    record(
        {
            "batchOperationKey": key(),
            "itemKey": key(),
            "processInstanceKey": optional(key()),
            "rootProcessInstanceKey": optional(key()),
            "state": one_of(*_ITEM_STATES),
            "processedDate": optional(moment()),
            "errorMessage": optional(text()),
            "operationType": one_of(*_KINDS),
        }
    ),
    "BatchOperationItemResponse",
)
_FIELDS = {
    "batchOperationKey": KEY,
    "operationType": choice(*_KINDS),
    "state": choice(*_STATES),
    "startDate": MOMENT,
    "endDate": MOMENT,
    "actorId": TEXT,
}
_ITEM_FIELDS = {
    "batchOperationKey": KEY,
    "itemKey": KEY,
    "processInstanceKey": KEY,
    "state": choice(*_ITEM_STATES),
    "operationType": choice(*_KINDS),
    "processedDate": MOMENT,
}


@blueprint.post("/process-instances/cancellation")
@access("case.cancel")
@operation(
    Operation(
        "cancelProcessInstancesBatchOperation",
        "End the cases of a search",
        body=_ASKED,
        answers={200: _STARTED},
    )
)
def cancel_all() -> dict[str, Any]:
    """End the cases of a search."""
    return _started(start_batch(current_runtime(), current_actor(), CANCEL, instances_wanted(body())), CANCEL)


@blueprint.post("/process-instances/incident-resolution")
@access("incident.retry")
@operation(
    Operation(
        "resolveIncidentsBatchOperation",
        "Try again what stopped in the cases of a search",
        body=_ASKED,
        answers={200: _STARTED},
    )
)
def resolve_all() -> dict[str, Any]:
    """Try again what stopped in the cases of a search."""
    key_ = start_batch(current_runtime(), current_actor(), RESOLVE, instances_wanted(body()))
    return _started(key_, RESOLVE)


@blueprint.post("/process-instances/<key:instance_key>/incident-resolution")
@access("incident.retry")
@operation(
    Operation("resolveProcessInstanceIncidents", "Try again what stopped in a case", answers={200: _STARTED})
)
def resolve_one(instance_key: int) -> dict[str, Any]:
    """Try again what stopped in a case."""
    return _started(resolve_incidents_of(current_runtime(), current_actor(), instance_key), RESOLVE)


@blueprint.post("/batch-operations/search")
@access("case.search")
@operation(search_of("searchBatchOperations", "Search one's own batches", search_shape(_FIELDS), _BATCH))
def search() -> dict[str, Any]:
    """Search one's own batches."""
    found, items = search_batches(current_runtime(), current_actor(), wanted_in(body(), _FIELDS))
    return page_answer(found, [_answer(one) for one in items])


@blueprint.get("/batch-operations/<key:batch_key>")
@access("case.search")
@operation(Operation("getBatchOperation", "Read how far a batch is", answers={200: _BATCH}))
def show(batch_key: int) -> dict[str, Any]:
    """Read how far a batch is."""
    return _answer(read_batch(current_runtime(), current_actor(), batch_key))


@blueprint.post("/batch-operations/<key:batch_key>/cancellation")
@access("case.search")
@operation(Operation("cancelBatchOperation", "Let a batch do nothing more", answers={204: None}))
def cancel(batch_key: int) -> Response:
    """Let a batch do nothing more."""
    cancel_batch(current_runtime(), current_actor(), batch_key)
    return nothing()


@blueprint.post("/batch-operation-items/search")
@access("case.search")
@operation(
    search_of(
        "searchBatchOperationItems", "Search what one's own batches did", search_shape(_ITEM_FIELDS), _ITEM
    )
)
def items() -> dict[str, Any]:
    """Search what one's own batches did."""
    found, rows = search_batch_items(current_runtime(), current_actor(), wanted_in(body(), _ITEM_FIELDS))
    return page_answer(found, [_item(row) for row in rows])


def _started(key_: int, kind: str) -> dict[str, Any]:
    return {"batchOperationKey": str(key_), "batchOperationType": kind}


def _answer(one: Batch) -> dict[str, Any]:
    return {
        "batchOperationKey": str(one.key),
        "state": one.state,
        "batchOperationType": one.kind,
        "startDate": written(one.started_at),
        "endDate": written(one.ended_at),
        "actorType": "USER" if one.login else None,
        "actorId": one.login,
        "operationsTotalCount": one.total,
        "operationsFailedCount": one.failed,
        "operationsCompletedCount": one.done,
        "errors": [],
    }


def _item(row: Any) -> dict[str, Any]:
    instance_key = str(row.instance_key) if row.instance_key else None
    return {
        "batchOperationKey": str(row.batch_key),
        "itemKey": str(row.item_key),
        "processInstanceKey": instance_key,
        "rootProcessInstanceKey": instance_key,
        "state": row.state,
        "processedDate": written(row.done_at),
        "errorMessage": row.error,
        "operationType": row.kind,
    }
