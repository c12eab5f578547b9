"""Do one act to many cases: what is meant is found at once, each is done in its own transaction by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, func, insert, select, update

from app.access.actor import Actor
from app.access.policy import require
from app.cases.interface.instances import instance_source
from app.cases.interface.within_reach import within_reach
from app.cases.moving.get_case import get_case
from app.errors import ConflictError, NotFoundError
from app.runtime import Runtime
from app.store import jobs
from app.store.keys import new_key
from app.store.searching import Found, Source, Wanted, find
from app.store.tables.cases import incident
from app.store.tables.interfaces import batch_item, batch_operation
from app.store.tables.people import account
from app.text import text

CANCEL = "CANCEL_PROCESS_INSTANCE"
RESOLVE = "RESOLVE_INCIDENT"
MOST = 10_000
JOB = "batch"


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold one batch and how far it is."""

    key: int
    kind: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    login: str | None
    total: int
    failed: int
    done: int


def start_batch(runtime: Runtime, actor: Actor, kind: str, wanted: Wanted) -> int:
    """Begin to end the cases of a search, or to resolve their incidents; return the batch's key.

    What may not be done to one of them fails for that one alone. At most 10000 cases.
    """
    if kind == RESOLVE:
        require(actor, "incident.retry", None)
    with runtime.transaction() as tx:
        source = instance_source(tx, within_reach(tx, actor))
        found = find(tx, source, replace(wanted, sort=(), limit=MOST, offset=0, after=None, before=None))
        keys = [row.key for row in found.rows if kind == RESOLVE or row.ended_at is None]
        return _begin(runtime, tx, actor, kind, keys)


def resolve_incidents_of(runtime: Runtime, actor: Actor, instance_key: int) -> int:
    """Begin to resolve the incidents of one case; return the batch's key."""
    require(actor, "incident.retry", None)
    with runtime.transaction() as tx:
        get_case(tx, actor, instance_key)
        return _begin(runtime, tx, actor, RESOLVE, [instance_key])


def search_batches(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, list[Batch]]:
    """Return a page of the batches that the actor's account began."""
    require(actor, "case.search", None)
    source = Source(
        _query().where(batch_operation.c.started_by == actor.account_key),
        {
            "batchOperationKey": batch_operation.c.key,
            "operationType": batch_operation.c.kind,
            "state": batch_operation.c.state,
            "startDate": batch_operation.c.started_at,
            "endDate": batch_operation.c.ended_at,
            "actorId": account.c.login,
        },
        batch_operation.c.key,
    )
    with runtime.read() as tx:
        found = find(tx, source, wanted)
    return found, [_batch(row) for row in found.rows]


def read_batch(runtime: Runtime, actor: Actor, key: int) -> Batch:
    """Return a batch; NotFoundError when there is none or another account began it."""
    require(actor, "case.search", None)
    with runtime.read() as tx:
        return _batch(_own(tx, actor, key))


def search_batch_items(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, Sequence[Row[Any]]]:
    """Return a page of what the actor's batches are about: key, case, state, error, end."""
    require(actor, "case.search", None)
    query = (
        select(batch_item, batch_operation.c.kind)
        .join(batch_operation, batch_operation.c.key == batch_item.c.batch_key)
        .where(batch_operation.c.started_by == actor.account_key)
    )
    source = Source(
        query,
        {
            "batchOperationKey": batch_item.c.batch_key,
            "itemKey": batch_item.c.item_key,
            "processInstanceKey": batch_item.c.instance_key,
            "state": batch_item.c.state,
            "operationType": batch_operation.c.kind,
            "processedDate": batch_item.c.done_at,
        },
        batch_item.c.item_key,
    )
    with runtime.read() as tx:
        found = find(tx, source, wanted)
    return found, found.rows


def cancel_batch(runtime: Runtime, actor: Actor, key: int) -> None:
    """Let a batch do nothing more; what it did stays done. ConflictError when it has ended."""
    require(actor, "case.search", None)
    with runtime.transaction() as tx:
        if _own(tx, actor, key).ended_at is not None:
            raise ConflictError(text("批量操作已经结束。"))
        now = runtime.clock.now()
        tx.execute(
            update(batch_operation).where(batch_operation.c.key == key).values(state="CANCELED", ended_at=now)
        )
        tx.execute(
            update(batch_item)
            .where(batch_item.c.batch_key == key, batch_item.c.state == "ACTIVE")
            .values(state="CANCELED", done_at=now)
        )


def _begin(runtime: Runtime, tx: Connection, actor: Actor, kind: str, keys: list[int]) -> int:
    key, now = new_key(), runtime.clock.now()
    items = _items(tx, kind, keys)
    tx.execute(
        insert(batch_operation).values(
            key=key,
            kind=kind,
            state="ACTIVE" if items else "COMPLETED",
            arguments={
                "login": actor.login,
                "rights": sorted(actor.rights) if actor.rights is not None else None,
            },
            started_by=actor.account_key,
            started_at=now,
            ended_at=None if items else now,
        )
    )
    if items:
        rows = [{"batch_key": key, "state": "ACTIVE", **item} for item in items]
        tx.execute(insert(batch_item), rows)
        jobs.enqueue(tx, JOB, {"batch": str(key)}, run_at=now, once_key=f"{JOB}:{key}")
    return key


def _items(tx: Connection, kind: str, keys: list[int]) -> list[dict[str, int]]:
    if kind == CANCEL:
        return [{"item_key": key, "instance_key": key} for key in keys]
    query = select(incident.c.key, incident.c.instance_key).where(
        incident.c.state == "open", incident.c.instance_key.in_(keys)
    )
    return [{"item_key": row.key, "instance_key": row.instance_key} for row in tx.execute(query)]


def _query() -> Any:
    def count(*states: str) -> Any:
        return (
            select(func.coalesce(func.sum(case((batch_item.c.state.in_(states), 1), else_=0)), 0))
            .where(batch_item.c.batch_key == batch_operation.c.key)
            .scalar_subquery()
        )

    total = select(func.count()).where(batch_item.c.batch_key == batch_operation.c.key).scalar_subquery()
    return select(
        batch_operation,
        account.c.login,
        total.label("total"),
        count("FAILED").label("failed"),
        count("COMPLETED").label("done"),
    ).outerjoin(account, account.c.key == batch_operation.c.started_by)


def _own(tx: Connection, actor: Actor, key: int) -> Row[Any]:
    query = _query().where(batch_operation.c.key == key, batch_operation.c.started_by == actor.account_key)
    row: Row[Any] | None = tx.execute(query).first()
    if row is None:
        raise NotFoundError(text("没有编号为 %(key)s 的批量操作", key=key))
    return row


def _batch(row: Any) -> Batch:
    return Batch(
        row.key,
        row.kind,
        row.state,
        row.started_at,
        row.ended_at,
        row.login,
        int(row.total),
        int(row.failed),
        int(row.done),
    )
