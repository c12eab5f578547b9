"""Walk every route of the application as somebody it does not concern, with the addresses of a real case.

Routes are taken from the application itself, so a new page is walked without being named here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from flask import Flask
from sqlalchemy import Connection, select
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from app.runtime import Runtime
from app.store.base import metadata

# rows that telling who looked, counting attempts and keeping sessions write by design
NOT_OF_THE_CASE = frozenset({"access_log"})
NOT_OFFERED = "v2_not_offered."
"""Addresses of a foreign interface that are known only to say that they are not offered."""


@dataclass(frozen=True)
class Places:
    """Hold what may stand in an address: keys of rows, and words by the name of the parameter."""

    keys: tuple[int, ...]
    by_table: Mapping[str, int]
    words: Mapping[str, tuple[str, ...]]


def places_of(runtime: Runtime, case: int, *more_keys: int, **words: tuple[str, ...]) -> Places:
    """Return the key of a case, one key of every table that has rows of it, and the words given."""
    with runtime.read() as tx:
        by_table = dict(_keys(tx, case))
        number = tx.scalar(
            select(metadata.tables["instance"].c.number).where(metadata.tables["instance"].c.key == case)
        )
    usual: dict[str, tuple[str, ...]] = {
        "number": (number,),
        "cause": ("0" * 32,),
        "act": ("suspend", "answer", "withdraw", "close"),
        "system": ("shebao",),
        "event": ("paid",),
        "ending": ("json",),
        "code": ("SCJG-001",),
        "unit": ("scjg",),
        "place": ("1",),
        "process_id": ("petition",),
        "filename": ("css/site.css",),
        "token": ("guess",),
        "rule": ("petition-handle",),
        "word": ("信访",),
        "index_no": ("1",),
        "variable_key": ("1",),
        "client_id": ("guess",),
        "document_id": ("guess",),
        "group_id": ("xfj.registrar",),
        "role_id": ("head",),
        "username": ("zhaolin",),
    }
    keys = tuple(dict.fromkeys((case, *more_keys, *by_table.values())))
    return Places(keys, by_table, {**usual, **words})


def addresses(app: Flask, method: str, places: Places) -> Iterator[tuple[Rule, str]]:
    """Yield every route that takes a method, filled with every combination of what may stand in it.

    Raises LookupError for a word nobody gave a meaning to: the walk must not leave a page out in silence.
    """
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda found: found.rule):
            if method not in (rule.methods or ()) or rule.endpoint.startswith(NOT_OFFERED):
                continue
            names = sorted(rule.arguments)
            for values in product(*(_values(app, rule, name, places) for name in names)):
                yield rule, rule.build(dict(zip(names, values, strict=True)))[1]  # type: ignore[index]


def rows_of(runtime: Runtime, case: int) -> dict[str, list[str]]:
    """Return every row that belongs to a case, by table, as text: equal before and after, nothing was done."""
    with runtime.read() as tx:
        return {
            table.name: sorted(str(row) for row in tx.execute(select(table).where(column == case)).all())
            for table, column in _tables()
            if table.name not in NOT_OF_THE_CASE
        }


def _tables() -> Iterator[tuple[Any, Any]]:
    for table in metadata.sorted_tables:
        if table.name == "instance":
            yield table, table.c.key
        elif "instance_key" in table.c:
            yield table, table.c.instance_key


def _keys(tx: Connection, case: int) -> Iterator[tuple[str, int]]:
    for table, column in _tables():
        if "key" in table.c and table.name != "instance":
            # the newest row: an open task rather than a closed one
            key = tx.scalar(select(table.c.key).where(column == case).order_by(table.c.key.desc()).limit(1))
            if key is not None:
                yield table.name, key


def _values(app: Flask, rule: Rule, name: str, places: Places) -> tuple[Any, ...]:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        if name == "place":
            return (0, 1)
        if name == "version":
            return (1,)
        # in an address with several keys, `key` is the case's and `term_key` one of a term
        if name == "key" and len(rule.arguments) > 1:
            return places.keys[:1]
        own = places.by_table.get(name.removesuffix("_key"))
        return (own,) if own is not None and len(rule.arguments) > 1 else places.keys
    if isinstance(converter, AnyConverter):
        return (next(iter(converter.items)),)
    if name not in places.words:
        raise LookupError(f"{rule.endpoint}: give <{name}> of {rule.rule} a meaning")
    return places.words[name]
