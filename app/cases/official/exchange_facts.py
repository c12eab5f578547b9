"""Read one item of the exchange, and what the policy asks about it."""

from typing import Any

from sqlalchemy import Connection, Row

from app.access.exchange_rules import ExchangeFacts
from app.errors import NotFoundError
from app.store import exchange
from app.text import text


def get_item(tx: Connection, key: int, *, lock: bool = False) -> Row[Any]:
    """Return an item; raises NotFoundError."""
    item = exchange.item_by_key(tx, key, lock=lock)
    if item is None:
        raise NotFoundError(text("没有找到这份公文"))
    return item


def facts_of(item: Row[Any]) -> ExchangeFacts:
    """Return which units of this installation an item concerns: its own side only.

    The other side has a row of its own, and a unit elsewhere may have a code that is used here, too.
    """
    if item.direction == "in":
        return ExchangeFacts(to_unit=item.to_code)
    return ExchangeFacts(from_unit=item.from_code)
