"""Let one case take one message, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app import engine
from app.access.actor import Actor
from app.cases.moving.advance import Moved, advance
from app.cases.moving.cause import Cause
from app.runtime import Runtime
from app.store import instances


@dataclass(frozen=True, slots=True)
class Message:
    """Hold a message: name, correlation key, what it brings."""

    name: str
    correlation_key: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


def deliver(
    runtime: Runtime, tx: Connection, actor: Actor, instance_key: int, message: Message
) -> Moved | None:
    """Deliver a message to a case; None when the case is gone. `NotOpenError` when it does not wait for it."""
    head = instances.head_by_key(tx, instance_key)
    if head is None:
        return None
    cause = Cause(
        actor=actor, action="case.message", values=message.variables, details={"message": message.name}
    )
    return advance(
        runtime,
        tx,
        head,
        lambda live, env: engine.correlate(
            live, message.name, message.correlation_key, message.variables, env
        ),
        cause,
    )
