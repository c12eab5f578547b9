"""`/v2/deployments`, `/v2/resources`, `/v2/forms`: files are deployed together, and read again as they were."""

from typing import Any

import orjson
from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.api.v2.operation import Operation, operation, search_of
from app.api.v2.operation import body as checked_body
from app.api.v2.searches import KEY, TEXT, WHOLE, page_answer, search_shape, wanted_in
from app.api.v2.shapes import (
    TENANT,
    anything,
    either,
    key,
    list_of,
    named,
    optional,
    record,
    tenant,
    text,
    whole,
)
from app.cases.interface.read_resources import Form, Resource, read_form, read_resource, search_resources
from app.catalog.deploy_files import deploy_files
from app.catalog.shelf import DeployedResource
from app.edge import access, current_actor, current_runtime
from app.errors import InvalidError
from app.text import text as say

blueprint = Blueprint("v2_deployments", __name__, url_prefix="/v2")

_PROCESS = record(
    {
        "processDefinitionId": text(),
        "processDefinitionVersion": whole(1),
        "processDefinitionKey": key(),
        "resourceName": text(),
        "tenantId": tenant(),
    }
)
_DECISION = record(
    {
        "decisionDefinitionId": text(),
        "version": whole(1),
        "name": text(),
        "tenantId": tenant(),
        "decisionRequirementsId": text(),
        "decisionDefinitionKey": key(),
        "decisionRequirementsKey": key(),
    }
)
_REQUIREMENTS = record(
    {
        "decisionRequirementsId": text(),
        "decisionRequirementsName": text(),
        "version": whole(1),
        "resourceName": text(),
        "tenantId": tenant(),
        "decisionRequirementsKey": key(),
    }
)
_FORM = record(
    {
        "formId": text(),
        "version": whole(1),
        "resourceName": text(),
        "tenantId": tenant(),
        "formKey": key(),
    }
)
_DEPLOYED = record(
    {
        "processDefinition": optional(_PROCESS),
        "decisionDefinition": optional(_DECISION),
        "decisionRequirements": optional(_REQUIREMENTS),
        "form": optional(_FORM),
        "resource": optional(anything()),
    }
)
_DEPLOYMENT = record({"deploymentKey": key(), "tenantId": tenant(), "deployments": list_of(_DEPLOYED)})
_FILES = record(
    {"resources": list_of({"type": "string", "format": "binary"}, most=100)}, {"tenantId": tenant()}
)
FORM = named(
    record(
        {
            "tenantId": tenant(),
            "formId": text(),
            "schema": text(most=1_000_000),
            "version": whole(1),
            "formKey": key(),
        }
    ),
    "FormResult",
)
_RESOURCE = named(
    record(
        {
            "resourceName": text(),
            "version": whole(1),
            "versionTag": optional(text()),
            "resourceId": text(),
            "tenantId": tenant(),
            "resourceKey": key(),
        }
    ),
    "ResourceResult",
)
_RESOURCE_FIELDS = {
    "resourceKey": KEY,
    "resourceName": TEXT,
    "resourceId": TEXT,
    "version": WHOLE,
    "versionTag": TEXT,
    "deploymentKey": KEY,
}


@blueprint.post("/deployments")
@access("process.deploy")
@operation(
    Operation(
        "createDeployment",
        "Deploy drawings, decisions and forms together: all of them or none",
        multipart=_FILES,
        answers={200: _DEPLOYMENT},
    )
)
def create() -> dict[str, Any]:
    """Deploy files."""
    made = deploy_files(current_runtime(), current_actor(), _uploaded())
    return {
        "deploymentKey": str(made.key),
        "tenantId": TENANT,
        "deployments": [_deployed(one) for one in made.resources],
    }


@blueprint.get("/forms/<key:form_key>")
@access("process.read")
@operation(Operation("getFormByKey", "Read a form", answers={200: FORM}))
def form(form_key: int) -> dict[str, Any]:
    """Read a form."""
    return form_answer(read_form(current_runtime(), current_actor(), form_key))


@blueprint.post("/resources/search")
@access("process.read")
@operation(
    search_of(
        "searchResources",
        "Search deployed forms and decision files",
        search_shape(_RESOURCE_FIELDS),
        _RESOURCE,
    )
)
def search() -> dict[str, Any]:
    """Search deployed forms and decision files."""
    found, items = search_resources(
        current_runtime(), current_actor(), wanted_in(checked_body(), _RESOURCE_FIELDS)
    )
    return page_answer(found, [_resource(one) for one in items])


@blueprint.get("/resources/<key:resource_key>")
@access("process.read")
@operation(Operation("getResource", "Read what a deployed file is", answers={200: _RESOURCE}))
def resource(resource_key: int) -> dict[str, Any]:
    """Read what a deployed file is."""
    return _resource(read_resource(current_runtime(), current_actor(), resource_key))


@blueprint.get("/resources/<key:resource_key>/content")
@access("process.read")
@operation(
    Operation(
        "getResourceContent",
        "Read a deployed form as JSON",
        answers={200: either(anything(), text(most=10_000_000))},
    )
)
def content(resource_key: int) -> Response:
    """Read the content of a deployed file: a form is JSON, a drawing or a decision file is told as text in JSON."""
    found = read_resource(current_runtime(), current_actor(), resource_key)
    body = found.body if found.kind == "form" else orjson.dumps(found.body.decode("utf-8", "replace"))
    return Response(body, mimetype="application/json")


@blueprint.get("/resources/<key:resource_key>/content/binary")
@access("process.read")
@operation(
    Operation(
        "getResourceContentBinary",
        "Read the bytes of a deployed file",
        answers={200: "application/octet-stream"},
    )
)
def binary(resource_key: int) -> Response:
    """Read the bytes of a deployed file."""
    found = read_resource(current_runtime(), current_actor(), resource_key)
    return Response(found.body, mimetype="application/octet-stream")


def form_answer(found: Form) -> dict[str, Any]:
    """Return a form as the clients read it."""
    return {
        "tenantId": TENANT,
        "formId": found.form_id,
        "schema": found.schema,
        "version": found.version,
        "formKey": str(found.key),
    }


def _uploaded() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for file in request.files.getlist("resources"):
        name = (file.filename or "").replace("\x00", "")
        if name in found:
            message = say("文件 %(name)s 出现两次。", name=name)
            raise InvalidError(message, {name: [message]})
        found[name] = file.read()
    return found


def _deployed(one: DeployedResource) -> dict[str, Any]:
    answer: dict[str, Any] = dict.fromkeys(
        ("processDefinition", "decisionDefinition", "decisionRequirements", "form", "resource")
    )
    common = {"tenantId": TENANT}
    if one.kind == "process":
        answer["processDefinition"] = common | {
            "processDefinitionId": one.id,
            "processDefinitionVersion": one.version,
            "processDefinitionKey": str(one.key),
            "resourceName": one.file,
        }
    elif one.kind == "form":
        answer["form"] = common | {
            "formId": one.id,
            "version": one.version,
            "resourceName": one.file,
            "formKey": str(one.key),
        }
    elif one.kind == "requirements":
        answer["decisionRequirements"] = common | {
            "decisionRequirementsId": one.id,
            "decisionRequirementsName": one.name,
            "version": one.version,
            "resourceName": one.file,
            "decisionRequirementsKey": str(one.key),
        }
    elif one.requirements is not None:
        answer["decisionDefinition"] = common | {
            "decisionDefinitionId": one.id,
            "version": one.version,
            "name": one.name,
            "decisionRequirementsId": one.requirements.id,
            "decisionDefinitionKey": str(one.key),
            "decisionRequirementsKey": str(one.requirements.key),
        }
    return answer


def _resource(one: Resource) -> dict[str, Any]:
    return {
        "resourceName": one.file,
        "version": one.version,
        "versionTag": None,
        "resourceId": one.id,
        "tenantId": TENANT,
        "resourceKey": str(one.key),
    }
