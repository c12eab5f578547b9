"""End outside work: done with results, failed with tries left or without, ended in a business error, held longer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.cases.interface.take_work import require_work
from app.cases.moving.advance import Moved, advance
from app.cases.moving.cause import Cause
from app.errors import ConflictError, NotFoundError
from app.runtime import Runtime
from app.store import instances, jobs, work
from app.text import text

_MESSAGE_LENGTH = 2000
Lease = str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Say how work failed: tries left, why, after which pause it may be taken again, what its next try should know."""

    retries: int = 0
    message: str = ""
    pause: timedelta = timedelta(0)
    variables: Mapping[str, Any] | None = None


def complete_work(
    runtime: Runtime, actor: Actor, key: int, variables: Mapping[str, Any], *, lease: Lease = None
) -> None:
    """Finish work with its results; the case goes on in the same transaction.

    Raises NotFoundError when there is no such work or it was finished before, ConflictError when it may not be
    finished now (its tries are used up, its lease is another's, its step was interrupted). Work whose time is over
    and that nobody else took may still be finished.
    """
    with runtime.transaction() as tx:
        row = _open(tx, actor, key, lease)
        moved = _move(
            runtime,
            tx,
            row,
            lambda live, env: engine.complete_job(live, row.engine_id, variables, env),
            Cause(actor=actor, action="job.completed", details=_told(row)),
        )
        work.change(tx, key, _ended(row, "done", runtime.clock.now()) | {"error": None})
    moved.keep()


def fail_work(runtime: Runtime, actor: Actor, key: int, failure: Failure, *, lease: Lease = None) -> None:
    """Give work back: with tries left it is offered again after the pause, without any an incident tells of it."""
    with runtime.transaction() as tx:
        row, now = _open(tx, actor, key, lease), runtime.clock.now()
        message = failure.message[:_MESSAGE_LENGTH]
        values: dict[str, Any] = {"retries": failure.retries, "error": message, "claimed_until": None}
        if failure.variables:
            values["args"] = {**row.args, "variables": {**row.args["variables"], **failure.variables}}
        if failure.retries > 0:
            work.change(tx, key, values | {"state": "offered", "run_at": now + failure.pause})
            return
        work.change(tx, key, values | {"state": "dead", "finished_at": now})
        jobs.raise_incident(
            tx,
            {
                "instance_key": row.instance_key,
                "job_key": row.key,
                "engine_id": row.engine_id,
                "element_id": row.args["element_id"],
                "kind": "job",
                "message": message or str(text("系统任务没有剩余的重试次数。")),
                "input": {"type": row.args["type"]},
                "raised_at": now,
            },
        )


def throw_work_error(
    runtime: Runtime,
    actor: Actor,
    key: int,
    code: str,
    *,
    message: str = "",
    variables: Mapping[str, Any] | None = None,
    lease: Lease = None,
) -> None:
    """Let work end in a BPMN error; an incident tells of one that nothing in the drawing catches."""

    def act(live: engine.LiveInstance, env: engine.EngineEnvironment) -> engine.Outcome:
        if variables:
            engine.set_variables(live, variables, env)
        return engine.throw_error(live, row.engine_id, code, env)

    with runtime.transaction() as tx:
        row = _open(tx, actor, key, lease)
        details = _told(row) | {"code": code, "message": message[:_MESSAGE_LENGTH]}
        moved = _move(runtime, tx, row, act, Cause(actor=actor, action="job.error", details=details))
        ended = _ended(row, "thrown", runtime.clock.now())
        work.change(tx, key, ended | {"error_code": code[:120], "error": message[:_MESSAGE_LENGTH]})
    moved.keep()


def update_work(
    runtime: Runtime,
    actor: Actor,
    key: int,
    *,
    retries: int | None = None,
    hold_for: timedelta | None = None,
    lease: Lease = None,
) -> None:
    """Set how many tries are left, or hold work longer (from now); ConflictError to hold what nobody holds."""
    with runtime.transaction() as tx:
        row = _open(tx, actor, key, lease, dead=True)
        values: dict[str, Any] = {}
        if retries is not None:
            values["retries"] = retries
        if hold_for is not None:
            if row.state != "taken":
                raise ConflictError(text("系统任务 %(key)s 没有被任何程序领取。", key=key))
            values["claimed_until"] = runtime.clock.now() + hold_for
        if values:
            work.change(tx, key, values)


def _open(tx: Connection, actor: Actor, key: int, lease: Lease, *, dead: bool = False) -> Row[Any]:
    """Return work that is not ended, locked; the client must be allowed to do its type."""
    row = work.lock(tx, key)
    if row is None:
        raise NotFoundError(text("没有编号为 %(key)s 的系统任务。", key=key))
    require_work(actor, row.args["type"])
    if row.state == "dead" and not dead:
        raise ConflictError(text("系统任务 %(key)s 的重试次数已用完，请先处理异常。", key=key))
    if row.state not in (*work.OPEN, "dead"):
        raise NotFoundError(text("系统任务 %(key)s 已经结束，没有重复生效。", key=key))
    if row.lease is not None and row.lease != lease and row.state == "taken":
        raise ConflictError(text("系统任务 %(key)s 已由别的程序领取。", key=key))
    return row


def _move(
    runtime: Runtime,
    tx: Connection,
    row: Row[Any],
    act: Callable[[engine.LiveInstance, engine.EngineEnvironment], engine.Outcome],
    cause: Cause,
) -> Moved:
    head = instances.head_by_key(tx, row.instance_key)
    if head is None:
        raise NotFoundError(text("找不到任务所属的办件"))
    return advance(runtime, tx, head, act, cause)


def _ended(row: Row[Any], state: str, at: datetime) -> dict[str, Any]:
    # what only the worker needed to know is not kept
    return {"state": state, "finished_at": at, "args": {**row.args, "variables": {}}}


def _told(row: Row[Any]) -> dict[str, Any]:
    return {"job": str(row.key), "type": row.args["type"], "worker": row.worker or ""}
