"""A chain and its roots: each kind of damage is found, named, and placed at the first broken link."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.audit import ChainHead, Entry, FindingKind, next_root, seal_entry
from app.audit.event import genesis
from app.audit.verify import Chain, StoredEvent, check_chain, check_roots

ID = "ab" * 16
START = datetime(2026, 4, 22, 1, tzinfo=UTC)


def chain_of(count: int) -> tuple[Chain, list[StoredEvent]]:
    events, head = [], genesis(ID)
    for number in range(count):
        entry = Entry(START + timedelta(days=number), "task.completed", "staff", payload={"n": number})
        sealed = seal_entry(entry, chain=ID, length=number, head=head)
        events.append(StoredEvent(sealed.header, sealed.hash, sealed.payload, sealed.salt))
        head = sealed.hash
    return Chain(ID, "信访〔2026〕1号", count, head, seal_genuine=True, opened_on=date(2026, 4, 22)), events


def kinds(chain: Chain, events: list[StoredEvent]) -> list[tuple[FindingKind, int | None]]:
    return [(f.kind, f.seq) for f in check_chain(chain, events)[0]]


def test_an_untouched_chain_has_no_finding():
    chain, events = chain_of(4)

    assert check_chain(chain, events) == ([], 4, 0)


def test_a_changed_event_is_named_with_its_day():
    chain, events = chain_of(4)
    events[1] = replace(events[1], header=replace(events[1].header, action="task.claimed"))

    (found,) = check_chain(chain, events)[0]

    assert (found.kind, found.seq, found.day) == (FindingKind.CHANGED, 2, date(2026, 4, 23))
    assert "信访〔2026〕1号 第 2 条（2026-04-23）" in str(found.message)


def test_a_rehashed_event_breaks_the_link_to_the_next():
    chain, events = chain_of(4)
    forged = replace(events[1].header, action="task.claimed")
    events[1] = replace(events[1], header=forged, hash=forged.digest())

    assert kinds(chain, events) == [(FindingKind.LINK_BROKEN, 3)]


def test_a_deleted_event_and_a_cut_end_are_told_apart():
    chain, events = chain_of(4)

    assert kinds(chain, [*events[:1], *events[2:]]) == [(FindingKind.MISSING, 2)]
    assert kinds(chain, events[:2]) == [(FindingKind.TRUNCATED, 3)]
    assert kinds(chain, []) == [(FindingKind.TRUNCATED, 1)]


def test_a_changed_payload_is_found_and_a_missing_one_unless_its_erasure_is_recorded():
    chain, events = chain_of(3)
    changed = replace(events[0], payload='{"n":9}')
    gone = replace(events[0], payload=None, salt=None)
    unreadable = replace(events[0], payload=None, salt=None, payload_readable=False)

    assert kinds(chain, [changed, *events[1:]]) == [(FindingKind.PAYLOAD_CHANGED, 1)]
    assert kinds(chain, [gone, *events[1:]]) == [(FindingKind.PAYLOAD_MISSING, 1)]
    assert kinds(chain, [unreadable, *events[1:]]) == [(FindingKind.PAYLOAD_CHANGED, 1)]

    erased = seal_entry(
        Entry(START, "payload.erased", "staff", facts={"seqs": [1]}), chain=ID, length=3, head=chain.head
    )
    last = StoredEvent(erased.header, erased.hash, None, None)
    longer = replace(chain, length=4, head=erased.hash)
    assert check_chain(longer, [gone, *events[1:], last]) == ([], 4, 1)


@pytest.mark.parametrize("change", [{"seal_genuine": False}, {"head": "0" * 64}, {"length": 2}])
def test_a_forged_end_is_found(change):
    chain, events = chain_of(3)

    assert [kind for kind, _ in kinds(replace(chain, **change), events)] == [FindingKind.HEAD_FORGED]


def test_a_chain_that_was_cut_with_its_registered_end_is_betrayed_by_a_published_root():
    chain, events = chain_of(4)
    commitments = [(date(2026, 4, 26), 4, chain.head)]
    shorter = replace(chain, length=2, head=events[1].hash, commitments=commitments)

    assert kinds(shorter, events[:2]) == [(FindingKind.TRUNCATED, 3)]
    rewritten = replace(chain, commitments=[(date(2026, 4, 26), 2, "0" * 64)])
    assert kinds(rewritten, events) == [(FindingKind.REWRITTEN, 2)]


def test_a_changed_a_reordered_and_a_missing_root_are_found():
    heads = {date(2026, 4, day): [ChainHead(ID, day, f"{day:064x}")] for day in (1, 2)}
    first = next_root(date(2026, 4, 1), heads[date(2026, 4, 1)], None)
    second = next_root(date(2026, 4, 2), heads[date(2026, 4, 2)], first)
    published = {root.day: root.root for root in (first, second)}

    assert check_roots([first, second], heads.__getitem__, published) == []

    def found(roots, told=published):
        return [(f.kind, f.day.day) for f in check_roots(roots, heads.__getitem__, told)]

    assert found([replace(first, events=9), second]) == [(FindingKind.ROOT_CHANGED, 1)]
    assert (FindingKind.ROOT_MISSING, 1) in found([second])
    assert found([first, second], {**published, first.day: "0" * 64}) == [(FindingKind.ROOT_CHANGED, 1)]
