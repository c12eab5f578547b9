"""Ask a department system: the stub or the real one, spared while it is down; what happened is kept on its row.

No transaction is open while the other side is waited for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.environment import feel_environment
from app.connectors import (
    Breaker,
    Description,
    NotUnderstoodError,
    Outbound,
    UnreachableError,
    build_request,
    read_answer,
    send,
    stub_answer,
)
from app.connectors.description import from_record
from app.connectors.http import is_allowed
from app.errors import NotFoundError
from app.feel import Environment
from app.runtime import Runtime
from app.store import systems
from app.text import text

SECRET_PLACE = {"table": "system_secret", "column": "value"}


@dataclass(frozen=True, slots=True)
class Question:
    """Hold everything needed to ask, read before the asking: nothing of it is stored."""

    system: Description
    operation: Outbound
    variables: Mapping[str, Any]
    secrets: Mapping[str, str]
    breaker: Breaker
    environment: Environment


def prepare(
    runtime: Runtime, tx: Connection, system_id: str, operation: str, variables: Mapping[str, Any]
) -> Question:
    """Return what is needed to ask; raises NotUnderstoodError when there is no such system or operation."""
    try:
        row, described = find_system(tx, system_id)
    except NotFoundError as error:
        raise NotUnderstoodError(error.message) from error
    asked = described.asks(operation)
    if asked is None:
        raise NotUnderstoodError(
            text("系统“%(system)s”没有名为“%(name)s”的操作", system=described.name, name=operation)
        )
    return Question(
        described,
        asked,
        variables,
        read_secrets(runtime, tx, system_id),
        Breaker(row.failures, row.open_until),
        feel_environment(runtime, tx),
    )


def find_system(tx: Connection, system_id: str) -> tuple[Row[Any], Description]:
    """Return a system's row and its description, with the mode and address that count; raises NotFoundError."""
    row = systems.one_system(tx, system_id)
    if row is None:
        raise NotFoundError(text("没有标识为“%(id)s”的系统", id=system_id))
    return row, from_record(system_id, {**row.description, "mode": row.mode, "base_url": row.base_url})


def read_secrets(runtime: Runtime, tx: Connection, system_id: str) -> dict[str, str]:
    """Return the secrets of a system by name, in the clear."""
    return {
        row.name: runtime.keys.decrypt(row.value, key=(system_id, row.name), **SECRET_PLACE)
        for row in systems.secrets_of(tx, system_id)
    }


def ask(runtime: Runtime, question: Question) -> dict[str, Any]:
    """Return the values the system gives the case.

    Raises UnreachableError when it is off, spared or silent, NotUnderstoodError when it answers otherwise than
    agreed. The health of a system that was really asked is written down at once, whatever the case does.
    """
    operation, environment = question.operation, question.environment
    if question.system.mode == "off":
        message = f"{question.system.id}: off"
        raise UnreachableError(message)
    if question.system.mode == "stub":
        return read_answer(operation, stub_answer(operation, question.variables, environment), environment)
    if not question.breaker.lets_through(runtime.clock.now()):
        message = f"{question.system.id}: left alone until {question.breaker.open_until}"
        raise UnreachableError(message)
    base = question.system.base_url
    if not is_allowed(base, runtime.settings.connector_hosts):
        raise NotUnderstoodError(text("不允许连接 %(address)s：不在允许的主机之列", address=base))
    request = build_request(operation, base, question.variables, question.secrets, environment)
    try:
        answer = send(request, timeout_seconds=question.system.timeout_seconds)
    except UnreachableError as error:
        note_failure(runtime, question.system.id, question.breaker, str(error))
        raise
    note_answer(runtime, question.system.id)
    return read_answer(operation, answer, environment)


def note_failure(runtime: Runtime, system_id: str, breaker: Breaker, reason: str) -> None:
    """Write down that a system did not answer."""
    now = runtime.clock.now()
    state = breaker.failed(now)
    values = {
        "failures": state.failures,
        "open_until": state.open_until,
        "failed_at": now,
        "failure": reason[:500],
    }
    with runtime.transaction() as tx:
        systems.change_system(tx, system_id, values)


def note_answer(runtime: Runtime, system_id: str) -> None:
    """Write down that a system answered."""
    values = {"failures": 0, "open_until": None, "answered_at": runtime.clock.now()}
    with runtime.transaction() as tx:
        systems.change_system(tx, system_id, values)
