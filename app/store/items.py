"""Rows of the catalogue of items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    case,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from app.store.search import query_terms
from app.store.tables.items import service_datum, service_item, service_item_version


@dataclass(frozen=True)
class ItemQuery:
    """Say which items are wanted: `words` are alternatives, each of whose terms must occur; empty asks for all."""

    words: Sequence[str] = ()
    unit: str | None = None
    kind: str | None = None
    depths: Sequence[str] = ()
    complete: bool | None = None
    in_hall: bool | None = None


def find(tx: Connection, query: ItemQuery, *, limit: int, offset: int) -> tuple[list[Row[Any]], int]:
    """Return one page of items, those whose name or other name fits first, and how many there are."""
    wanted = _wanted(query)
    total = tx.scalar(select(func.count()).select_from(service_item).where(*wanted)) or 0
    order: list[Any] = [service_item.c.unit, service_item.c.code]
    if query.words:
        by_name = [_all_in(service_item.c.heads, words) for words in query.words]
        order.insert(0, case((by_name[0], 0), (or_(*by_name), 1), else_=2))
    rows = select(service_item).where(*wanted).order_by(*order)
    return list(tx.execute(rows.limit(limit).offset(offset))), int(total)


def count(tx: Connection, query: ItemQuery) -> int:
    """Return how many items a query finds."""
    return int(tx.scalar(select(func.count()).select_from(service_item).where(*_wanted(query))) or 0)


def counts_by_unit(tx: Connection) -> list[tuple[str, int]]:
    """Return unit → number of its items."""
    query = select(service_item.c.unit, func.count()).where(service_item.c.withdrawn_at.is_(None))
    return [(unit, int(n)) for unit, n in tx.execute(query.group_by(service_item.c.unit))]


def current(tx: Connection, code: str) -> Row[Any] | None:
    """Return the present version of an item with its `data`."""
    joined = service_item.join(
        service_item_version,
        (service_item_version.c.code == service_item.c.code)
        & (service_item_version.c.version == service_item.c.version),
    )
    shown = (service_item, service_item_version.c.data, service_item_version.c.changed_at)
    return tx.execute(select(*shown).select_from(joined).where(service_item.c.code == code)).first()


def all_current(tx: Connection) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """Return code → (version, data) of every item that is not withdrawn."""
    joined = service_item.join(
        service_item_version,
        (service_item_version.c.code == service_item.c.code)
        & (service_item_version.c.version == service_item.c.version),
    )
    query = select(service_item.c.code, service_item.c.version, service_item_version.c.data).select_from(
        joined
    )
    rows = tx.execute(query.where(service_item.c.withdrawn_at.is_(None)).order_by(service_item.c.code))
    return {code: (version, data) for code, version, data in rows}


def versions(tx: Connection, code: str) -> list[Row[Any]]:
    """Return every version of an item, newest first."""
    query = select(service_item_version).where(service_item_version.c.code == code)
    return list(tx.execute(query.order_by(service_item_version.c.version.desc())))


def put(
    tx: Connection, face: Mapping[str, Any], data: Mapping[str, Any], at: datetime, by: tuple[int | None, str]
) -> int:
    """Store a new version of an item with what it is found by; return its number."""
    last = tx.scalar(
        select(func.max(service_item_version.c.version)).where(service_item_version.c.code == face["code"])
    )
    version = int(last or 0) + 1
    row = {**face, "version": version, "withdrawn_at": None}
    if last is None:
        tx.execute(insert(service_item).values(**row))
    else:
        tx.execute(update(service_item).where(service_item.c.code == face["code"]).values(**row))
    written = {"code": face["code"], "version": version, "data": dict(data), "changed_at": at}
    tx.execute(insert(service_item_version).values(**written, changed_by=by[0], changed_by_name=by[1]))
    return version


def withdraw(tx: Connection, codes: Sequence[str], at: datetime) -> None:
    """Take items out of the catalogue; their versions stay."""
    tx.execute(update(service_item).where(service_item.c.code.in_(codes)).values(withdrawn_at=at))


def put_dictionary(tx: Connection, entries: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Replace the data dictionary."""
    tx.execute(delete(service_datum))
    rows = [{"key": key, "position": place, "data": dict(data)} for place, (key, data) in enumerate(entries)]
    if rows:
        tx.execute(insert(service_datum), rows)


def dictionary(tx: Connection) -> list[Mapping[str, Any]]:
    """Return the data dictionary in its order."""
    return list(tx.scalars(select(service_datum.c.data).order_by(service_datum.c.position)))


def _wanted(query: ItemQuery) -> list[ColumnElement[bool]]:
    columns = service_item.c
    found: list[ColumnElement[bool]] = [columns.withdrawn_at.is_(None)]
    if query.words:
        found.append(or_(*(_all_in(columns.grams, words) for words in query.words)))
    if query.unit:
        found.append(columns.unit == query.unit)
    if query.kind:
        found.append(columns.kind == query.kind)
    if query.depths:
        found.append(columns.depth.in_(query.depths))
    if query.complete is not None:
        found.append(columns.complete.is_(query.complete))
    if query.in_hall is not None:
        found.append(columns.in_hall.is_(query.in_hall))
    return found


def _all_in(column: Any, words: str) -> ColumnElement[bool]:
    terms = query_terms(words)
    # a query without a letter or digit finds nothing rather than everything
    return and_(*(column.contains(f" {term} ", autoescape=True) for term in terms)) if terms else false()
