"""The citizen's receipt: the record of the own case so far, to be kept and checked without this site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.audit.canonical import JsonValue
from app.audit.receipt import Flaw, build_receipt, check_receipt, published_roots
from app.audit.root import ChainHead, DailyRoot, proof
from app.cases.citizen.own_case import own_case
from app.cases.record.audit_verify import as_root, stored_events
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import audit
from app.text import text


@dataclass(frozen=True, slots=True)
class Leaf:
    """Hold where a case stands in the record: its chain, newest number and hash, and the root over it."""

    chain: str
    seq: int
    hash: str
    rooted_seq: int
    root: DailyRoot | None


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """Hold the result of checking a receipt against this site's record.

    `length` is how many events the receipt holds, `now` how many the record has today; `rooted_on` is
    the day of the published root that covers it.
    """

    number: str
    flaws: tuple[Flaw, ...]
    length: int
    now: int
    rooted_on: date | None

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.flaws


def read_receipt(runtime: Runtime, actor: Actor, number: str) -> dict[str, JsonValue]:
    """Return the receipt of the actor's own case.

    What was submitted stands in it only for the account whose case it is; whoever holds the 查询码
    gets the record without it. Raises NotFoundError for strangers.
    """
    with runtime.read() as tx:
        head = own_case(tx, actor, number)
        chain = _chain(tx, head.key)
        root = _last_root(tx)
        mine = actor.account_key is not None and actor.account_key in (head.applicant_key, head.actor_key)
        return build_receipt(
            case=head.number,
            issued_at=runtime.clock.now(),
            chain=chain.public_id,
            events=stored_events(runtime.keys, tx, chain),
            with_payloads=mine,
            proof=_proof(runtime, tx, root, chain.public_id) if root is not None else None,
            root=root,
        )


def read_leaf(runtime: Runtime, actor: Actor, number: str) -> Leaf:
    """Return where the actor's own case stands; raises NotFoundError for strangers."""
    with runtime.read() as tx:
        chain = _chain(tx, own_case(tx, actor, number).key)
        root = _last_root(tx) if chain.rooted_length else None
        return Leaf(chain.public_id, chain.length, chain.head, chain.rooted_length, root)


def read_roots(runtime: Runtime) -> tuple[DailyRoot, ...]:
    """Return every published root, oldest first; for everybody."""
    with runtime.read() as tx:
        return tuple(as_root(row) for row in audit.roots(tx))


def roots_file(runtime: Runtime) -> dict[str, JsonValue]:
    """Return the file of all published roots."""
    return published_roots(read_roots(runtime), runtime.settings.site_url)


def check_against_record(runtime: Runtime, receipt: Mapping[str, Any]) -> CheckedReceipt:
    """Check a receipt by itself and against the record of today; for everybody who holds one.

    It tells nothing that is not in the receipt except how long the record is now. Raises InvalidError
    when it is no receipt.
    """
    flaws = check_receipt(receipt)
    with runtime.read() as tx:
        chain = audit.chain_by_public_id(tx, str(receipt["chain"]))
        number = str(receipt.get("case", ""))[:60]
        length = int(receipt["length"])
        if chain is None:
            flaws.append(Flaw("chain_missing", text("本站的记录中没有这条记录链")))
            return CheckedReceipt(number, tuple(flaws), length, 0, None)
        flaws += _compare(tx, chain, receipt)
        rooted = _rooted_on(tx, receipt, flaws)
        return CheckedReceipt(number, tuple(flaws), length, chain.length, rooted)


def _compare(tx: Connection, chain: Row[Any], receipt: Mapping[str, Any]) -> list[Flaw]:
    stored = audit.hashes_of(tx, chain.key)
    flaws = []
    for event in receipt["events"]:
        seq = int(event["header"]["seq"])
        if seq not in stored:
            flaws.append(Flaw("truncated", text("本站的记录缺少第%(seq)s条：被删去", seq=seq), seq))
        elif stored[seq] != event["hash"]:
            message = text("本站第%(seq)s条记录与回执不符：其中之一被改动", seq=seq)
            flaws.append(Flaw("rewritten", message, seq))
    return flaws


def _rooted_on(tx: Connection, receipt: Mapping[str, Any], flaws: list[Flaw]) -> date | None:
    published = receipt["root"]
    if published is None:
        return None
    day = date.fromisoformat(published["day"])
    stored = audit.root_of(tx, day)
    if stored is None or stored.root != published["root"]:
        flaws.append(Flaw("root_changed", text("回执所附%(day)s的每日根与本站公布的不符", day=day)))
        return None
    return day


def _chain(tx: Connection, instance_key: int) -> Row[Any]:
    chain = next(audit.chains(tx, instance_key), None)
    if chain is None:
        raise NotFoundError(text("这件事项还没有记录"))
    return chain


def _last_root(tx: Connection) -> DailyRoot | None:
    row = audit.last_root(tx)
    return as_root(row) if row is not None else None


def _proof(runtime: Runtime, tx: Connection, root: DailyRoot, chain: str) -> dict[str, JsonValue] | None:
    # the leaves of a published root never change; only the newest one's are kept
    kept: tuple[date, list[ChainHead]] | None = runtime.cache.get("record-leaves")
    if kept is None or kept[0] != root.day:
        leaves = [ChainHead(leaf.chain, leaf.length, leaf.head) for leaf in audit.leaves_on(tx, root.day)]
        kept = (root.day, leaves)
        runtime.cache["record-leaves"] = kept
    return proof(root, kept[1], chain)
