"""Let a signal of a program reach every case that waits for it at this moment."""

from collections.abc import Mapping
from typing import Any

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.spread_signal import spread_signal
from app.record.append import append_event
from app.runtime import Runtime
from app.store.keys import new_key


def broadcast_signal(runtime: Runtime, actor: Actor, name: str, variables: Mapping[str, Any]) -> int:
    """Write the jobs that deliver the signal and return its key; nobody waiting is no error."""
    require(actor, "message.correlate", None)
    key = new_key()
    with runtime.transaction() as tx:
        reached = spread_signal(tx, name, variables, at=runtime.clock.now(), once_key=f"api:{key}")
        facts = {"signal": str(key), "name": name, "cases": len(reached)}
        append_event(runtime, tx, None, actor=actor, action="signal.broadcast", facts=facts, retention="log")
    return key
