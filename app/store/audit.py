"""Rows of the record. Computes no hash: what is stored here was sealed by app/audit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.keys import new_key
from app.store.tables.audit import audit_chain, audit_event, audit_payload, audit_root, audit_root_leaf
from app.store.tables.cases import instance

SYSTEM_SCOPE = "system"
_BATCH = 500


def scope_of(instance_key: int | None) -> str:
    """Return the scope of a case's chain, or of the system-wide one."""
    return SYSTEM_SCOPE if instance_key is None else f"case:{instance_key}"


def lock_chain(tx: Connection, instance_key: int | None) -> Row[Any] | None:
    """Return the chain of a case (None: of the system), held against other writers until the end of `tx`."""
    query = select(audit_chain).where(audit_chain.c.scope == scope_of(instance_key))
    return tx.execute(query.with_for_update()).first()


def open_chain(tx: Connection, instance_key: int | None, values: Mapping[str, Any]) -> Row[Any]:
    """Register an empty chain unless somebody else just did; return it, held."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    row = {"key": new_key(), "scope": scope_of(instance_key), "instance_key": instance_key, **values}
    tx.execute(build(audit_chain).values(row).on_conflict_do_nothing(index_elements=["scope"]))
    found = lock_chain(tx, instance_key)
    if found is None:
        message = "a chain that was just registered is gone"
        raise LookupError(message)
    return found


def add_events(
    tx: Connection, events: Sequence[Mapping[str, Any]], payloads: Sequence[Mapping[str, Any]]
) -> None:
    """Insert sealed events and their payloads."""
    tx.execute(insert(audit_event), [dict(event) for event in events])
    if payloads:
        tx.execute(insert(audit_payload), [dict(payload) for payload in payloads])


def advance_chain(tx: Connection, key: int, *, seen: int, length: int, head: str, seal: str) -> bool:
    """Register the new end of a chain; False if it was no longer `seen` events long."""
    done = tx.execute(
        update(audit_chain)
        .where(audit_chain.c.key == key, audit_chain.c.length == seen)
        .values(length=length, head=head, seal=seal)
    )
    return done.rowcount == 1


def chains(
    tx: Connection, instance_key: int | None = None, *, everything: bool = False
) -> Iterator[Row[Any]]:
    """Yield chains with the case number (`number`): one case's, the system's, or with `everything` all."""
    query = select(audit_chain, instance.c.number).outerjoin(
        instance, instance.c.key == audit_chain.c.instance_key
    )
    if not everything:
        query = query.where(audit_chain.c.scope == scope_of(instance_key))
    yield from tx.execute(query.order_by(audit_chain.c.key)).all()


def events_of(tx: Connection, chain_key: int) -> Iterator[Row[Any]]:
    """Yield the events of a chain by sequence number, with `body`, `salt`, `erased_at` of their payloads."""
    after = 0
    while True:
        rows = tx.execute(
            select(audit_event, audit_payload.c.body, audit_payload.c.salt, audit_payload.c.erased_at)
            .outerjoin(audit_payload, audit_payload.c.event_key == audit_event.c.key)
            .where(audit_event.c.chain_key == chain_key, audit_event.c.seq > after)
            .order_by(audit_event.c.seq)
            .limit(_BATCH)
        ).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1].seq


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Say which events of the record are wanted; None means any. `actors` are account keys."""

    since: datetime | None = None
    until: datetime | None = None
    actors: frozenset[int] | None = None
    action: str | None = None
    instance_key: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions over events."""
        found = []
        if self.since is not None:
            found.append(audit_event.c.at >= self.since)
        if self.until is not None:
            found.append(audit_event.c.at < self.until)
        if self.actors is not None:
            found.append(audit_event.c.actor_key.in_(self.actors))
        if self.action is not None:
            found.append(audit_event.c.action == self.action)
        if self.instance_key is not None:
            found.append(audit_event.c.instance_key == self.instance_key)
        return found


def find_events(
    tx: Connection, wanted: EventQuery, *, limit: int = 50, offset: int = 0
) -> tuple[list[Row[Any]], int]:
    """Return one page of events, newest first, with the case number, and how many match."""
    conditions = wanted.conditions()
    total = tx.scalar(select(func.count()).select_from(audit_event).where(*conditions)) or 0
    query = (
        select(audit_event, instance.c.number)
        .outerjoin(instance, instance.c.key == audit_event.c.instance_key)
        .where(*conditions)
        .order_by(audit_event.c.at.desc(), audit_event.c.key.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(tx.execute(query)), int(total)


def erase_payloads(tx: Connection, event_keys: Sequence[int], at: datetime) -> int:
    """Remove bodies and salts for good; return how many were there."""
    done = tx.execute(
        update(audit_payload)
        .where(audit_payload.c.event_key.in_(event_keys), audit_payload.c.erased_at.is_(None))
        .values(body=None, salt=None, erased_at=at)
    )
    return int(done.rowcount)


def cases_without_chain(tx: Connection) -> list[str]:
    """Return the numbers of cases that have no record at all."""
    has_chain = exists().where(audit_chain.c.instance_key == instance.c.key)
    return [str(number) for number in tx.scalars(select(instance.c.number).where(~has_chain).limit(1000))]


def last_root(tx: Connection) -> Row[Any] | None:
    """Return the newest daily root."""
    return tx.execute(select(audit_root).order_by(audit_root.c.day.desc()).limit(1)).first()


def root_of(tx: Connection, day: date) -> Row[Any] | None:
    """Return the root of a day."""
    return tx.execute(select(audit_root).where(audit_root.c.day == day)).first()


def roots(tx: Connection, *, since: date | None = None) -> list[Row[Any]]:
    """Return daily roots by day."""
    query = select(audit_root).order_by(audit_root.c.day)
    return list(tx.execute(query if since is None else query.where(audit_root.c.day >= since)))


def grown_chains(tx: Connection) -> list[Row[Any]]:
    """Return chains that grew since the last daily root, with the case number."""
    return list(
        tx.execute(
            select(audit_chain, instance.c.number)
            .outerjoin(instance, instance.c.key == audit_chain.c.instance_key)
            .where(audit_chain.c.length > audit_chain.c.rooted_length)
            .order_by(audit_chain.c.key)
        )
    )


def add_root(tx: Connection, root: Mapping[str, Any], leaves: Sequence[Mapping[str, Any]]) -> None:
    """Insert the root of a day and the leaves that are new in it."""
    tx.execute(insert(audit_root).values(**root))
    if leaves:
        tx.execute(insert(audit_root_leaf), [dict(leaf) for leaf in leaves])
    for leaf in leaves:
        tx.execute(
            update(audit_chain)
            .where(audit_chain.c.public_id == leaf["chain"])
            .values(rooted_length=leaf["length"])
        )


def leaves_on(tx: Connection, day: date) -> list[Row[Any]]:
    """Return the leaf of every chain that a root of this day covers: its newest one up to the day."""
    newest = (
        select(audit_root_leaf.c.chain, func.max(audit_root_leaf.c.day).label("day"))
        .where(audit_root_leaf.c.day <= day)
        .group_by(audit_root_leaf.c.chain)
        .subquery()
    )
    return list(
        tx.execute(
            select(audit_root_leaf)
            .join(
                newest,
                (newest.c.chain == audit_root_leaf.c.chain) & (newest.c.day == audit_root_leaf.c.day),
            )
            .order_by(audit_root_leaf.c.chain)
        )
    )


def all_leaves(tx: Connection) -> list[Row[Any]]:
    """Return every leaf, by day."""
    return list(tx.execute(select(audit_root_leaf).order_by(audit_root_leaf.c.day, audit_root_leaf.c.chain)))


def chain_by_public_id(tx: Connection, public_id: str) -> Row[Any] | None:
    """Return the chain with this public id."""
    return tx.execute(select(audit_chain).where(audit_chain.c.public_id == public_id)).first()


def hashes_of(tx: Connection, chain_key: int) -> dict[int, str]:
    """Return sequence number → hash of the events of a chain."""
    query = select(audit_event.c.seq, audit_event.c.hash).where(audit_event.c.chain_key == chain_key)
    return {int(row.seq): str(row.hash) for row in tx.execute(query)}
