"""Find items by everyday words, list those of a unit, and count what the goals ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.items import DEPTHS, with_synonyms
from app.items.item import KINDS, ONLINE
from app.runtime import Runtime
from app.store import items, people
from app.store.items import ItemQuery
from app.text import Name, Text, text

_LONGEST_QUERY = 60


@dataclass(frozen=True)
class ItemRow:
    """Hold one line of a list of items."""

    code: str
    name: str
    unit: str
    unit_name: Name | str
    kind: Text
    depth: str
    depth_words: Text


@dataclass(frozen=True)
class UnitItems:
    """Hold a unit that offers items, and how many."""

    code: str
    name: Name
    amount: int


@dataclass(frozen=True)
class Goal:
    """Hold one goal: what is counted, how many of how many, the share wanted in per cent, and where the lists are."""

    key: str
    words: Text
    reached: int
    of: int
    wanted: int

    @property
    def share(self) -> float:
        """Return the share reached, in per cent."""
        return 100 * self.reached / self.of if self.of else 0.0


LISTS: Mapping[str, ItemQuery] = {
    "complete": ItemQuery(complete=True),
    "incomplete": ItemQuery(complete=False),
    "online": ItemQuery(depths=ONLINE),
    "offline": ItemQuery(depths=tuple(depth for depth in DEPTHS if depth not in ONLINE)),
    "hall-online": ItemQuery(depths=ONLINE, in_hall=True),
    "hall-offline": ItemQuery(depths=tuple(depth for depth in DEPTHS if depth not in ONLINE), in_hall=True),
}
"""What a count opens: what is counted, and what is missing."""


def search_items(
    runtime: Runtime, *, words: str = "", unit: str = "", listed: str = "", size: int = 20, offset: int = 0
) -> tuple[tuple[ItemRow, ...], int]:
    """Return one page of items, the best first, and how many there are. Open to everybody.

    Words people use for one another count as one (饭店 finds 食品经营). `listed` names one of LISTS.
    """
    asked = with_synonyms(words[:_LONGEST_QUERY])
    base = LISTS.get(listed, ItemQuery())
    query = ItemQuery(asked, unit or None, None, base.depths, base.complete, base.in_hall)
    with runtime.read() as tx:
        rows, total = items.find(tx, query, limit=size, offset=offset)
        names = people.unit_names(tx, {row.unit for row in rows})
    found = tuple(
        ItemRow(
            row.code,
            row.name,
            row.unit,
            names.get(row.unit, row.unit),
            KINDS[row.kind],
            row.depth,
            DEPTHS[row.depth],
        )
        for row in rows
    )
    return found, total


def units_with_items(runtime: Runtime) -> tuple[UnitItems, ...]:
    """Return the units that offer items, those with most first."""
    with runtime.read() as tx:
        counts = items.counts_by_unit(tx)
        names = people.unit_names(tx, {unit for unit, _ in counts})
    ordered = sorted(counts, key=lambda found: (-found[1], found[0]))
    return tuple(UnitItems(unit, names[unit], amount) for unit, amount in ordered if unit in names)


def count_goals(runtime: Runtime) -> tuple[Goal, ...]:
    """Return how far the goals of the policy are reached, counted now: every number opens its list."""
    with runtime.read() as tx:
        every, hall = items.count(tx, ItemQuery()), items.count(tx, ItemQuery(in_hall=True))
        return (
            _goal(tx, "complete", text("能在网上查到全部内容的事项"), every, 90),
            _goal(tx, "online", text("能网上申请的事项"), every, 50),
            _goal(tx, "hall-online", text("进驻大厅的事项中能网上申请的"), hall, 50),
        )


def _goal(tx: Connection, key: str, words: Text, of: int, wanted: int) -> Goal:
    return Goal(key, words, items.count(tx, LISTS[key]), of, wanted)
