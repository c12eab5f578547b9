"""The box of messages of one account: read it, count it, mark as read."""

from dataclasses import dataclass
from datetime import datetime

from app.access.actor import Actor
from app.access.policy import require
from app.runtime import Runtime
from app.store import notifications


@dataclass(frozen=True, slots=True)
class Notification:
    """Hold one message; `number` and `instance_key` lead to its case, `task_key` to what it asks one to do."""

    key: int
    subject: str
    body: str
    number: str | None
    instance_key: int | None
    task_key: int | None
    created_at: datetime
    read: bool


def list_notifications(
    runtime: Runtime, actor: Actor, *, unread: bool = False, offset: int = 0, size: int = 20
) -> tuple[tuple[Notification, ...], int]:
    """Return one page of the actor's own messages, newest first, and how many there are."""
    require(actor, "account.own")
    with runtime.read() as tx:
        rows, total = notifications.box(tx, actor.account_key or 0, unread=unread, offset=offset, size=size)
    found = tuple(
        Notification(
            row.key,
            row.subject,
            row.body,
            row.number,
            row.instance_key,
            row.task_key,
            row.created_at,
            row.read_at is not None,
        )
        for row in rows
    )
    return found, total


def count_unread(runtime: Runtime, actor: Actor) -> int:
    """Return how many messages wait; 0 for somebody without an account."""
    if actor.account_key is None:
        return 0
    with runtime.read() as tx:
        return notifications.count_unread(tx, actor.account_key)


def mark_read(runtime: Runtime, actor: Actor, key: int | None = None) -> int:
    """Mark one of the actor's messages, or all, as read; somebody else's stays as it is."""
    require(actor, "account.own")
    with runtime.transaction() as tx:
        return notifications.mark_read(tx, actor.account_key or 0, runtime.clock.now(), key)
