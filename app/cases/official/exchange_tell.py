"""Tell the sender what became of a document: signed for, returned, answered. Here at once, elsewhere by a job."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.exchange_rules import RECEIVERS
from app.cases.official.deliver import MOST_TRIES
from app.cases.official.exchange_identity import own_identity
from app.exchange import Notice, Party
from app.exchange.letter import Event
from app.runtime import Runtime
from app.store import exchange, jobs, notifications, people

JOB = "exchange.notice"
SENT = ("queued", "delivered", "signed")
"""States of a sent item that a notice may still change."""


def tell_sender(runtime: Runtime, tx: Connection, item: Row[Any], event: Event) -> None:
    """Tell what an incoming item (as it stands now) says of itself; a second time changes nothing."""
    now = runtime.clock.now()
    if item.site_code is None:
        sent = exchange.item_by_envelope(tx, item.envelope, "out", lock=True)
        if sent is not None:
            take_notice(tx, sent, notice_of(runtime, tx, item, event), now)
        return
    jobs.enqueue(
        tx, JOB, {"item": str(item.key), "event": event}, run_at=now,
        once_key=f"{JOB}:{item.key}:{event}", max_attempts=MOST_TRIES,
    )  # fmt: skip


def notice_of(runtime: Runtime, tx: Connection, item: Row[Any], event: Event) -> Notice:
    """Return the notice about an incoming item."""
    own = own_identity(runtime).code
    names = people.unit_names(tx, {item.to_code})
    at, by = {
        "signed": (item.signed_at, item.signed_by),
        "returned": (item.returned_at, item.returned_by),
        "answered": (item.answered_at, names.get(item.to_code, item.to_name)),
    }[event]
    return Notice(
        envelope=item.envelope,
        sender=Party(own, item.to_code, names.get(item.to_code, item.to_name)),
        to=Party(item.site_code or own, item.from_code, item.from_name),
        event=event,
        at=at,
        by=by or "",
        reason=(item.return_reason or "") if event == "returned" else "",
        basis=(item.return_basis or "") if event == "returned" else "",
        answer=(item.answer or "") if event == "answered" else "",
    )


def take_notice(tx: Connection, sent: Row[Any], notice: Notice, now: datetime) -> bool:
    """Write a notice at the sent item and tell the sender's people; False when it was known already."""
    values: dict[str, Any] = {"error": None}
    if sent.arrived_at is None:
        # the receipt of a package that went by hand, or that overtook the reply
        values["arrived_at"] = notice.at
    if notice.event == "signed":
        values |= {"signed_at": notice.at, "signed_by": notice.by}
        if sent.state in {"queued", "delivered"}:
            values["state"] = "signed"
        known = sent.signed_at is not None
    elif notice.event == "returned":
        values |= {"state": "returned", "returned_at": notice.at, "returned_by": notice.by,
                   "return_reason": notice.reason, "return_basis": notice.basis}  # fmt: skip
        known = sent.returned_at is not None
    else:
        values |= {"answered_at": notice.at, "answer": notice.answer}
        known = sent.answered_at is not None
    if known:
        return False
    exchange.change_item(tx, sent.key, values)
    if notice.event != "signed":
        _inform(tx, sent, notice, now)
    return True


def inform(tx: Connection, item: Row[Any], subject: str, body: str, now: datetime) -> None:
    """Put a message into the boxes of who sent an item and of those who handle the unit's documents."""
    told = notifications.recipients(tx, groups={f"{item.from_code}.{post}" for post in RECEIVERS})
    keys = {person.key for person in told} | ({item.sent_by} if item.sent_by is not None else set())
    notifications.leave_word(
        tx, sorted(keys), subject=subject, body=body, at=now, instance_key=item.instance_key
    )


def _inform(tx: Connection, sent: Row[Any], notice: Notice, now: datetime) -> None:
    if notice.event == "returned":
        body = f"{sent.to_name}退回了公文“{sent.title}”。理由：{notice.reason}（依据：{notice.basis}）"
        inform(tx, sent, f"退文：{sent.title}", body, now)
    else:
        inform(tx, sent, f"答复：{sent.title}", f"{sent.to_name}答复：{notice.answer}", now)
