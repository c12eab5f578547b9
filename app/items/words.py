"""What people call things: words that find an item, and what an item still has to say."""

import tomllib
from functools import cache
from pathlib import Path

from app.items.item import ServiceItem
from app.items.table import HEADINGS

PUBLISHED = (
    "basis",
    "conditions",
    "quantity",
    "steps",
    "legal_rule",
    "materials",
    "data",
    "fee",
    "place",
    "phone",
)
"""What must be published of every item (行政许可法 30: 事项、依据、条件、数量、程序、期限、材料目录、示范文本)."""


@cache
def _groups() -> tuple[frozenset[str], ...]:
    source = Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8")
    return tuple(frozenset(group) for group in tomllib.loads(source)["groups"])


def with_synonyms(query: str) -> tuple[str, ...]:
    """Return the query and the same with each word people use for another: 开饭店 → 开餐饮, 开食品经营 …"""
    asked = " ".join(query.split())
    found = dict.fromkeys([asked] if asked else [])
    for group in _groups():
        for word in group:
            if word in asked:
                found.update(
                    dict.fromkeys(asked.replace(word, other) for other in sorted(group) if other != word)
                )
                found.update(dict.fromkeys(sorted(group)))
    return tuple(found)


def search_words(item: ServiceItem) -> str:
    """Return everything an item can be found by, the most telling first."""
    materials = (one.name for one in item.materials)
    parts = (item.name, *item.synonyms, item.name_en, item.code, item.result, *item.conditions, *materials)
    return " ".join(part for part in parts if part)


def missing_parts(item: ServiceItem) -> tuple[str, ...]:
    """Return the headings of what must be published of an item and is not there yet."""
    drawn = {"steps"} if item.process else set()
    return tuple(HEADINGS[name] for name in PUBLISHED if name not in drawn and not getattr(item, name))
