"""Do what a batch is about, case by case, as the account that began it; what cannot be done is written down."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select, update

from app.access.actor import Actor
from app.cases.casebook.cancel_case import cancel_case
from app.cases.moving.incidents import retry_incident
from app.errors import LuoshuError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store.tables.interfaces import batch_item, batch_operation

KIND = "batch"
_CANCELED = "由接口批量终止"
_ERROR_LENGTH = 1000
_ACTS: Mapping[str, Callable[[Runtime, Actor, int], None]] = {
    "CANCEL_PROCESS_INSTANCE": lambda runtime, actor, key: cancel_case(runtime, actor, key, _CANCELED),
    "RESOLVE_INCIDENT": retry_incident,
}


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], None]:
    """Do every item in its own transaction; return the step that ends the batch."""
    key = int(job.args["batch"])
    with runtime.read() as tx:
        batch = tx.execute(select(batch_operation).where(batch_operation.c.key == key)).one()
        items = list(
            tx.scalars(
                select(batch_item.c.item_key)
                .where(batch_item.c.batch_key == key, batch_item.c.state == "ACTIVE")
                .order_by(batch_item.c.item_key)
            )
        )
    rights = batch.arguments["rights"]
    actor = replace(
        act_as(runtime, batch.arguments["login"]), rights=frozenset(rights) if rights is not None else None
    )
    for item in items:
        if _goes_on(runtime, key):
            _do(runtime, actor, batch, item)

    def finish(tx: Connection) -> None:
        tx.execute(
            update(batch_operation)
            .where(batch_operation.c.key == key, batch_operation.c.ended_at.is_(None))
            .values(state="COMPLETED", ended_at=runtime.clock.now())
        )

    return finish


def _goes_on(runtime: Runtime, key: int) -> bool:
    query = select(batch_operation.c.key).where(
        batch_operation.c.key == key, batch_operation.c.ended_at.is_(None)
    )
    with runtime.read() as tx:
        return tx.scalar(query) is not None


def _do(runtime: Runtime, actor: Actor, batch: Row[Any], item: int) -> None:
    state, error = "COMPLETED", None
    try:
        _ACTS[batch.kind](runtime, actor, item)
    except LuoshuError as problem:
        state, error = "FAILED", str(problem.message)[:_ERROR_LENGTH]
    with runtime.transaction() as tx:
        tx.execute(
            update(batch_item)
            .where(
                batch_item.c.batch_key == batch.key,
                batch_item.c.item_key == item,
                batch_item.c.state == "ACTIVE",
            )
            .values(state=state, error=error, done_at=runtime.clock.now())
        )
