"""The events of a case's record that its page tells, with the payload still sealed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select

from app.store.tables.audit import audit_event, audit_payload


def told_events(tx: Connection, instance_key: int, actions: Collection[str]) -> list[Row[Any]]:
    """Return the events of these actions, oldest first, with `body` (encrypted, None once erased)."""
    query = (
        select(audit_event, audit_payload.c.body)
        .outerjoin(audit_payload, audit_payload.c.event_key == audit_event.c.key)
        .where(audit_event.c.instance_key == instance_key, audit_event.c.action.in_(actions))
        .order_by(audit_event.c.seq)
    )
    return list(tx.execute(query))
