"""Receipts and published roots made by the program's own arithmetic, and what somebody could do to them."""

import copy
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.audit import ChainHead, DailyRoot, Entry, next_root, seal_entry
from app.audit.event import genesis
from app.audit.receipt import build_receipt, published_roots
from app.audit.root import proof
from app.audit.verify import StoredEvent

CHAIN = "5d" * 16
START = datetime(2026, 4, 20, 1, tzinfo=UTC)
Receipt = dict[str, Any]


def sample(
    events: int = 5, *, rooted: int = 4, tag: str = "", with_payloads: bool = True
) -> tuple[Receipt, Receipt]:
    """Return a receipt over `events` events of which a root covers `rooted`, and the published roots.

    `tag` makes a different history of the same case; 0 rooted: no root covers it yet.
    """
    stored, head, heads = [], genesis(CHAIN), {}
    for number in range(events):
        entry = Entry(
            START + timedelta(days=number),
            "task.completed",
            "citizen" if number == 0 else "staff",
            unit="zjj",
            facts={"entered": ["accept"], "note": f'引号“"”、\u2028、𠮷{tag}', "count": number},
            payload={"values": {"标题": "暖气\n不热", "z": 1, "a": None, "ﬀ": "a", "𠮷": "b"}},
            applicant_may_read=number != 1,
        )
        sealed = seal_entry(entry, chain=CHAIN, length=number, head=head)
        stored.append(StoredEvent(sealed.header, sealed.hash, sealed.payload, sealed.salt))
        head = sealed.hash
        heads[number + 1] = head
    others = [ChainHead(f"{n:032x}", n + 1, f"{n:064x}") for n in range(6)]
    first = next_root(date(2026, 4, 22), others, None)
    mine = [ChainHead(CHAIN, rooted, heads[rooted])] if rooted else []
    second = next_root(date(2026, 4, 23), [*others, *mine], first)
    receipt = build_receipt(
        case="信访〔2026〕1号",
        issued_at=START + timedelta(days=events),
        chain=CHAIN,
        events=stored,
        with_payloads=with_payloads,
        proof=proof(second, [*others, *mine], CHAIN),
        root=second,
    )
    return dict(receipt), dict(published_roots([first, second], "https://luocheng.example"))


def _event(index: int, change: Callable[[Any], object]) -> Callable[[Receipt], object]:
    return lambda receipt: change(receipt["events"][index])


def _cut(receipt: Receipt) -> None:
    """Cut the end off and make everything that is in the receipt fit again."""
    del receipt["events"][3:]
    receipt["length"], receipt["head"] = 3, receipt["events"][-1]["hash"]


def _forge_root(receipt: Receipt) -> None:
    root = receipt["root"]
    forged = DailyRoot(date.fromisoformat(root["day"]), 1, 3, "0" * 64, root["previous"], "")
    receipt["root"] = {**forged.as_json(), "root": forged.computed()}


DAMAGE: Mapping[str, tuple[Callable[[Receipt], object], str]] = {
    "an event was changed": (_event(2, lambda e: e["header"].update(action="task.claimed")), "changed"),
    "a day was changed": (
        _event(0, lambda e: e["header"].update(at="2026-04-21T01:00:00.000000Z")),
        "changed",
    ),
    "a fact was changed": (_event(1, lambda e: e["header"]["facts"].update(count=7)), "changed"),
    "a payload was changed": (
        _event(0, lambda e: e.update(payload=e["payload"].replace("暖气", "水管"))),
        "payload_changed",
    ),
    "an event was taken out": (lambda r: r["events"].pop(1), "missing"),
    "the first event was taken out": (lambda r: r["events"].pop(0), "missing"),
    "events changed places": (lambda r: r["events"].insert(1, r["events"].pop(2)), "missing"),
    "the end was cut off": (lambda r: r["events"].pop(), "truncated"),
    "the end was cut off and covered up": (_cut, "truncated"),
    "the head was replaced": (lambda r: r.update(head="0" * 64), "head_forged"),
    "the root was replaced": (_forge_root, "not_in_root"),
    "the root was changed": (lambda r: r["root"].update(events=1), "root_changed"),
    "the proof was changed": (lambda r: r["proof"].update(index=1), "not_in_root"),
    "the chain was renamed": (lambda r: r.update(chain="ab" * 16), "link_broken"),
}
"""What was done → (how, a code that must be found)."""


def damaged(name: str) -> Receipt:
    """Return the sample receipt after something was done to it."""
    receipt = copy.deepcopy(sample()[0])
    DAMAGE[name][0](receipt)
    return receipt
