"""Let a signal reach every case that waits for it at this moment: one job a case, written with what threw it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.store import instances, jobs

SIGNAL = "signal"
"""Kind of the job that delivers a signal to one case."""


def spread_signal(
    tx: Connection,
    name: str,
    variables: Mapping[str, Any],
    *,
    at: datetime,
    once_key: str,
    but: int | None = None,
) -> list[int]:
    """Write the jobs that deliver a signal, in the caller's transaction; return the keys of the cases.

    Nobody waiting is no error: a signal is not kept for those who come later (BPMN 2.0.2, 10.5.1). Thrown
    again under the same `once_key` it reaches nobody twice. `but` is the case that threw it.
    """
    waiting = instances.waiting_for_signal(tx, name)
    waiting.pop(but or 0, None)
    for key, engine_ids in waiting.items():
        jobs.enqueue(
            tx,
            SIGNAL,
            {"name": name, "variables": dict(variables), "waiting": engine_ids},
            run_at=at,
            once_key=f"{SIGNAL}:{once_key}:{key}",
            instance_key=key,
        )
    return list(waiting)
