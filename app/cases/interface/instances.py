"""Read cases as process instances: search, one, its passage through the drawing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, select

from app.access.actor import Actor
from app.cases.casebook.read_case import purpose_of
from app.cases.interface.within_reach import within_reach
from app.cases.moving.get_case import get_case
from app.cases.record.audit_access import record_access
from app.runtime import Runtime
from app.store.searching import NO_KEY, Condition, Found, Source, Wanted, compare, find
from app.store.tables.cases import definition, element_event, incident, instance
from app.store.variables import has_tag, has_variable


@dataclass(frozen=True, slots=True)
class Instance:
    """Hold a case as programs see it."""

    key: int
    definition_key: int
    process_id: str
    process_name: str
    version: int
    version_tag: str | None
    state: str
    has_incident: bool
    started_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None
    business_id: str | None
    tags: tuple[str, ...]
    number: str


def search_instances(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, list[Instance]]:
    """Return a page of the cases the actor may find."""
    with runtime.read() as tx:
        reach = within_reach(tx, actor)
        found = find(tx, instance_source(tx, reach), wanted)
        return found, [_instance(row) for row in found.rows]


def read_instance(runtime: Runtime, actor: Actor, key: int) -> Instance:
    """Return one case and write down that the actor looked; NotFoundError or ForbiddenError as the policy says."""
    with runtime.read() as tx:
        _, facts = get_case(tx, actor, key)
        row = tx.execute(_query().where(instance.c.key == key)).one()
    record_access(runtime, actor, key, purpose=purpose_of(actor, facts))
    return _instance(row)


def passed_flows(runtime: Runtime, actor: Actor, key: int) -> list[str]:
    """Return the elements a case entered, in order and without repetition."""
    with runtime.read() as tx:
        get_case(tx, actor, key)
        query = select(element_event.c.element_id).where(element_event.c.instance_key == key)
        return list(dict.fromkeys(tx.scalars(query.order_by(element_event.c.key))))


def instance_source(tx: Connection, reach: ColumnElement[bool]) -> Source:
    """Return what can be asked of cases within reach."""

    def variables(wanted: Condition) -> ColumnElement[bool]:
        name, conditions = wanted.value
        return has_variable(tx.dialect, name, conditions)

    def element(wanted: Condition) -> ColumnElement[bool]:
        entered = select(element_event.c.instance_key).where(compare(element_event.c.element_id, wanted))
        return instance.c.key.in_(entered)

    def message(wanted: Condition) -> ColumnElement[bool]:
        told = select(incident.c.instance_key).where(
            incident.c.state == "open", compare(incident.c.message, wanted)
        )
        return instance.c.key.in_(told)

    return Source(
        _query().where(reach),
        {
            "processInstanceKey": instance.c.key,
            "processDefinitionKey": instance.c.definition_key,
            "processDefinitionId": instance.c.process_id,
            "processDefinitionName": definition.c.name,
            "processDefinitionVersion": definition.c.version,
            "processDefinitionVersionTag": definition.c.version_tag,
            "parentProcessInstanceKey": NO_KEY,
            "parentElementInstanceKey": NO_KEY,
            "state": STATE,
            "hasIncident": HAS_INCIDENT,
            "startDate": instance.c.started_at,
            "endDate": instance.c.ended_at,
            "suspendedDate": instance.c.suspended_at,
            "businessId": instance.c.business_id,
            "tags": has_tag,
            "variables": variables,
            "elementId": element,
            "errorMessage": message,
        },
        instance.c.key,
    )


STATE = case(
    (instance.c.status == "completed", "COMPLETED"),
    (instance.c.status == "terminated", "TERMINATED"),
    (instance.c.suspended_at.is_not(None), "SUSPENDED"),
    else_="ACTIVE",
)
_OPEN = (
    select(incident.c.key)
    .where(incident.c.instance_key == instance.c.key, incident.c.state == "open")
    .exists()
)
HAS_INCIDENT = case((_OPEN, True), else_=False)


def _query() -> Select[Any]:
    return select(
        instance.c.key,
        instance.c.definition_key,
        instance.c.process_id,
        instance.c.number,
        instance.c.started_at,
        instance.c.ended_at,
        instance.c.suspended_at,
        instance.c.business_id,
        instance.c.tags,
        definition.c.name,
        definition.c.version,
        definition.c.version_tag,
        STATE.label("state"),
        HAS_INCIDENT.label("has_incident"),
    ).join(definition, definition.c.key == instance.c.definition_key)


def _instance(row: Any) -> Instance:
    return Instance(
        row.key,
        row.definition_key,
        row.process_id,
        row.name,
        row.version,
        row.version_tag,
        row.state,
        bool(row.has_incident),
        row.started_at,
        row.ended_at,
        row.suspended_at,
        row.business_id,
        tuple(row.tags or ()),
        row.number,
    )
