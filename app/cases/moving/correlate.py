"""Deliver a message to the cases that wait for it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app import engine
from app.access.actor import Actor
from app.cases.moving.advance import Moved, advance
from app.cases.moving.cause import Cause
from app.runtime import Runtime
from app.store import instances


def correlate_message(
    runtime: Runtime,
    actor: Actor,
    name: str,
    correlation_key: str | None,
    variables: Mapping[str, Any],
    *,
    action: str = "case.message",
) -> list[int]:
    """Deliver a message by name and correlation key; return the keys of the cases that took it.

    Nobody waiting is no error: the caller decides what that means.
    """
    with runtime.transaction() as tx:
        moves = deliver_message(runtime, tx, actor, name, correlation_key, variables=variables, action=action)
    for move in moves:
        move.keep()
    return [move.instance_key for move in moves]


def deliver_message(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    name: str,
    correlation_key: str | None,
    *,
    variables: Mapping[str, Any],
    action: str = "case.message",
) -> list[Moved]:
    """Deliver a message within the caller's transaction; `keep` every move after the commit."""
    moves = []
    for key in instances.subscribers(tx, name, correlation_key):
        head = instances.head_by_key(tx, key)
        if head is None:
            continue
        cause = Cause(actor=actor, action=action, values=variables, details={"message": name})
        moves.append(
            advance(
                runtime,
                tx,
                head,
                lambda live, env: engine.correlate(live, name, correlation_key or "", variables, env),
                cause,
            )
        )
    return moves
