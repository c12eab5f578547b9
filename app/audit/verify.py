"""Check a chain and the daily roots against each other. Works on values read by others, writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.audit.event import Header, genesis, payload_digest
from app.audit.finding import Finding, FindingKind
from app.audit.merkle import merkle_root
from app.audit.root import FIRST_PREVIOUS, ChainHead, DailyRoot
from app.clock import local_date

ERASED_ACTION = "payload.erased"
"""Action of the event that records an erasure; its fact `seqs` lists the sequence numbers."""
PUBLISHED_ACTION = "root.published"
"""Action of the event of the system chain that records a daily root."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """Hold an event as read back: header rebuilt from its columns, stored hash, erasable part if present."""

    header: Header
    hash: str
    payload: str | None
    salt: str | None
    payload_readable: bool = True


@dataclass(frozen=True, slots=True)
class Chain:
    """Hold what is registered about a chain: name for people, length, head, and whether its seal is genuine.

    `commitments` are the states that daily roots fixed: (day, length, head).
    """

    id: str
    record: str
    length: int
    head: str
    seal_genuine: bool
    opened_on: date | None = None
    commitments: Sequence[tuple[date, int, str]] = ()


@dataclass
class _Walk:
    """Hold where a walk along a chain stands."""

    expected: int
    previous: str
    day: date | None = None
    erased: int = 0


def check_chain(chain: Chain, events: Iterable[StoredEvent]) -> tuple[list[Finding], int, int]:
    """Return (findings in order, number of events, number of erased payloads) of one chain.

    `events` come by ascending sequence number. The first finding is the first broken link.
    """
    walk = _Walk(expected=1, previous=genesis(chain.id), day=chain.opened_on)
    findings: list[Finding] = []
    hashes: dict[int, str] = {}
    absent: dict[int, date] = {}
    excused: set[int] = set()
    for event in events:
        findings.extend(_check_event(chain, event, walk))
        hashes[event.header.seq] = event.hash
        if event.header.payload_digest and event.payload is None and event.payload_readable:
            absent[event.header.seq] = local_date(event.header.at)
        if event.header.action == ERASED_ACTION:
            excused.update(_sequence_numbers(event.header.facts.get("seqs")))
    walk.erased = len(absent.keys() & excused)
    findings.extend(
        Finding(FindingKind.PAYLOAD_MISSING, chain.record, seq, day)
        for seq, day in absent.items()
        if seq not in excused
    )
    findings.extend(_check_end(chain, walk, hashes))
    return sorted(findings, key=lambda f: f.seq or 0), len(hashes), walk.erased


def _check_event(chain: Chain, event: StoredEvent, walk: _Walk) -> Iterator[Finding]:
    header = event.header
    day = local_date(header.at)
    if header.seq != walk.expected:
        yield Finding(FindingKind.MISSING, chain.record, walk.expected, walk.day or day)
    elif header.previous != walk.previous:
        yield Finding(FindingKind.LINK_BROKEN, chain.record, header.seq, day)
    if header.digest() != event.hash:
        yield Finding(FindingKind.CHANGED, chain.record, header.seq, day)
    if _payload_differs(event):
        yield Finding(FindingKind.PAYLOAD_CHANGED, chain.record, header.seq, day)
    walk.expected, walk.previous, walk.day = header.seq + 1, event.hash, day


def _payload_differs(event: StoredEvent) -> bool:
    if not event.payload_readable:
        return True
    if event.payload is None:
        return False
    return event.salt is None or payload_digest(event.payload, event.salt) != event.header.payload_digest


def _check_end(chain: Chain, walk: _Walk, hashes: Mapping[int, str]) -> Iterator[Finding]:
    last = walk.expected - 1
    if last < chain.length:
        yield Finding(FindingKind.TRUNCATED, chain.record, walk.expected, walk.day)
    elif last > chain.length or chain.head != walk.previous or not chain.seal_genuine:
        yield Finding(FindingKind.HEAD_FORGED, chain.record, chain.length, walk.day)
    for day, length, head in chain.commitments:
        if length > last >= chain.length:
            # the registered head was shortened together with the events
            yield Finding(FindingKind.TRUNCATED, chain.record, walk.expected, day)
            return
        if length in hashes and hashes[length] != head:
            yield Finding(FindingKind.REWRITTEN, chain.record, length, day)
            return


def _sequence_numbers(value: object) -> Iterator[int]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, int))


def check_roots(
    roots: Sequence[DailyRoot],
    heads_on: Callable[[date], Sequence[ChainHead]],
    published: Mapping[date, str],
) -> list[Finding]:
    """Return what is wrong with the roots themselves.

    `roots` come by day; `heads_on` gives the states fixed on a day; `published` is what the system
    chain says about each day's root.
    """
    findings: list[Finding] = []
    previous = FIRST_PREVIOUS
    for root in roots:
        tree = merkle_root([head.leaf() for head in sorted(heads_on(root.day))]).hex()
        genuine = (
            root.computed() == root.root
            and root.tree == tree
            and root.previous == previous
            and published.get(root.day) == root.root
        )
        if not genuine:
            findings.append(Finding(FindingKind.ROOT_CHANGED, "", None, root.day))
        previous = root.root
    present = {root.day for root in roots}
    findings.extend(
        Finding(FindingKind.ROOT_MISSING, "", None, day) for day in sorted(published.keys() - present)
    )
    return findings
