"""Take the catalogue along: every item offered, and the data dictionary."""

from collections.abc import Mapping
from typing import Any

from app.access.actor import Actor
from app.access.policy import require
from app.items import ServiceItem, item_of
from app.runtime import Runtime
from app.store import items


def export_items(runtime: Runtime, actor: Actor) -> tuple[list[ServiceItem], list[Mapping[str, Any]]]:
    """Return the items by code, and the data dictionary in its order."""
    require(actor, "item.manage", None)
    with runtime.read() as tx:
        return [item_of(data) for _, data in items.all_current(tx).values()], items.dictionary(tx)
