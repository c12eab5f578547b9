"""Read incidents for programs and resolve them: those who keep the system running, and those who read the case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from app.access.actor import Actor
from app.access.policy import allows, require
from app.cases.interface.within_reach import within_reach
from app.cases.moving.get_case import get_case
from app.cases.moving.incidents import retry_incident
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store.searching import Found, Source, Wanted, find
from app.store.tables.cases import element_event, incident, instance
from app.text import text

_TYPES = {
    "unhandled-error": "UNHANDLED_ERROR_EVENT",
    "decision": "DECISION_EVALUATION_ERROR",
    "no-flow": "CONDITION_ERROR",
    "expression": "EXTRACT_VALUE_ERROR",
    "collection": "EXTRACT_VALUE_ERROR",
    "assignment": "EXTRACT_VALUE_ERROR",
    "timer": "EXTRACT_VALUE_ERROR",
    "job-type": "EXTRACT_VALUE_ERROR",
    "correlation-key": "EXTRACT_VALUE_ERROR",
    "event-name": "EXTRACT_VALUE_ERROR",
}
ERROR_TYPES = ("JOB_NO_RETRIES", *dict.fromkeys(_TYPES.values()), "UNKNOWN")


@dataclass(frozen=True, slots=True)
class FoundIncident:
    """Hold an incident as programs see it."""

    key: int
    error_type: str
    message: str
    state: str
    element_id: str
    element_key: int
    job_key: int | None
    instance_key: int
    definition_key: int
    process_id: str
    raised_at: datetime


def search_incidents(
    runtime: Runtime,
    actor: Actor,
    wanted: Wanted,
    *,
    instance_key: int | None = None,
    element_key: int | None = None,
) -> tuple[Found, list[FoundIncident]]:
    """Return a page of incidents: every one to who may look after incidents, those of found cases to others.

    With `instance_key` or `element_key` those of a case or of one stay; NotFoundError when there is no such thing.
    """
    with runtime.read() as tx:
        query = _query()
        if element_key is not None:
            event = tx.execute(select(element_event).where(element_event.c.key == element_key)).first()
            if event is None:
                raise NotFoundError(text("没有找到您要的内容"))
            instance_key = event.instance_key
            query = query.where(incident.c.engine_id == event.engine_id)
        if instance_key is not None:
            if not allows(actor, "incident.read"):
                get_case(tx, actor, instance_key)
            elif tx.scalar(select(instance.c.key).where(instance.c.key == instance_key)) is None:
                raise NotFoundError(text("没有找到您要的内容"))
            query = query.where(incident.c.instance_key == instance_key)
        elif not allows(actor, "incident.read"):
            query = query.where(within_reach(tx, actor))
        found = find(tx, _source(query), wanted)
    return found, [_incident(row) for row in found.rows]


def read_found_incident(runtime: Runtime, actor: Actor, key: int) -> FoundIncident:
    """Return one incident; NotFoundError when there is none or the actor may not know of it."""
    with runtime.read() as tx:
        row = tx.execute(_query().where(incident.c.key == key)).first()
        if row is None:
            raise NotFoundError(text("没有找到您要的内容"))
        if not allows(actor, "incident.read"):
            get_case(tx, actor, row.instance_key)
    return _incident(row)


def resolve(runtime: Runtime, actor: Actor, key: int) -> None:
    """Try again what stopped; NotFoundError, ConflictError when it is resolved already."""
    retry_incident(runtime, actor, key)


def open_incidents_of(tx: Connection, actor: Actor, instance_key: int) -> list[int]:
    """Return the keys of the open incidents of a case, oldest first."""
    require(actor, "incident.retry", None)
    query = select(incident.c.key).where(incident.c.instance_key == instance_key, incident.c.state == "open")
    return list(tx.scalars(query.order_by(incident.c.key)))


_STATE = case((incident.c.state == "open", "ACTIVE"), else_="RESOLVED")
_TYPE: ColumnElement[str] = case(
    (incident.c.kind.startswith("job"), "JOB_NO_RETRIES"),
    *((incident.c.kind == kind, name) for kind, name in _TYPES.items() if kind != "job-type"),
    else_="UNKNOWN",
)
_ENTERED = (
    select(func.max(element_event.c.key))
    .where(
        and_(
            element_event.c.instance_key == incident.c.instance_key,
            element_event.c.engine_id == incident.c.engine_id,
        )
    )
    .scalar_subquery()
)


def _query() -> Select[Any]:
    return select(
        incident.c.key,
        incident.c.message,
        incident.c.element_id,
        incident.c.job_key,
        incident.c.instance_key,
        incident.c.raised_at,
        instance.c.definition_key,
        instance.c.process_id,
        _STATE.label("found_state"),
        _TYPE.label("error_type"),
        _ENTERED.label("element_key"),
    ).join(instance, instance.c.key == incident.c.instance_key)


def _source(query: Select[Any]) -> Source:
    return Source(
        query,
        {
            "incidentKey": incident.c.key,
            "processDefinitionId": instance.c.process_id,
            "processDefinitionKey": instance.c.definition_key,
            "processInstanceKey": incident.c.instance_key,
            "errorType": _TYPE,
            "errorMessage": incident.c.message,
            "elementId": incident.c.element_id,
            "elementInstanceKey": _ENTERED,
            "creationTime": incident.c.raised_at,
            "state": _STATE,
            "jobKey": incident.c.job_key,
        },
        incident.c.key,
    )


def _incident(row: Any) -> FoundIncident:
    return FoundIncident(
        key=row.key,
        error_type=row.error_type,
        message=row.message,
        state=row.found_state,
        element_id=row.element_id or "",
        element_key=row.element_key or row.key,
        job_key=row.job_key,
        instance_key=row.instance_key,
        definition_key=row.definition_key,
        process_id=row.process_id,
        raised_at=row.raised_at,
    )
