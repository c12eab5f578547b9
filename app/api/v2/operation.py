"""Declare an operation: what a route takes and gives. The declaration checks requests and writes the OpenAPI page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import orjson
from flask import request
from werkzeug.wrappers import Response

from app.api.v2.checking import differences
from app.api.v2.shapes import Shape, page_of
from app.errors import InvalidError
from app.text import Text, text

View = TypeVar("View", bound=Callable[..., Any])
WRONG = text("请求的内容不对，没有执行。")
_REFUSALS = (400, 401, 403, 404, 409, 413, 415, 429)


@dataclass(frozen=True)
class Operation:
    """Hold what an operation is called, takes and gives, by status.

    It takes JSON (`body`), or `multipart`: files, or another `media` type where said; `query` are members of the
    address. An answer of None has no content; of a text: content of that media type.
    """

    name: str
    summary: str
    body: Shape | None = None
    body_needed: bool = True
    multipart: Shape | None = None
    media: str = "multipart/form-data"
    query: Mapping[str, Shape] = field(default_factory=dict)
    answers: Mapping[int, Shape | str | None] = field(default_factory=dict)
    refusals: tuple[int, ...] = _REFUSALS


def search_of(name: str, summary: str, body: Shape, item: Shape) -> Operation:
    """Declare a search: what is wanted may be left out, the answer is a page of items."""
    return Operation(name, summary, body=body, body_needed=False, answers={200: page_of(item)})


def operation(declared: Operation) -> Callable[[View], View]:
    """Attach a declaration to a view; its JSON body is checked before, its dict is turned into JSON after."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(**arguments: Any) -> Any:
            if declared.body is not None:
                read_body(declared.body, needed=declared.body_needed)
            found = view(**arguments)
            status = next(iter(declared.answers))
            return json_answer(found, status) if isinstance(found, dict) else found

        wrapped: Any = checked
        wrapped.operation = declared
        result: View = wrapped
        return result

    return decorate


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """Return what a view declared."""
    found = getattr(view, "operation", None)
    return found if isinstance(found, Operation) else None


def read_body(shape: Shape, *, needed: bool = True) -> dict[str, Any]:
    """Return the JSON object of this request; InvalidError naming every member that is wrong."""
    raw = request.get_data(cache=True)
    if not raw.strip() and not needed:
        return {}
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        message = text("不是正确的 JSON：%(reason)s", reason=str(error))
        raise InvalidError(message, {}) from None
    if found is None and not needed:
        return {}
    refuse({where: [how] for where, how in reversed(list(differences(shape, found)))})
    result: dict[str, Any] = found
    return result


def body() -> dict[str, Any]:
    """Return the checked body of this request, {} when there is none."""
    raw = request.get_data(cache=True)
    found: dict[str, Any] | None = orjson.loads(raw) if raw.strip() else None
    return found or {}


def refuse(fields: Mapping[str, list[Text]]) -> None:
    """Raise InvalidError when something is wrong."""
    if fields:
        raise InvalidError(WRONG, {name or "body": said for name, said in fields.items()})


def json_answer(content: Any, status: int = 200) -> Response:
    """Build a JSON answer."""
    return Response(orjson.dumps(content), status=status, mimetype="application/json")


def nothing() -> Response:
    """Build the answer without content."""
    return Response(status=204)
