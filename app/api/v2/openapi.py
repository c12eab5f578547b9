"""`/v2/openapi.json`: the description of every interface for programs, written from what the routes declare."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson
from flask import Blueprint, Flask, current_app
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from app.api.v2.elsewhere import ELSEWHERE
from app.api.v2.operation import Operation, operation, operation_of
from app.api.v2.shapes import PROBLEM, Shape, anything, text
from app.edge import public
from app.edge.guard import declaration_of

blueprint = Blueprint("v2_openapi", __name__, url_prefix="/v2")

VERSION = "8.10.0"
_PREFIXES = ("/v2/", "/api/")
_SKIPPED = frozenset({"HEAD", "OPTIONS"})
_KEY = "^(0|[1-9][0-9]{0,17}|[1-8][0-9]{18})$"
"""Keys that fit a database's column; a longer number is no address."""
_REF = "#/components/schemas/"


@blueprint.get("/openapi.json")
@public
@operation(Operation("getOpenApi", "Describe the interface", answers={200: anything()}, refusals=()))
def show() -> Response:
    """Describe the interface; written once, because routes do not change while the site runs."""
    kept: dict[str, Any] = current_app.extensions
    if "openapi" not in kept:
        kept["openapi"] = orjson.dumps(describe(current_app))
    return Response(kept["openapi"], mimetype="application/json")


def describe(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document (3.1) of all routes for programs."""
    paths: dict[str, dict[str, Any]] = {}
    components: dict[str, Shape] = {}
    for rule, method, declared in operations(app):
        place = paths.setdefault(_path(rule), {})
        is_open = getattr(declaration_of(app.view_functions[rule.endpoint]), "kind", "") == "public"
        place[method.lower()] = _operation(rule, declared, components, is_open=is_open)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "洛书 REST",
            "version": VERSION,
            "description": "Process work in the shapes of the Camunda 8 Orchestration Cluster API (/v2), and the "
            "site's own interfaces (/api). What answers 501 is not offered.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "bearer": {"type": "http", "scheme": "bearer"},
                "oauth": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": "/api/oauth/token", "scopes": {}}},
                },
            },
        },
    }


def operations(app: Flask) -> Iterator[tuple[Rule, str, Operation]]:
    """Yield every route for programs with its method and declaration; outside of /v2 the words of the view may do.

    Raises LookupError for a route of /v2 that declares nothing.
    """
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        if not f"{rule.rule}/".startswith(_PREFIXES):
            continue
        view = app.view_functions[rule.endpoint]
        declared = operation_of(view) or ELSEWHERE.get(rule.endpoint)
        if declared is None and rule.rule.startswith("/v2/"):
            raise LookupError(rule.endpoint)
        for method in sorted((rule.methods or set()) - _SKIPPED):
            yield rule, method, declared or _in_words(rule, view, method)


def _in_words(rule: Rule, view: Any, method: str) -> Operation:
    """Return what a view's docstring and method tell of it."""
    sent = None if method in ("GET", "DELETE") else anything()
    return Operation(
        rule.endpoint.replace(".", "_"),
        (view.__doc__ or rule.endpoint).strip().split("\n")[0].rstrip("."),
        multipart=sent,
        media="application/json",
        answers={200: anything(), 204: None},
        refusals=(400, 401, 403, 404, 409, 413, 415, 422, 429),
    )


def _path(rule: Rule) -> str:
    return "".join(part if is_text else f"{{{part}}}" for is_text, part in _parts(rule))


def _parts(rule: Rule) -> Iterator[tuple[bool, str]]:
    for dynamic, part in rule._trace:  # noqa: SLF001 - the only place where a rule tells its parts in order
        if part != "|":
            yield not dynamic, part.removeprefix("|")


def _operation(
    rule: Rule, declared: Operation, components: dict[str, Shape], *, is_open: bool
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": declared.name,
        "summary": declared.summary,
        "tags": [rule.rule.split("/")[2]],
        "security": [] if is_open else [{"basic": []}, {"bearer": []}, {"oauth": []}],
        "parameters": [*_in_path(rule), *_in_query(declared)],
        "responses": _responses(declared, components),
    }
    if declared.body is not None:
        content = {"application/json": {"schema": _named(declared.body, components)}}
        described["requestBody"] = {"required": declared.body_needed, "content": content}
    elif declared.multipart is not None:
        content = {declared.media: {"schema": _named(declared.multipart, components)}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _in_path(rule: Rule) -> Iterator[dict[str, Any]]:
    for name in sorted(rule.arguments):
        is_key = type(rule._converters[name]).__name__ == "KeyConverter"  # noqa: SLF001
        shape = text(most=19, pattern=_KEY) if is_key else text(most=200, least=1)
        yield {"name": name, "in": "path", "required": True, "schema": shape}


def _in_query(declared: Operation) -> Iterator[dict[str, Any]]:
    for name, shape in declared.query.items():
        yield {"name": name, "in": "query", "schema": shape}


def _responses(declared: Operation, components: dict[str, Shape]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, shape in declared.answers.items():
        found[str(status)] = {"description": HTTPStatus(status).phrase}
        if isinstance(shape, str):
            found[str(status)]["content"] = {shape: {"schema": {"type": "string"}}}
        elif shape is not None:
            media = "application/problem+json" if shape is PROBLEM else "application/json"
            found[str(status)]["content"] = {media: {"schema": _named(shape, components)}}
    problem = {"application/problem+json": {"schema": _named(PROBLEM, components)}}
    for status in declared.refusals:
        said = {"description": HTTPStatus(status).phrase, "content": problem}
        found.setdefault(str(status), said)
    return found


def _named(shape: Any, components: dict[str, Shape]) -> Any:
    """Return a shape in which every named one is a reference."""
    if isinstance(shape, list):
        return [_named(one, components) for one in shape]
    if not isinstance(shape, dict):
        return shape
    plain = {
        name: _named(one, components)
        for name, one in shape.items()
        if name != "title" or not isinstance(one, str)
    }
    title = shape.get("title")
    if not isinstance(title, str):
        return plain
    components[title] = plain
    return {"$ref": f"{_REF}{title}"}
