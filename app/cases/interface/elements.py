"""Read the passage of cases through their drawings as element instances."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, select

from app.access.actor import Actor
from app.cases.interface.within_reach import within_reach
from app.cases.moving.get_case import get_case
from app.catalog.resolve import resolve_package
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store.searching import Found, Source, Wanted, find
from app.store.tables.cases import element_event, incident, instance
from app.text import text

KINDS = {
    "startEvent": "START_EVENT",
    "endEvent": "END_EVENT",
    "boundaryEvent": "BOUNDARY_EVENT",
    "intermediateCatchEvent": "INTERMEDIATE_CATCH_EVENT",
    "intermediateThrowEvent": "INTERMEDIATE_THROW_EVENT",
    "userTask": "USER_TASK",
    "serviceTask": "SERVICE_TASK",
    "sendTask": "SEND_TASK",
    "receiveTask": "RECEIVE_TASK",
    "scriptTask": "SCRIPT_TASK",
    "businessRuleTask": "BUSINESS_RULE_TASK",
    "manualTask": "MANUAL_TASK",
    "task": "TASK",
    "callActivity": "CALL_ACTIVITY",
    "subProcess": "SUB_PROCESS",
    "exclusiveGateway": "EXCLUSIVE_GATEWAY",
    "parallelGateway": "PARALLEL_GATEWAY",
    "inclusiveGateway": "INCLUSIVE_GATEWAY",
    "eventBasedGateway": "EVENT_BASED_GATEWAY",
    "process": "PROCESS",
}


@dataclass(frozen=True, slots=True)
class PassedElement:
    """Hold one stay of a token at an element."""

    key: int
    element_id: str
    name: str
    kind: str
    state: str
    entered_at: datetime
    left_at: datetime | None
    incident_key: int | None
    instance_key: int
    definition_key: int
    process_id: str


def search_elements(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, list[PassedElement]]:
    """Return a page of stays, of the cases the actor may find."""
    with runtime.read() as tx:
        found = find(tx, _source(tx, actor), wanted)
        return found, [_element(runtime, tx, row) for row in found.rows]


def read_element(runtime: Runtime, actor: Actor, key: int) -> PassedElement:
    """Return one stay; NotFoundError when there is none."""
    with runtime.read() as tx:
        row = tx.execute(_query().where(element_event.c.key == key)).first()
        if row is None:
            raise NotFoundError(text("没有找到您要的内容"))
        get_case(tx, actor, row.instance_key)
        return _element(runtime, tx, row)


_STATE = case(
    (element_event.c.left_at.is_(None), "ACTIVE"),
    (element_event.c.canceled.is_(True), "TERMINATED"),
    else_="COMPLETED",
)
_INCIDENT = (
    select(func.max(incident.c.key))
    .where(
        and_(
            incident.c.instance_key == element_event.c.instance_key,
            incident.c.engine_id == element_event.c.engine_id,
            incident.c.state == "open",
        )
    )
    .scalar_subquery()
)


def _query() -> Select[Any]:
    return select(
        element_event,
        instance.c.definition_key,
        instance.c.process_id,
        _STATE.label("found_state"),
        _INCIDENT.label("incident_key"),
    ).join(instance, instance.c.key == element_event.c.instance_key)


def _source(tx: Connection, actor: Actor) -> Source:
    return Source(
        _query().where(within_reach(tx, actor)),
        {
            "elementInstanceKey": element_event.c.key,
            "elementId": element_event.c.element_id,
            "state": _STATE,
            "startDate": element_event.c.entered_at,
            "endDate": element_event.c.left_at,
            "hasIncident": case((_INCIDENT.is_not(None), True), else_=False),
            "incidentKey": _INCIDENT,
            "processInstanceKey": element_event.c.instance_key,
            "processDefinitionKey": instance.c.definition_key,
            "processDefinitionId": instance.c.process_id,
        },
        element_event.c.key,
    )


def _element(runtime: Runtime, tx: Connection, row: Any) -> PassedElement:
    element = resolve_package(runtime, tx, row.definition_key).definition.elements.get(row.element_id)
    kind = KINDS.get(element.kind, "UNKNOWN") if element is not None else "UNKNOWN"
    if element is not None and element.event_sub_process:
        kind = "EVENT_SUB_PROCESS"
    return PassedElement(
        key=row.key,
        element_id=row.element_id,
        name=(element.name if element is not None else "") or row.element_id,
        kind=kind,
        state=row.found_state,
        entered_at=row.entered_at,
        left_at=row.left_at,
        incident_key=row.incident_key,
        instance_key=row.instance_key,
        definition_key=row.definition_key,
        process_id=row.process_id,
    )
