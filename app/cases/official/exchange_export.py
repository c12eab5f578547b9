"""Write a package for a disk: a letter that cannot go over the line, or the receipt of one that came."""

from app.access.actor import Actor
from app.access.policy import require
from app.cases.official.exchange_facts import facts_of, get_item
from app.cases.official.exchange_hand_over import sealed_letter
from app.cases.official.exchange_identity import own_identity
from app.cases.official.exchange_tell import notice_of
from app.errors import ConflictError
from app.exchange import seal_package
from app.exchange.letter import Event
from app.runtime import Runtime
from app.text import text


def export_letter(runtime: Runtime, actor: Actor, key: int) -> tuple[str, bytes]:
    """Return file name and package of a sent document to an organ elsewhere.

    Raises ConflictError when the other side has it already, or is a unit of this house.
    """
    with runtime.read() as tx:
        item = get_item(tx, key)
        require(actor, "exchange.send", facts_of(item))
    if item.direction != "out" or item.site_code is None or item.state != "queued":
        raise ConflictError(text("这份公文不需要文件包：对方已经收到，或者就在本系统内。"))
    return f"{item.envelope}.zip", sealed_letter(runtime, item)


def export_receipt(runtime: Runtime, actor: Actor, key: int) -> tuple[str, bytes]:
    """Return file name and package of the latest notice about a document that came from elsewhere."""
    with runtime.read() as tx:
        item = get_item(tx, key)
        require(actor, "exchange.read", facts_of(item))
        if item.direction != "in" or item.site_code is None or item.state == "arrived":
            raise ConflictError(text("这份公文还没有签收或者退回，没有回执。"))
        event: Event = "answered" if item.answered_at else "returned" if item.returned_at else "signed"
        notice = notice_of(runtime, tx, item, event)
    return f"{item.envelope}-{event}.zip", seal_package(notice, (), own_identity(runtime))
