"""Shapes of outside work: what a worker asks for, gets and gives back."""

from app.api.v2.searches import FLAG, KEY, MOMENT, TEXT, WHOLE, choice
from app.api.v2.shapes import (
    anything,
    flag,
    key,
    list_of,
    moment,
    named,
    one_of,
    optional,
    record,
    tenant,
    text,
    whole,
)

_KINDS = ("BPMN_ELEMENT", "EXECUTION_LISTENER", "TASK_LISTENER", "AD_HOC_SUB_PROCESS")
_STATES = (
    "CANCELED",
    "COMPLETED",
    "CREATED",
    "ERROR_THROWN",
    "FAILED",
    "MIGRATED",
    "PRIORITY_UPDATED",
    "RETRIES_UPDATED",
    "TIMED_OUT",
    "TIMEOUT_UPDATED",
)
_LISTENS = (
    "ASSIGNING",
    "BEFORE_ALL",
    "CANCEL",
    "CANCELING",
    "COMPLETING",
    "CREATING",
    "END",
    "START",
    "UNSPECIFIED",
    "UPDATING",
)
LEASE = optional(text(most=200))
RETRIES = whole(0, 1_000_000)
ACTIVATION = record(
    {"type": text(most=150, least=1), "timeout": whole(1, 2**40), "maxJobsToActivate": whole(1, 2**31 - 1)},
    {
        "worker": text(most=120),
        "fetchVariable": list_of(text(most=200)),
        "requestTimeout": whole(-(2**40), 2**40),
        "tenantIds": list_of(text(most=80)),
        "tenantFilter": one_of("PROVIDED", "ASSIGNED"),
        "withLease": optional(flag()),
    },
)
JOB = named(
    record(
        {
            "type": text(),
            "processDefinitionId": text(),
            "processDefinitionVersion": whole(1),
            "elementId": text(),
            "customHeaders": anything(),
            "worker": text(),
            "retries": RETRIES,
            "deadline": whole(0),
            "variables": anything(),
            "tenantId": tenant(),
            "physicalTenantId": text(),
            "jobKey": key(),
            "processInstanceKey": key(),
            "processDefinitionKey": key(),
            "elementInstanceKey": key(),
            "kind": one_of(*_KINDS),
            "listenerEventType": one_of(*_LISTENS),
            "userTask": optional(anything()),
            "tags": list_of(text()),
            "rootProcessInstanceKey": optional(key()),
            "businessId": optional(text()),
            "priority": whole(0),
            "jobLeaseToken": LEASE,
        }
    ),
    "ActivatedJobResult",
)
FOUND = named(
    record(
        {
            "customHeaders": anything(),
            "deadline": optional(moment()),
            "deniedReason": optional(text()),
            "elementId": optional(text()),
            "elementInstanceKey": key(),
            "endTime": optional(moment()),
            "errorCode": optional(text()),
            "errorMessage": optional(text()),
            "hasFailedWithRetriesLeft": flag(),
            "isDenied": optional(flag()),
            "jobKey": key(),
            "kind": one_of(*_KINDS),
            "listenerEventType": one_of(*_LISTENS),
            "processDefinitionId": optional(text()),
            "processDefinitionKey": optional(key()),
            "processInstanceKey": key(),
            "rootProcessInstanceKey": optional(key()),
            "businessId": optional(text()),
            "retries": RETRIES,
            "state": one_of(*_STATES),
            "tenantId": tenant(),
            "type": text(),
            "worker": text(),
            "creationTime": optional(moment()),
            "lastUpdateTime": optional(moment()),
            "priority": whole(0),
        }
    ),
    "JobSearchResult",
)
FIELDS = {
    "jobKey": KEY,
    "type": TEXT,
    "state": choice(*_STATES),
    "worker": TEXT,
    "retries": WHOLE,
    "deadline": MOMENT,
    "errorMessage": TEXT,
    "errorCode": TEXT,
    "hasFailedWithRetriesLeft": FLAG,
    "elementId": TEXT,
    "elementInstanceKey": KEY,
    "processInstanceKey": KEY,
    "processDefinitionKey": KEY,
    "processDefinitionId": TEXT,
    "creationTime": MOMENT,
    "endTime": MOMENT,
    "kind": choice(*_KINDS),
    "listenerEventType": choice(*_LISTENS),
}
