"""Deliver a message that one case threw to the cases that wait for it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import SYSTEM
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.runtime import Runtime
from app.store import instances


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Return the delivery: every waiting case moves, in the transaction that ends the job."""
    name, key, variables = job.args["name"], job.args["correlation_key"], job.args["variables"]

    def finish(tx: Connection) -> Callable[[], None]:
        moves = [
            advance(
                runtime,
                tx,
                head,
                lambda live, env: engine.correlate(live, name, key or "", variables, env),
                Cause(actor=SYSTEM, action="case.message", values=variables, details={"message": name}),
            )
            for instance_key in instances.subscribers(tx, name, key)
            if (head := instances.head_by_key(tx, instance_key)) is not None
        ]

        def keep() -> None:
            for move in moves:
                move.keep()

        return keep

    return finish
