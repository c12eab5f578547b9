"""Search outside work: what is offered, taken, ended, in the cases the actor may find."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, cast, func, literal, select
from sqlalchemy.types import Text

from app.access.actor import Actor
from app.access.policy import require
from app.cases.interface.within_reach import within_reach
from app.runtime import Runtime
from app.store.jobs import WORK
from app.store.searching import Found, Source, Wanted, find
from app.store.tables.cases import element_event, instance, job


@dataclass(frozen=True, slots=True)
class FoundWork:
    """Hold outside work as searches tell of it; no variables."""

    key: int
    type: str
    state: str
    worker: str
    retries: int
    until: datetime | None
    error: str | None
    error_code: str | None
    element_id: str
    element_key: int
    instance_key: int
    definition_key: int
    process_id: str
    business_id: str | None
    headers: Mapping[str, str]
    created_at: datetime
    ended_at: datetime | None


_STATE = case(
    (job.c.state == "done", "COMPLETED"),
    (job.c.state == "canceled", "CANCELED"),
    (job.c.state == "thrown", "ERROR_THROWN"),
    (job.c.state == "dead", "FAILED"),
    (job.c.error.is_not(None), "FAILED"),
    else_="CREATED",
)


def search_work(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, list[FoundWork]]:
    """Return a page of outside work."""
    require(actor, "job.work", None)
    entered = (
        select(func.max(element_event.c.key))
        .where(
            element_event.c.instance_key == job.c.instance_key, element_event.c.engine_id == job.c.engine_id
        )
        .scalar_subquery()
    )
    stay = element_event.alias("stay")
    element_id = (
        select(stay.c.element_id)
        .where(stay.c.instance_key == job.c.instance_key, stay.c.engine_id == job.c.engine_id)
        .order_by(stay.c.key.desc())
        .limit(1)
        .scalar_subquery()
    )
    kind = func.substr(job.c.kind, len(WORK) + 1)
    with runtime.read() as tx:
        query = (
            select(
                job,
                instance.c.definition_key,
                instance.c.process_id,
                instance.c.business_id,
                _STATE.label("found_state"),
                entered.label("element_key"),
            )
            .join(instance, instance.c.key == job.c.instance_key)
            .where(job.c.kind.startswith(WORK), within_reach(tx, actor))
        )
        left = case(((job.c.error.is_not(None)) & (job.c.retries > 0), True), else_=False)
        source = Source(
            query,
            {
                "jobKey": job.c.key,
                "type": kind,
                "state": _STATE,
                "worker": job.c.worker,
                "retries": job.c.retries,
                "deadline": job.c.claimed_until,
                "errorMessage": cast(job.c.error, Text),
                "errorCode": job.c.error_code,
                "hasFailedWithRetriesLeft": left,
                "elementId": element_id,
                "elementInstanceKey": entered,
                "processInstanceKey": job.c.instance_key,
                "processDefinitionKey": instance.c.definition_key,
                "processDefinitionId": instance.c.process_id,
                "creationTime": job.c.created_at,
                "endTime": job.c.finished_at,
                "kind": literal("BPMN_ELEMENT"),
                "listenerEventType": literal("UNSPECIFIED"),
            },
            job.c.key,
        )
        found = find(tx, source, wanted)
    return found, [_work(row) for row in found.rows]


def _work(row: Any) -> FoundWork:
    return FoundWork(
        key=row.key,
        type=row.args["type"],
        state=row.found_state,
        worker=row.worker or "",
        retries=row.retries,
        until=row.claimed_until,
        error=row.error,
        error_code=row.error_code,
        element_id=row.args["element_id"],
        element_key=row.element_key or row.key,
        instance_key=row.instance_key,
        definition_key=row.definition_key,
        process_id=row.process_id,
        business_id=row.business_id,
        headers=row.args["headers"],
        created_at=row.created_at,
        ended_at=row.finished_at,
    )
