"""The root of a day: one digest that fixes how far every chain had come. Knows no table.

Whoever keeps yesterday's published root can show that a record was shortened or rewritten since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.audit.canonical import JsonValue, canonical
from app.audit.merkle import inclusion_path, leaf_hash, merkle_root
from app.crypto.sm3 import sm3_hex

_ROOT = b"luoshu.root.v1\n"
_LENGTH_BYTES = 8
FIRST_PREVIOUS = "0" * 64


@dataclass(frozen=True, slots=True, order=True)
class ChainHead:
    """Hold how far a chain had come: its public id (32 hex), number of events and last hash (64 hex)."""

    chain: str
    length: int
    head: str

    def leaf(self) -> bytes:
        """Return the leaf hash: fixed widths, so that no two states share one encoding."""
        length = self.length.to_bytes(_LENGTH_BYTES, "big")
        return leaf_hash(bytes.fromhex(self.chain) + length + bytes.fromhex(self.head))


@dataclass(frozen=True, slots=True)
class DailyRoot:
    """Hold the published root of a day, chained to the one before."""

    day: date
    size: int
    events: int
    tree: str
    previous: str
    root: str

    def computed(self) -> str:
        """Return what `root` has to be."""
        return _root_digest(self.day, self.size, self.events, self.tree, self.previous)

    def as_json(self) -> dict[str, JsonValue]:
        """Return the root as published."""
        return {
            "day": self.day.isoformat(),
            "size": self.size,
            "events": self.events,
            "tree": self.tree,
            "previous": self.previous,
            "root": self.root,
        }


def next_root(day: date, heads: Sequence[ChainHead], previous: DailyRoot | None) -> DailyRoot:
    """Return the root of a day over all chain heads, in the order of their ids."""
    ordered = sorted(heads)
    tree = merkle_root([head.leaf() for head in ordered]).hex()
    events = sum(head.length for head in ordered)
    before = previous.root if previous else FIRST_PREVIOUS
    return DailyRoot(
        day, len(ordered), events, tree, before, _root_digest(day, len(ordered), events, tree, before)
    )


def proof(root: DailyRoot, heads: Sequence[ChainHead], chain: str) -> dict[str, JsonValue] | None:
    """Return the inclusion proof of a chain in the root of a day, None if it was not in it."""
    ordered = sorted(heads)
    index = next((i for i, head in enumerate(ordered) if head.chain == chain), None)
    if index is None:
        return None
    path = inclusion_path([head.leaf() for head in ordered], index)
    return {
        "day": root.day.isoformat(),
        "length": ordered[index].length,
        "head": ordered[index].head,
        "index": index,
        "size": len(ordered),
        "path": [step.hex() for step in path],
    }


def _root_digest(day: date, size: int, events: int, tree: str, previous: str) -> str:
    content: dict[str, JsonValue] = {
        "v": 1,
        "day": day.isoformat(),
        "size": size,
        "events": events,
        "tree": tree,
        "previous": previous,
    }
    return sm3_hex(_ROOT + canonical(content).encode())
