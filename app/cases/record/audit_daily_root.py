"""Close a day of the record: seal the access log, compute the root over all chains, publish it."""

from datetime import date, timedelta

from sqlalchemy import Connection

from app.access.actor import SYSTEM
from app.audit.root import ChainHead, DailyRoot, next_root
from app.audit.verify import PUBLISHED_ACTION
from app.cases.record.audit_sealed import SEALED_ACTION, accesses_digest
from app.cases.record.audit_verify import SYSTEM_RECORD, as_root
from app.clock import local_date
from app.record.append import append_event
from app.runtime import Runtime
from app.store import access_log, audit


def daily_root(runtime: Runtime, day: date | None = None) -> DailyRoot:
    """Compute the root of a day (default: yesterday) and record it; return it.

    It covers every chain as far as it has come now. A day that has its root already, or that lies
    before the newest root, changes nothing: the existing root is returned (of that day, or the newest).
    """
    with runtime.transaction() as tx:
        # the system chain is the lock: two workers closing one day wait for each other here
        audit.lock_chain(tx, None)
        wanted = day or local_date(runtime.clock.now()) - timedelta(days=1)
        last = audit.last_root(tx)
        if last is not None and wanted <= last.day:
            existing = audit.root_of(tx, wanted) or last
            return as_root(existing)
        _seal_accesses(runtime, tx)
        grown = audit.grown_chains(tx)
        heads = {
            leaf.chain: ChainHead(leaf.chain, leaf.length, leaf.head)
            for leaf in (audit.leaves_on(tx, last.day) if last is not None else [])
        }
        heads |= {row.public_id: ChainHead(row.public_id, row.length, row.head) for row in grown}
        root = next_root(wanted, list(heads.values()), as_root(last) if last is not None else None)
        leaves = [
            {
                "day": wanted,
                "chain": row.public_id,
                "record": row.number or (str(SYSTEM_RECORD) if row.instance_key is None else row.public_id),
                "length": row.length,
                "head": row.head,
            }
            for row in grown
        ]
        values = {
            "day": root.day,
            "size": root.size,
            "events": root.events,
            "tree": root.tree,
            "previous": root.previous,
            "root": root.root,
            "computed_at": runtime.clock.now(),
        }
        audit.add_root(tx, values, leaves)
        append_event(
            runtime,
            tx,
            None,
            actor=SYSTEM,
            action=PUBLISHED_ACTION,
            facts={"day": root.day, "root": root.root, "size": root.size},
            retention="log",
        )
        return root


def _seal_accesses(runtime: Runtime, tx: Connection) -> None:
    chain = audit.lock_chain(tx, None)
    rows = access_log.seal_accesses(tx, (chain.length if chain is not None else 0) + 1)
    if rows:
        append_event(
            runtime,
            tx,
            None,
            actor=SYSTEM,
            action=SEALED_ACTION,
            facts={"count": len(rows), "digest": accesses_digest(rows)},
            retention="log",
        )
