"""`/v2/jobs`: programs take outside work, finish it, give it back, or report a business error."""

from datetime import timedelta
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.job_shapes import ACTIVATION, FIELDS, FOUND, JOB, LEASE, RETRIES
from app.api.v2.moments import written
from app.api.v2.operation import Operation, body, nothing, operation, search_of
from app.api.v2.searches import page_answer, search_shape, wanted_in
from app.api.v2.shapes import (
    TENANT,
    anything,
    list_of,
    members,
    optional,
    record,
    text,
    whole,
)
from app.cases.interface.finish_work import (
    Failure,
    complete_work,
    fail_work,
    throw_work_error,
    update_work,
)
from app.cases.interface.search_work import FoundWork, search_work
from app.cases.interface.take_work import Asked, Work, is_offered, take_work
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_jobs", __name__, url_prefix="/v2/jobs")

LONGEST_POLL_SECONDS = 55
DEFAULT_POLL_SECONDS = 10
_LOOK_EVERY_SECONDS = 0.2
_WAITING = BoundedSemaphore(16)
"""Requests that wait for work hold a thread each; beyond these the answer comes at once."""


@blueprint.post("/activation")
@access("job.work")
@operation(
    Operation(
        "activateJobs",
        "Take work of a type, waiting for it when there is none",
        body=ACTIVATION,
        answers={200: record({"jobs": list_of(JOB)})},
    )
)
def activate() -> dict[str, Any]:
    """Take work."""
    asked = body()
    wanted = Asked(
        type=asked["type"],
        worker=asked.get("worker", ""),
        most=min(asked["maxJobsToActivate"], 1000),
        hold_for=timedelta(milliseconds=min(asked["timeout"], 10**11)),
        variables=frozenset(asked.get("fetchVariable") or ()) or None,
        leased=bool(asked.get("withLease")),
    )
    tenants = asked.get("tenantIds") or [TENANT]
    if TENANT not in tenants:
        return {"jobs": []}
    return {"jobs": [_job(one) for one in _take(wanted, asked.get("requestTimeout", 0))]}


@blueprint.post("/search")
@access("job.work")
@operation(search_of("searchJobs", "Search outside work", search_shape(FIELDS), FOUND))
def search() -> dict[str, Any]:
    """Search outside work."""
    found, items = search_work(current_runtime(), current_actor(), wanted_in(body(), FIELDS))
    return page_answer(found, [_found(one) for one in items])


@blueprint.post("/<key:job_key>/completion")
@access("job.work")
@operation(
    Operation(
        "completeJob",
        "Finish work with its results",
        body=members(
            {
                "variables": optional(anything()),
                # results of listeners, which are not offered
                "result": {"type": "null"},
                "jobLeaseToken": LEASE,
                "businessId": optional(text(most=255)),
            }
        ),
        body_needed=False,
        answers={204: None},
    )
)
def complete(job_key: int) -> Response:
    """Finish work."""
    asked = body()
    variables = asked.get("variables") or {}
    complete_work(current_runtime(), current_actor(), job_key, variables, lease=asked.get("jobLeaseToken"))
    return nothing()


@blueprint.post("/<key:job_key>/failure")
@access("job.work")
@operation(
    Operation(
        "failJob",
        "Give work back; without tries left an incident tells of it",
        body=members(
            {
                "retries": RETRIES,
                "errorMessage": text(most=100_000),
                "retryBackOff": whole(0, 10**11),
                "variables": optional(anything()),
                "jobLeaseToken": LEASE,
            }
        ),
        body_needed=False,
        answers={204: None},
    )
)
def fail(job_key: int) -> Response:
    """Give work back."""
    asked = body()
    failure = Failure(
        retries=asked.get("retries", 0),
        message=asked.get("errorMessage", ""),
        pause=timedelta(milliseconds=asked.get("retryBackOff", 0)),
        variables=asked.get("variables"),
    )
    fail_work(current_runtime(), current_actor(), job_key, failure, lease=asked.get("jobLeaseToken"))
    return nothing()


@blueprint.post("/<key:job_key>/error")
@access("job.work")
@operation(
    Operation(
        "throwJobError",
        "End work in a business error that the drawing catches",
        body=record(
            {"errorCode": text(most=120, least=1)},
            {
                "errorMessage": optional(text(most=100_000)),
                "variables": optional(anything()),
                "jobLeaseToken": LEASE,
            },
        ),
        answers={204: None},
    )
)
def error(job_key: int) -> Response:
    """End work in a business error."""
    asked = body()
    throw_work_error(
        current_runtime(),
        current_actor(),
        job_key,
        asked["errorCode"],
        message=asked.get("errorMessage") or "",
        variables=asked.get("variables"),
        lease=asked.get("jobLeaseToken"),
    )
    return nothing()


@blueprint.patch("/<key:job_key>")
@access("job.work")
@operation(
    Operation(
        "updateJob",
        "Set tries left, or hold work longer",
        body=record(
            {
                "changeset": members(
                    {"retries": optional(whole(1, 1_000_000)), "timeout": optional(whole(0, 10**11))}
                )
            },
            {"operationReference": whole(1), "jobLeaseToken": LEASE},
        ),
        answers={204: None},
    )
)
def update(job_key: int) -> Response:
    """Set tries left, or hold work longer."""
    asked, hold = body(), body()["changeset"].get("timeout")
    update_work(
        current_runtime(),
        current_actor(),
        job_key,
        retries=asked["changeset"].get("retries"),
        hold_for=timedelta(milliseconds=hold) if hold is not None else None,
        lease=asked.get("jobLeaseToken"),
    )
    return nothing()


def _take(wanted: Asked, milliseconds: int) -> list[Work]:
    """Take work; while there is none, look again until the time is over (negative: at once, 0: the default)."""
    found = take_work(current_runtime(), current_actor(), wanted)
    if found or milliseconds < 0 or not _WAITING.acquire(blocking=False):
        return found
    try:
        seconds = milliseconds / 1000 or DEFAULT_POLL_SECONDS
        until = monotonic() + min(seconds, LONGEST_POLL_SECONDS)
        while not found and monotonic() < until:
            sleep(_LOOK_EVERY_SECONDS)
            if is_offered(current_runtime(), current_actor(), wanted.type):
                found = take_work(current_runtime(), current_actor(), wanted)
    finally:
        _WAITING.release()
    return found


def _job(one: Work) -> dict[str, Any]:
    return {
        "type": one.type,
        "processDefinitionId": one.process_id,
        "processDefinitionVersion": one.version,
        "elementId": one.element_id,
        "customHeaders": dict(one.headers),
        "worker": one.worker,
        "retries": one.retries,
        "deadline": int(one.until.timestamp() * 1000),
        "variables": dict(one.variables),
        "tenantId": TENANT,
        "physicalTenantId": "default",
        "jobKey": str(one.key),
        "processInstanceKey": str(one.instance_key),
        "processDefinitionKey": str(one.definition_key),
        "elementInstanceKey": str(one.element_key),
        "kind": "BPMN_ELEMENT",
        "listenerEventType": "UNSPECIFIED",
        "userTask": None,
        "tags": list(one.tags),
        "rootProcessInstanceKey": str(one.instance_key),
        "businessId": one.business_id,
        "priority": 0,
        "jobLeaseToken": one.lease,
    }


def _found(one: FoundWork) -> dict[str, Any]:
    return {
        "customHeaders": dict(one.headers),
        "deadline": written(one.until),
        "deniedReason": None,
        "elementId": one.element_id,
        "elementInstanceKey": str(one.element_key),
        "endTime": written(one.ended_at),
        "errorCode": one.error_code,
        "errorMessage": one.error,
        "hasFailedWithRetriesLeft": one.error is not None and one.retries > 0,
        "isDenied": None,
        "jobKey": str(one.key),
        "kind": "BPMN_ELEMENT",
        "listenerEventType": "UNSPECIFIED",
        "processDefinitionId": one.process_id,
        "processDefinitionKey": str(one.definition_key),
        "processInstanceKey": str(one.instance_key),
        "rootProcessInstanceKey": str(one.instance_key),
        "businessId": one.business_id,
        "retries": one.retries,
        "state": one.state,
        "tenantId": TENANT,
        "type": one.type,
        "worker": one.worker,
        "creationTime": written(one.created_at),
        "lastUpdateTime": None,
        "priority": 0,
    }
