"""Deliver a signal that was thrown to one case that waited for it then."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import SYSTEM
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.handlers.finish import case_of
from app.runtime import Runtime
from app.store import instances


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Return the delivery; nothing moves when what waited then has gone on meanwhile."""
    name, variables = job.args["name"], job.args["variables"]

    def finish(tx: Connection) -> Callable[[], None] | None:
        head = case_of(tx, job)
        still = instances.waiting_for_signal(tx, name, only=head.key).get(head.key, [])
        if not set(still) & set(job.args["waiting"]):
            return None
        moved = advance(
            runtime,
            tx,
            head,
            lambda live, env: engine.signal(live, name, variables, env),
            Cause(actor=SYSTEM, action="case.signal", values=variables, details={"signal": name}),
        )
        return moved.keep

    return finish
