"""Read the boxes of the exchange: what waits to be signed for, what was, what was sent, what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.exchange_rules import ExchangeFacts
from app.access.policy import allows, require
from app.cases.official.exchange_facts import facts_of, get_item
from app.runtime import Runtime
from app.store import exchange, instances, official, people
from app.text import Text, text

STATES: Mapping[str, Text] = {
    "queued": text("等待送达"),
    "delivered": text("已送达，待签收"),
    "arrived": text("待签收"),
    "signed": text("已签收"),
    "returned": text("退文"),
    "refused": text("对方拒收"),
}
TABS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "arrived": ("in", ("arrived",)),
    "signed": ("in", ("signed", "returned")),
    "sent": ("out", ("queued", "delivered", "signed")),
    "returned": ("out", ("returned", "refused")),
}
"""Tab → direction and states."""


@dataclass(frozen=True)
class ItemFile:
    """Hold one file of a document; `place` is its number, from 1."""

    place: int
    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Item:
    """Hold one document on its way, from the side of the reader's unit."""

    key: int
    envelope: str
    direction: str
    from_name: str
    to_name: str
    elsewhere: bool
    title: str
    number: str
    genre: str
    urgency: str
    limit_days: int | None
    dated_on: date | None
    note: str
    state: str
    attempts: int
    error: str
    sent_at: datetime
    sender_name: str
    arrived_at: datetime | None
    signed_at: datetime | None
    signed_by: str
    returned_at: datetime | None
    returned_by: str
    return_reason: str
    return_basis: str
    answered_at: datetime | None
    answer: str
    instance_key: int | None
    case_number: str
    is_resent: bool
    register_no: str = ""
    replaced: bool = False
    digest: str = ""
    files: tuple[ItemFile, ...] = ()
    acts: frozenset[str] = frozenset()

    @property
    def state_name(self) -> Text:
        """Return the state in words."""
        return STATES[self.state]


@dataclass(frozen=True)
class Box:
    """Hold one tab of the exchange with the number of things in every tab."""

    tab: str
    items: tuple[Item, ...]
    total: int
    counts: Mapping[str, int]
    may_send: bool
    may_receive: bool


def read_box(
    runtime: Runtime, actor: Actor, *, tab: str, q: str = "", offset: int = 0, size: int = 20
) -> Box:
    """Return one page of a tab for every unit the actor belongs to or stands in for."""
    require(actor, "exchange.box")
    units = units_of(actor)
    direction, states = TABS[tab]
    with runtime.read() as tx:
        rows, total = exchange.box(
            tx, direction=direction, units=units, states=states, q=q, offset=offset, size=size
        )
        by_state = {way: exchange.states_of(tx, direction=way, units=units) for way in ("in", "out")}
        gone = exchange.replaced(tx, [row.envelope for row in rows]) if tab == "returned" else set()
    counts = {
        name: sum(by_state[way].get(state, 0) for state in wanted) for name, (way, wanted) in TABS.items()
    }
    items = tuple(_item(row, replaced=row.envelope in gone) for row in rows)
    may_receive = allows(actor, "exchange.receive", ExchangeFacts(to_unit=actor.unit))
    return Box(tab, items, total, counts, bool(sending_units(actor)), may_receive)


def count_waiting(runtime: Runtime, actor: Actor) -> int:
    """Return how many documents wait to be signed for, for the menu."""
    if not allows(actor, "exchange.box"):
        return 0
    with runtime.read() as tx:
        return exchange.count_box(tx, direction="in", units=units_of(actor), states=("arrived",))


def read_item(runtime: Runtime, actor: Actor, key: int) -> Item:
    """Return one document with its files, and what the reader may do with it."""
    with runtime.read() as tx:
        row = get_item(tx, key)
        facts = facts_of(row)
        require(actor, "exchange.read", facts)
        files = tuple(
            ItemFile(file.place, file.name, file.size, file.digest) for file in exchange.files_of(tx, key)
        )
        case_number, register_no = _case(tx, row)
        sender = people.account_name(tx, row.sent_by) if row.sent_by is not None else ""
        replaced_later = bool(exchange.replaced(tx, [row.envelope]))
    acts = set()
    if row.direction == "in" and row.state == "arrived" and allows(actor, "exchange.receive", facts):
        acts |= {"sign", "return"}
    if row.direction == "out" and allows(actor, "exchange.send", facts):
        acts |= {"again"} if row.state in {"returned", "refused"} and not replaced_later else set()
        acts |= {"export"} if row.site_code is not None and row.state == "queued" else set()
    if row.direction == "in" and row.site_code is not None and row.state != "arrived":
        acts.add("receipt")
    item = _item(row, case_number=case_number, sender_name=sender, replaced=replaced_later)
    return replace(item, register_no=register_no, files=files, acts=frozenset(acts))


def read_item_file(runtime: Runtime, actor: Actor, key: int, place: int) -> tuple[str, str, bytes] | None:
    """Return name, media type and bytes of a file; None when there is none at this place."""
    with runtime.read() as tx:
        require(actor, "exchange.read", facts_of(get_item(tx, key)))
        found = next((file for file in exchange.files_of(tx, key) if file.place == place), None)
    return (found.name, found.mime, runtime.blobs.get(found.digest)) if found is not None else None


def units_of(actor: Actor) -> frozenset[str]:
    """Return the units whose boxes the actor sees: the own ones and those the actor stands in for."""
    return actor.units | {group.partition(".")[0] for group in actor.all_groups}


def sending_units(actor: Actor) -> tuple[str, ...]:
    """Return the units in whose name the actor sends: those of the own posts, the own unit first."""
    found = {group.partition(".")[0] for group in actor.groups}
    return tuple(sorted(found, key=lambda unit: (unit != actor.unit, unit)))


def _case(tx: Connection, row: Row[Any]) -> tuple[str, str]:
    """Return the number of the item's case and its number in the register, as far as there are any."""
    if row.instance_key is None:
        return "", ""
    head = instances.head_by_key(tx, row.instance_key)
    document = official.document_of_case(tx, row.instance_key)
    return (
        str(head.number) if head is not None else "",
        (document.register_no or "") if document is not None else "",
    )


def _item(
    row: Row[Any],
    *,
    case_number: str | None = None,
    sender_name: str | None = None,
    replaced: bool = False,
) -> Item:
    return Item(
        key=row.key,
        envelope=row.envelope,
        direction=row.direction,
        from_name=row.from_name,
        to_name=row.to_name,
        elsewhere=row.site_code is not None,
        title=row.title,
        number=row.number or "",
        genre=row.genre or "",
        urgency=row.urgency or "",
        limit_days=row.limit_days,
        dated_on=row.dated_on,
        note=row.note or "",
        state=row.state,
        attempts=row.attempts,
        error=row.error or "",
        sent_at=row.sent_at,
        sender_name=(row.sender_name or "") if sender_name is None else sender_name,
        arrived_at=row.arrived_at,
        signed_at=row.signed_at,
        signed_by=row.signed_by or "",
        returned_at=row.returned_at,
        returned_by=row.returned_by or "",
        return_reason=row.return_reason or "",
        return_basis=row.return_basis or "",
        answered_at=row.answered_at,
        answer=row.answer or "",
        instance_key=row.instance_key,
        case_number=(row.case_number or "") if case_number is None else case_number,
        is_resent=row.previous is not None,
        replaced=replaced,
        digest=row.digest,
    )
