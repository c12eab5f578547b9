"""Hand outside work to a program: take what is offered of a type, within the rights of the client."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.access.actor import Actor
from app.access.interface_rights import may_work
from app.access.policy import require
from app.errors import ForbiddenError
from app.people.digest import new_token
from app.runtime import Runtime
from app.store import work
from app.store.work import Taking
from app.text import text


@dataclass(frozen=True, slots=True)
class Asked:
    """Say what a program takes: a type of work, how much at most, for how long, and which variables it wants."""

    type: str
    worker: str
    most: int
    hold_for: timedelta
    variables: Collection[str] | None = None
    leased: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """Hold one piece of work as its worker sees it."""

    key: int
    type: str
    element_id: str
    element_key: int
    instance_key: int
    definition_key: int
    process_id: str
    version: int
    headers: Mapping[str, str]
    variables: Mapping[str, Any]
    worker: str
    retries: int
    until: datetime
    lease: str | None
    business_id: str | None
    tags: tuple[str, ...]


def is_offered(runtime: Runtime, actor: Actor, job_type: str) -> bool:
    """Say whether there is work of a type to take."""
    require_work(actor, job_type)
    with runtime.read() as tx:
        return work.is_offered(tx, job_type, runtime.clock.now())


def take_work(runtime: Runtime, actor: Actor, asked: Asked) -> list[Work]:
    """Take work of a type; nobody else gets it until the time is over.

    Raises ForbiddenError when the client's rights do not cover the type.
    """
    require_work(actor, asked.type)
    now = runtime.clock.now()
    taking = Taking(
        type=asked.type,
        worker=asked.worker,
        now=now,
        until=now + asked.hold_for,
        most=asked.most,
        lease=new_token()[:40] if asked.leased else None,
    )
    with runtime.transaction() as tx:
        keys = work.take(tx, taking)
        rows = work.work_with_case(tx, keys) if keys else ()
    return [_work(row, asked.variables) for row in rows]


def require_work(actor: Actor, job_type: str) -> None:
    """Raise unless the client may do work of this type."""
    require(actor, "job.work", None)
    if actor.rights is not None and not may_work(actor.rights, job_type):
        raise ForbiddenError(text("此接口客户端无权承办“%(type)s”类系统任务。", type=job_type[:80]))


def _work(row: Any, wanted: Collection[str] | None) -> Work:
    variables = {**row.variables, **row.args["variables"]}
    if wanted:
        variables = {name: value for name, value in variables.items() if name in wanted}
    return Work(
        key=row.key,
        type=row.args["type"],
        element_id=row.args["element_id"],
        element_key=row.element_key or row.key,
        instance_key=row.instance_key,
        definition_key=row.definition_key,
        process_id=row.process_id,
        version=row.definition_version,
        headers=row.args["headers"],
        variables=variables,
        worker=row.worker or "",
        retries=row.retries,
        until=row.claimed_until,
        lease=row.lease,
        business_id=row.business_id,
        tags=tuple(row.tags or ()),
    )
