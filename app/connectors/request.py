"""Build what is sent to a system, and read what it answered: both by the FEEL of its description."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from app.connectors.description import Outbound
from app.errors import InvalidError
from app.feel import Environment, FeelError, compile_expression, from_feel, is_feel, to_feel
from app.text import text


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold an answer: headers by lower-case name; `body` is JSON, the text of another type, or None."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Request:
    """Hold one request as it is sent; it may contain secrets and is never stored or logged."""

    method: str
    address: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


class NotUnderstoodError(InvalidError):
    """Say that a request could not be built, or an answer is not what was agreed; trying again does not help."""


def build_request(
    operation: Outbound,
    base: str,
    variables: Mapping[str, Any],
    secrets: Mapping[str, str],
    environment: Environment,
) -> Request:
    """Return the request of an operation over the task's variables; secrets are known to headers and query only.

    Raises NotUnderstoodError naming the part that cannot be built.
    """
    with_secrets = {**variables, "secrets": dict(secrets)}
    query = _context(operation, "query", operation.query, with_secrets, environment)
    headers = _context(operation, "headers", operation.headers, with_secrets, environment)
    body = None if not operation.body else _value(operation, "body", operation.body, variables, environment)
    address = base.rstrip("/") + _path(operation, variables, environment)
    if query:
        address += "?" + urlencode(
            {name: _plain(value) for name, value in query.items() if value is not None}
        )
    sent = {
        str(name): _header(operation, name, value) for name, value in headers.items() if value is not None
    }
    sent.setdefault("Accept", "application/json")
    if body is not None:
        sent.setdefault("Content-Type", "application/json")
    return Request(operation.method, address, sent, None if body is None else orjson.dumps(body))


def read_answer(operation: Outbound, answer: Answer, environment: Environment) -> dict[str, Any]:
    """Return the values an answer gives the case; raises NotUnderstoodError when it is not as agreed."""
    seen = {"response": {"status": answer.status, "headers": answer.headers, "body": answer.body}}
    if _value(operation, "ok", operation.ok, seen, environment) is not True:
        message = text(
            "“%(operation)s”的答复不符合约定（状态 %(status)s）",
            operation=operation.title,
            status=answer.status,
        )
        raise NotUnderstoodError(message)
    return _context(operation, "result", operation.result, seen, environment)


def agrees(
    operation: Outbound, found: Mapping[str, Any], by_hand: Mapping[str, Any], environment: Environment
) -> bool:
    """Tell whether what a person answered while the system was down agrees with what the system says now."""
    seen = {"result": dict(found), "by_hand": dict(by_hand)}
    return _value(operation, "agrees", operation.agrees, seen, environment) is True


def stub_answer(operation: Outbound, variables: Mapping[str, Any], environment: Environment) -> Answer:
    """Return what the stub of an operation answers to these variables."""
    return Answer(200, {}, _value(operation, "stub", operation.stub, variables, environment))


def _path(operation: Outbound, variables: Mapping[str, Any], environment: Environment) -> str:
    found = _value(operation, "path", operation.path, variables, environment)
    if isinstance(found, list):
        # segment by segment, so that a value with a slash cannot reach another address
        return "/" + "/".join(quote(str(_plain(part)), safe="") for part in found)
    return "/" + str(found).lstrip("/")


def _context(
    operation: Outbound, part: str, source: str, values: Mapping[str, Any], environment: Environment
) -> dict[str, Any]:
    if not source:
        return {}
    found = _value(operation, part, source, values, environment)
    if not isinstance(found, dict):
        raise _refused(operation, part)
    return found


def _value(
    operation: Outbound, part: str, source: str, values: Mapping[str, Any], environment: Environment
) -> Any:
    if not is_feel(source):
        return source
    context = {name: to_feel(value) for name, value in values.items()}
    try:
        return from_feel(compile_expression(source).evaluate(context, env=environment))
    except FeelError as error:
        raise _refused(operation, part) from error


def _header(operation: Outbound, name: object, value: Any) -> str:
    plain = str(_plain(value))
    if any(ord(sign) < 32 for sign in f"{name}{plain}"):
        raise _refused(operation, "headers")
    return plain


def _plain(value: Any) -> Any:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def _refused(operation: Outbound, part: str) -> NotUnderstoodError:
    return NotUnderstoodError(
        text("“%(operation)s”的 %(part)s 没有得出可用的值", operation=operation.title, part=part)
    )
