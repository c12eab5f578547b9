"""Check the record: every chain, every daily root, the sealed access log."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.audit.event import Header
from app.audit.finding import Finding, FindingKind, Report
from app.audit.root import ChainHead, DailyRoot
from app.audit.verify import PUBLISHED_ACTION, Chain, StoredEvent, check_chain, check_roots
from app.cases.moving.reference import plain_number
from app.cases.record.audit_sealed import SEALED_ACTION, accesses_digest
from app.clock import local_date
from app.crypto import DecryptionError, KeyRing
from app.errors import NotFoundError
from app.record.append import PAYLOAD_PLACE, account_ref, head_seal
from app.runtime import Runtime
from app.store import access_log, audit, instances
from app.text import text

SYSTEM_RECORD = text("系统记录")


def verify_record(runtime: Runtime, instance_key: int | None = None) -> Report:
    """Verify everything, or with `instance_key` the chain of one case against the roots that cover it.

    The first finding of a chain is its first broken link. Reads only, in one transaction.
    """
    with runtime.read() as tx:
        leaves = audit.all_leaves(tx)
        findings: list[Finding] = []
        events = erased = count = 0
        for row in audit.chains(tx, instance_key, everything=instance_key is None):
            found, length, gone = check_chain(
                _chain(runtime.keys, row, leaves), stored_events(runtime.keys, tx, row)
            )
            findings += found
            events, erased, count = events + length, erased + gone, count + 1
        findings += _missing_chains(tx, leaves, instance_key)
        stored = audit.roots(tx)
        if instance_key is None:
            findings += _check_roots(tx, stored) + _check_access_log(tx)
        return Report(tuple(findings), count, events, erased, len(stored), stored[-1].day if stored else None)


def case_key(runtime: Runtime, number: str) -> int:
    """Return the key of the case with a number; raises NotFoundError."""
    with runtime.read() as tx:
        head = instances.head_by_number(tx, plain_number(number))
    if head is None:
        raise NotFoundError(text("没有编号为 %(number)s 的办件", number=number))
    return int(head.key)


def stored_events(keys: KeyRing, tx: Connection, chain: Row[Any]) -> Iterator[StoredEvent]:
    """Yield the events of a chain with headers rebuilt from their columns, and payloads decrypted."""
    for row in audit.events_of(tx, chain.key):
        body, readable = None, True
        if row.body is not None:
            try:
                body = keys.decrypt(row.body, **PAYLOAD_PLACE, key=row.key)
            except DecryptionError:
                readable = False
        yield StoredEvent(_header(keys, chain.public_id, row), row.hash, body, row.salt, readable)


def as_root(row: Row[Any]) -> DailyRoot:
    """Return a stored root as a value."""
    return DailyRoot(row.day, row.size, row.events, row.tree, row.previous, row.root)


def _header(keys: KeyRing, chain: str, row: Row[Any]) -> Header:
    return Header(
        chain=chain,
        seq=row.seq,
        at=row.at,
        action=row.action,
        actor_kind=row.actor_kind,
        actor_ref=account_ref(keys, row.actor_key),
        on_behalf_ref=account_ref(keys, row.on_behalf_of),
        unit=row.unit,
        element_id=row.element_id,
        facts=row.facts,
        payload_digest=row.payload_digest,
        retention=row.retention,
        applicant_may_read=row.applicant_may_read,
        previous=row.previous,
    )


def _chain(keys: KeyRing, row: Row[Any], leaves: Sequence[Row[Any]]) -> Chain:
    return Chain(
        id=row.public_id,
        record=row.number or (str(SYSTEM_RECORD) if row.instance_key is None else row.public_id),
        length=row.length,
        head=row.head,
        seal_genuine=head_seal(keys, row.public_id, row.length, row.head) == row.seal,
        opened_on=local_date(row.opened_at),
        commitments=[(leaf.day, leaf.length, leaf.head) for leaf in leaves if leaf.chain == row.public_id],
    )


def _missing_chains(
    tx: Connection, leaves: Sequence[Row[Any]], instance_key: int | None
) -> Iterator[Finding]:
    if instance_key is not None:
        return
    present = {row.public_id for row in audit.chains(tx, everything=True)}
    gone = {leaf.chain: leaf for leaf in leaves if leaf.chain not in present}
    for leaf in gone.values():
        yield Finding(FindingKind.CHAIN_MISSING, leaf.record, None, leaf.day)
    told = {leaf.record for leaf in gone.values()}
    for number in audit.cases_without_chain(tx):
        if number not in told:
            yield Finding(FindingKind.CHAIN_MISSING, number, None, None)


def _check_roots(tx: Connection, stored: Sequence[Row[Any]]) -> list[Finding]:
    def heads_on(day: date) -> list[ChainHead]:
        return [ChainHead(leaf.chain, leaf.length, leaf.head) for leaf in audit.leaves_on(tx, day)]

    published = {
        date.fromisoformat(row.facts["day"]): row.facts["root"]
        for row in _system_events(tx, PUBLISHED_ACTION)
    }
    return check_roots([as_root(row) for row in stored], heads_on, published)


def _check_access_log(tx: Connection) -> list[Finding]:
    return [
        Finding(FindingKind.ACCESS_LOG_CHANGED, "", row.seq, local_date(row.at))
        for row in _system_events(tx, SEALED_ACTION)
        if accesses_digest(access_log.sealed_accesses(tx, row.seq)) != row.facts["digest"]
    ]


def _system_events(tx: Connection, action: str) -> Iterator[Row[Any]]:
    for chain in audit.chains(tx):
        yield from (row for row in audit.events_of(tx, chain.key) if row.action == action)
