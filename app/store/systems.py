"""Rows of department systems, of the calls cases made to them, and of the events they reported."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.keys import new_key
from app.store.tables.cases import instance
from app.store.tables.systems import connected_system, system_call, system_event, system_secret


def all_systems(tx: Connection) -> list[Row[Any]]:
    """Return every system, by its id."""
    return list(tx.execute(select(connected_system).order_by(connected_system.c.id)))


def one_system(tx: Connection, system_id: str) -> Row[Any] | None:
    """Return one system."""
    return tx.execute(select(connected_system).where(connected_system.c.id == system_id)).first()


def put_system(tx: Connection, values: Mapping[str, Any]) -> None:
    """Store a system, or the newer description of one that is there."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    row = build(connected_system).values(**values)
    new = {name: row.excluded[name] for name in values if name != "id"}
    tx.execute(row.on_conflict_do_update(index_elements=["id"], set_=new))


def change_system(tx: Connection, system_id: str, values: Mapping[str, Any]) -> None:
    """Change columns of a system."""
    tx.execute(update(connected_system).where(connected_system.c.id == system_id).values(**values))


def put_secret(tx: Connection, system_id: str, name: str, value: str, at: datetime) -> None:
    """Store a secret (encrypted by the caller) over an older one."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    row = build(system_secret).values(system_id=system_id, name=name, value=value, changed_at=at)
    new = {"value": row.excluded.value, "changed_at": row.excluded.changed_at}
    tx.execute(row.on_conflict_do_update(index_elements=["system_id", "name"], set_=new))


def secrets_of(tx: Connection, system_id: str) -> list[Row[Any]]:
    """Return the stored secrets of a system (name, encrypted value, changed_at)."""
    query = select(system_secret).where(system_secret.c.system_id == system_id)
    return list(tx.execute(query.order_by(system_secret.c.name)))


def add_call(tx: Connection, values: Mapping[str, Any]) -> int:
    """Store a call and return its key."""
    key = int(values.get("key") or new_key())
    tx.execute(insert(system_call).values(**{**values, "key": key}))
    return key


def one_call(tx: Connection, key: int) -> Row[Any] | None:
    """Return one call."""
    return tx.execute(select(system_call).where(system_call.c.key == key)).first()


def settle_call(tx: Connection, key: int, state: str, note: str | None, at: datetime) -> None:
    """Write down how a call that a person answered compares with the system; its inputs are no longer needed."""
    settled = {"state": state, "note": note, "settled_at": at, "inputs": None}
    tx.execute(update(system_call).where(system_call.c.key == key).values(**settled))


def calls_of(tx: Connection, system_id: str, *, limit: int, offset: int) -> tuple[list[Row[Any]], int]:
    """Return one page of the calls to a system, newest first, with the case's number, and how many there are."""
    mine = system_call.c.system_id == system_id
    total = tx.scalar(select(func.count()).select_from(system_call).where(mine)) or 0
    shown = [column for column in system_call.c if column.name != "inputs"]
    query = select(*shown, instance.c.number).join(instance, instance.c.key == system_call.c.instance_key)
    order = (system_call.c.asked_at.desc(), system_call.c.key.desc())
    return list(tx.execute(query.where(mine).order_by(*order).limit(limit).offset(offset))), int(total)


def count_calls(tx: Connection) -> dict[tuple[str, str], int]:
    """Return (system, state) → number of calls."""
    query = select(system_call.c.system_id, system_call.c.state, func.count())
    rows = tx.execute(query.group_by(system_call.c.system_id, system_call.c.state))
    return {(system_id, state): int(count) for system_id, state, count in rows}


def claim_event(tx: Connection, values: Mapping[str, Any]) -> bool:
    """Write down an event (every column of it); False when it is there already."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    mark = build(system_event).values(**values).on_conflict_do_nothing().returning(system_event.c.event_id)
    return tx.scalar(mark) is not None


def delivered(tx: Connection, system_id: str, event_id: str) -> int:
    """Return how many cases took an event that came in before."""
    return int(tx.scalar(select(system_event.c.delivered).where(_is_event(system_id, event_id))) or 0)


def note_delivered(tx: Connection, system_id: str, event_id: str, count: int) -> None:
    """Write down how many cases took an event."""
    tx.execute(update(system_event).where(_is_event(system_id, event_id)).values(delivered=count))


def _is_event(system_id: str, event_id: str) -> ColumnElement[bool]:
    return (system_event.c.system_id == system_id) & (system_event.c.event_id == event_id)
