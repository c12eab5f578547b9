"""`/v2/topology`, `/v2/license`, `/v2/status`, `/v2/authentication/me`: what clients ask before anything else."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.operation import Operation, nothing, operation
from app.api.v2.searches import FLAG, TEXT, search_shape
from app.api.v2.shapes import (
    PAGE_ANSWER,
    TENANT,
    anything,
    flag,
    list_of,
    moment,
    one_of,
    optional,
    record,
    tenant,
    text,
    whole,
)
from app.cases.interface.say_who import say_rights, say_who
from app.edge import current_actor, current_runtime, public, signed_in

blueprint = Blueprint("v2_system", __name__, url_prefix="/v2")
CONTRACT = "8.10.0"
"""Version of the contract that the served clients speak."""

_PARTITION = record(
    {
        "partitionId": whole(1),
        "role": one_of("leader", "follower", "inactive"),
        "health": one_of("healthy", "unhealthy", "dead"),
        "state": one_of("active", "joining", "leaving", "recovering", "learner", "unknown"),
    }
)
_BROKER = record(
    {
        "nodeId": whole(0),
        "brokerId": text(),
        "host": text(),
        "port": whole(0, 65535),
        "partitions": list_of(_PARTITION),
        "version": text(),
    }
)
_TOPOLOGY = record(
    {
        "brokers": list_of(_BROKER),
        "clusterId": optional(text()),
        "clusterSize": whole(1),
        "partitionsCount": whole(1),
        "replicationFactor": whole(1),
        "gatewayVersion": text(),
        "lastCompletedChangeId": text(),
    }
)
_LICENSE = record(
    {
        "validLicense": flag(),
        "licenseType": text(),
        "isCommercial": flag(),
        "expiresAt": optional(moment()),
    }
)
_ME = record(
    {
        "username": text(),
        "displayName": optional(text()),
        "email": optional(text()),
        "authorizedComponents": list_of(text()),
        "tenants": list_of(record({"tenantId": tenant(), "name": text(), "description": optional(text())})),
        "groups": list_of(text()),
        "roles": list_of(text()),
        "salesPlanType": optional(text()),
        "c8Links": anything(),
        "canLogout": flag(),
    }
)
_AUTHORIZATION = record(
    {
        "ownerId": text(),
        "ownerType": one_of("CLIENT", "USER"),
        "resourceType": one_of("COMPONENT"),
        "resourceId": optional(text()),
        "resourcePropertyName": optional(text()),
        "permissionTypes": list_of(one_of("ACCESS")),
        "authorizationKey": text(),
    }
)
_OWN = record(
    {"authorizationsEnabled": flag(), "items": list_of(_AUTHORIZATION), "page": PAGE_ANSWER},
)


@blueprint.get("/status")
@public
@operation(Operation("getStatus", "Say that the site answers", answers={204: None}, refusals=()))
def status() -> Response:
    """Say that the site answers."""
    return nothing()


@blueprint.get("/topology")
@signed_in
@operation(
    Operation("getTopology", "Describe the installation as a cluster of one", answers={200: _TOPOLOGY})
)
def topology() -> dict[str, Any]:
    """Describe the installation as a cluster of one."""
    partition = {"partitionId": 1, "role": "leader", "health": "healthy", "state": "active"}
    broker = {"nodeId": 0, "brokerId": "0", "host": "127.0.0.1", "port": 0, "version": CONTRACT}
    return {
        "brokers": [{**broker, "partitions": [partition]}],
        "clusterId": None,
        "clusterSize": 1,
        "partitionsCount": 1,
        "replicationFactor": 1,
        "gatewayVersion": CONTRACT,
        "lastCompletedChangeId": "0",
    }


@blueprint.get("/license")
@public
@operation(Operation("getLicense", "Say that no licence is needed", answers={200: _LICENSE}, refusals=()))
def licence() -> dict[str, Any]:
    """Say that no licence is needed."""
    return {"validLicense": True, "licenseType": "self-managed", "isCommercial": False, "expiresAt": None}


@blueprint.get("/authentication/me")
@signed_in
@operation(Operation("getAuthentication", "Say for whom the client acts", answers={200: _ME}))
def me() -> dict[str, Any]:
    """Say for whom the client acts."""
    who = say_who(current_runtime(), current_actor())
    return {
        "username": who.login,
        "displayName": who.name,
        "email": None,
        "authorizedComponents": ["*"],
        "tenants": [{"tenantId": TENANT, "name": "default", "description": None}],
        "groups": list(who.groups),
        "roles": list(who.roles),
        "salesPlanType": None,
        "c8Links": {},
        "canLogout": False,
    }


@blueprint.post("/authentication/me/authorizations/search")
@signed_in
@operation(
    Operation(
        "searchOwnAuthorizations",
        "List the client's own rights",
        body=search_shape({"resourceType": TEXT, "resourceId": TEXT, "enabled": FLAG}, filtered=False),
        body_needed=False,
        answers={200: _OWN},
    )
)
def authorizations() -> dict[str, Any]:
    """List the client's own rights, each as access to a component of that name."""
    rights = say_rights(current_actor())
    items = [
        {
            "ownerId": current_actor().login,
            "ownerType": "CLIENT" if current_actor().rights is not None else "USER",
            "resourceType": "COMPONENT",
            "resourceId": right,
            "resourcePropertyName": None,
            "permissionTypes": ["ACCESS"],
            "authorizationKey": str(number),
        }
        for number, right in enumerate(rights, 1)
    ]
    page = {"totalItems": len(items), "hasMoreTotalItems": False, "startCursor": None, "endCursor": None}
    return {"authorizationsEnabled": True, "items": items, "page": page}
