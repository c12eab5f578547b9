"""Incidents: what a worker or the engine could not do, told without the contents of the case, retried or closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.required import required_text
from app.catalog.names import element_name, process_name
from app.catalog.resolve import resolve_package
from app.errors import ConflictError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import incidents, instances, jobs
from app.text import Name, text


@dataclass(frozen=True)
class IncidentView:
    """Hold one incident; `number` names the case, nothing of its contents is here."""

    key: int
    kind: str
    number: str
    process_name: str
    element_id: str
    element_name: str
    message: str
    state: str
    attempts: int | None
    raised_at: datetime
    resolved_at: datetime | None
    can_retry: bool


def list_incidents(
    runtime: Runtime, actor: Actor, *, state: str = "open", size: int = 20, offset: int = 0
) -> tuple[tuple[IncidentView, ...], int]:
    """Return one page of incidents, newest first, and how many there are."""
    require(actor, "incident.read", None)
    with runtime.read() as tx:
        rows, total = incidents.page(tx, state=state, limit=size, offset=offset)
        return tuple(view_incident(runtime, tx, row) for row in rows), total


def read_incident(runtime: Runtime, actor: Actor, key: int) -> IncidentView:
    """Return one incident; NotFoundError when there is none."""
    require(actor, "incident.read", None)
    with runtime.read() as tx:
        return view_incident(runtime, tx, _row(tx, key))


def retry_incident(runtime: Runtime, actor: Actor, key: int) -> None:
    """Try again what failed: the job, or the step of the process. Succeeding closes the incident.

    Raises ConflictError when it is closed already or the case moved meanwhile.
    """
    require(actor, "incident.retry", None)
    moved = None
    with runtime.transaction() as tx:
        row, now = _open(tx, key), runtime.clock.now()
        if row.job_key is not None:
            if not jobs.revive_job(tx, row.job_key, now=now):
                raise ConflictError(text("这项作业已经在重试。"))
        else:
            head = instances.head_by_key(tx, row.instance_key)
            if head is None or row.engine_id is None:
                raise NotFoundError(text("没有找到您要的内容"))
            engine_id = row.engine_id
            cause = Cause(actor=actor, action="incident.retried", details={"incident": str(key)})
            moved = advance(runtime, tx, head, lambda live, env: engine.retry(live, engine_id, env), cause)
        jobs.resolve_incidents(tx, now, actor.account_key, incident_key=key)
        if moved is None:
            _record(runtime, tx, actor, row, "incident.retried", reason="")
    if moved is not None:
        moved.keep()


def resolve_incident(runtime: Runtime, actor: Actor, key: int, reason: str) -> None:
    """Close an incident without another try, saying how it was settled."""
    require(actor, "incident.retry", None)
    with runtime.transaction() as tx:
        row = _open(tx, key)
        why = required_text(reason, "reason", longest=500)
        jobs.resolve_incidents(tx, runtime.clock.now(), actor.account_key, incident_key=key)
        _record(runtime, tx, actor, row, "incident.resolved", reason=why)


def _row(tx: Connection, key: int) -> Row[Any]:
    row = incidents.one(tx, key)
    if row is None:
        raise NotFoundError(text("没有找到您要的内容"))
    return row


def _open(tx: Connection, key: int) -> Row[Any]:
    row = _row(tx, key)
    if row.state != "open":
        raise ConflictError(text("这个异常已经处理。"))
    return row


def view_incident(runtime: Runtime, tx: Connection, row: Row[Any]) -> IncidentView:
    """Return what may be seen of a stored incident."""
    process = element = Name("")
    if row.definition_key is not None:
        package = resolve_package(runtime, tx, row.definition_key)
        process = process_name(package)
        element = element_name(package, row.element_id) if row.element_id else element
    return IncidentView(
        row.key,
        row.kind,
        row.number or "",
        process,
        row.element_id or "",
        element,
        row.message,
        row.state,
        row.attempts,
        row.raised_at,
        row.resolved_at,
        row.state == "open" and (row.job_key is not None or row.engine_id is not None),
    )


def _record(
    runtime: Runtime, tx: Connection, actor: Actor, row: Row[Any], action: str, *, reason: str
) -> None:
    append_event(
        runtime,
        tx,
        row.instance_key,
        actor=actor,
        action=action,
        element_id=row.element_id,
        facts={"incident": str(row.key), "kind": row.kind},
        payload={"reason": reason},
    )
