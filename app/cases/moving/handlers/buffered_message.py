"""Deliver a message that was published before a case waited for it; each process takes a message once."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import SYSTEM
from app.cases.moving.deliver_message import Message, deliver
from app.engine import NotOpenError
from app.runtime import Runtime
from app.store import instances, messages


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Return the delivery; nothing happens when the message expired or somebody else took it."""

    def finish(tx: Connection) -> Callable[[], None] | None:
        now = runtime.clock.now()
        kept = messages.message_by_key(tx, int(job.args["message"]), now)
        head = instances.head_by_key(tx, job.instance_key)
        if kept is None or head is None or head.process_id in messages.processes_that_took(tx, kept.key):
            return None
        try:
            message = Message(kept.name, kept.correlation_key, kept.variables)
            moved = deliver(runtime, tx, SYSTEM, head.key, message)
        except NotOpenError:
            # the case went on without it meanwhile
            return None
        messages.take_message(tx, kept.key, head.key, now)
        return moved.keep if moved is not None else None

    return finish
