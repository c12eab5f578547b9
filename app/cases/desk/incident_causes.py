"""Open incidents by their cause, several retried at once, and what became of each: told from what is stored now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.incidents import IncidentView, retry_incident, view_incident
from app.errors import ConflictError, InvalidError, NotFoundError
from app.runtime import Runtime
from app.store import incidents
from app.text import Text, text

MOST_AT_ONCE = 100
"""Incidents retried by one press: each is a transaction of its own."""


@dataclass(frozen=True)
class IncidentCause:
    """Hold one cause: how many open incidents it has, since when, and its newest as the example."""

    cause: str
    amount: int
    first_at: datetime
    last_at: datetime
    example: IncidentView


@dataclass(frozen=True)
class Retried:
    """Say what became of an incident after a retry: `result` is open | waiting | running | done | failed | settled."""

    incident: IncidentView
    result: str
    words: Text


def list_causes(
    runtime: Runtime, actor: Actor, *, size: int = 20, offset: int = 0
) -> tuple[tuple[IncidentCause, ...], int]:
    """Return one page of causes of open incidents, the most frequent first, and how many causes there are."""
    require(actor, "incident.read", None)
    with runtime.read() as tx:
        rows, total = incidents.causes(tx, limit=size, offset=offset)
        examples = {row.key: row for row in incidents.several(tx, [row.key for row in rows])}
        found = tuple(
            IncidentCause(
                row.cause,
                row.amount,
                row.first_at,
                row.last_at,
                view_incident(runtime, tx, examples[row.key]),
            )
            for row in rows
        )
        return found, total


def list_of_cause(
    runtime: Runtime, actor: Actor, cause: str, *, size: int = 20, offset: int = 0
) -> tuple[tuple[IncidentView, ...], int]:
    """Return one page of the open incidents of a cause, newest first, and how many there are."""
    require(actor, "incident.read", None)
    with runtime.read() as tx:
        rows, total = incidents.page(tx, state="open", cause=cause, limit=size, offset=offset)
        return tuple(view_incident(runtime, tx, row) for row in rows), total


def retry_incidents(runtime: Runtime, actor: Actor, keys: Sequence[int]) -> None:
    """Try again exactly these; one that somebody else has settled meanwhile is left as it is.

    Raises InvalidError when none or more than MOST_AT_ONCE are named. What became of each: `read_retried`.
    """
    require(actor, "incident.retry", None)
    if not keys:
        nothing = text("请先选择要重试的异常。")
        raise InvalidError(nothing, {"key": [nothing]})
    if len(keys) > MOST_AT_ONCE:
        too_many = text("一次最多重试 %(most)s 项。", most=MOST_AT_ONCE)
        raise InvalidError(too_many, {"key": [too_many]})
    for key in keys:
        try:
            retry_incident(runtime, actor, key)
        except (ConflictError, NotFoundError):
            continue  # settled or moved on meanwhile: the page of results tells its state


def read_retried(runtime: Runtime, actor: Actor, keys: Sequence[int]) -> tuple[Retried, ...]:
    """Return what became of incidents that were retried, in the order they arose."""
    require(actor, "incident.read", None)
    with runtime.read() as tx:
        rows = incidents.several(tx, keys[:MOST_AT_ONCE])
        return tuple(_retried(runtime, tx, row) for row in rows)


def _retried(runtime: Runtime, tx: Connection, row: Row[Any]) -> Retried:
    result = _result(tx, row)
    return Retried(view_incident(runtime, tx, row), result, _WORDS[result])


def _result(tx: Connection, row: Row[Any]) -> str:
    if row.state == "open":
        return "open"
    if incidents.again(tx, row) is not None:
        return "failed"
    if row.job_key is None:
        return "done"
    return {"ready": "waiting", "running": "running", "done": "done"}.get(row.job_state or "", "settled")


_WORDS = {
    "open": text("没有重试：仍待处理"),
    "waiting": text("已排队，等待再次执行"),
    "running": text("正在执行"),
    "done": text("成功"),
    "failed": text("再次失败，已列为新的异常"),
    "settled": text("已用其他方式处理"),
}
