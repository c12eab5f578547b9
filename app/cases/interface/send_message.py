"""Take a message from a program: deliver it to the cases that wait, start those it starts, keep it for later ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.advance import Moved
from app.cases.moving.deliver_message import Message, deliver
from app.cases.moving.start import open_case
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.errors import ConflictError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances, messages
from app.store.keys import new_key
from app.text import text

CHANNEL = "api"


@dataclass
class Delivered:
    """Hold what became of a message: its key and the cases that took it or began with it."""

    key: int
    instance_keys: list[int] = field(default_factory=list)
    moves: list[Moved] = field(default_factory=list)


def publish_message(
    runtime: Runtime,
    actor: Actor,
    message: Message,
    *,
    keep_for: timedelta = timedelta(0),
    message_id: str | None = None,
) -> Delivered:
    """Deliver a message now and, while `keep_for` lasts, to the first case of each process that comes to wait for it.

    Nobody waiting is no error. Raises ConflictError when a message of the same name, correlation key and id is still
    kept.
    """
    require(actor, "message.correlate", None)
    now = runtime.clock.now()
    with runtime.transaction() as tx:
        messages.sweep(tx, now)
        if message_id and messages.is_known(tx, message.name, message.correlation_key, message_id):
            raise ConflictError(text("编号为“%(id)s”的消息已经收到过。", id=message_id))
        delivered = _deliver(runtime, tx, actor, message)
        if keep_for > timedelta(0):
            values = {
                "key": delivered.key,
                "name": message.name,
                "correlation_key": message.correlation_key,
                "message_id": message_id,
                "variables": dict(message.variables),
                "published_at": now,
                "published_by": actor.account_key,
                "expires_at": now + keep_for,
            }
            messages.buffer_message(tx, values)
            for key in delivered.instance_keys:
                messages.take_message(tx, delivered.key, key, now)
    _keep(delivered)
    return delivered


def correlate_message(runtime: Runtime, actor: Actor, message: Message) -> Delivered:
    """Deliver a message to the cases that wait for it now; NotFoundError when nobody does."""
    require(actor, "message.correlate", None)
    with runtime.transaction() as tx:
        delivered = _deliver(runtime, tx, actor, message)
        if not delivered.instance_keys:
            raise NotFoundError(
                text(
                    "没有办件在等待消息“%(name)s”（关联值“%(key)s”）。",
                    name=message.name,
                    key=message.correlation_key,
                )
            )
    _keep(delivered)
    return delivered


def _deliver(runtime: Runtime, tx: Connection, actor: Actor, message: Message) -> Delivered:
    delivered, served = Delivered(new_key()), set[str]()
    for waiting in messages.waiting_cases(tx, message.name, message.correlation_key):
        if waiting.process_id in served:
            continue
        moved = deliver(runtime, tx, actor, waiting.key, message)
        if moved is not None:
            served.add(waiting.process_id)
            delivered.instance_keys.append(waiting.key)
            delivered.moves.append(moved)
    for package, element_id in _started_by(runtime, tx, message.name):
        started = open_case(
            runtime,
            tx,
            actor,
            package,
            message.variables,
            form_id=None,
            preset={},
            facts={"channel": CHANNEL},
            start_element=element_id,
        )
        delivered.instance_keys.append(started.key)
    facts = {"message": str(delivered.key), "name": message.name, "cases": len(delivered.instance_keys)}
    append_event(runtime, tx, None, actor=actor, action="message.published", facts=facts, retention="log")
    return delivered


def _started_by(runtime: Runtime, tx: Connection, name: str) -> Iterator[tuple[Package, str]]:
    """Yield the processes that a message of this name starts, in their newest version."""
    done: set[str] = set()
    for row in instances.list_definitions(tx):
        if row.retired_at is not None or row.process_id in done:
            continue
        done.add(row.process_id)
        package = resolve_package(runtime, tx, row.key)
        for start in package.definition.starts:
            if start.kind == "message" and start.message_name == name:
                yield package, start.element_id


def _keep(delivered: Delivered) -> None:
    for moved in delivered.moves:
        moved.keep()
