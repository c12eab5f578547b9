"""Queries over the exchange of documents: directory, items out and in, their files, refused packages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, or_, select, update

from app.store.keys import new_key
from app.store.tables.cases import instance
from app.store.tables.exchange import (
    exchange_file,
    exchange_item,
    exchange_organ,
    exchange_refusal,
    exchange_site,
)
from app.store.tables.people import account, unit

_HEAVY = ("manifest",)
_LIGHT = [column for column in exchange_item.c if column.name not in _HEAVY]


def sites(tx: Connection) -> Sequence[Row[Any]]:
    """Return every installation of the directory, closed ones too, by name."""
    return tx.execute(select(exchange_site).order_by(exchange_site.c.name, exchange_site.c.code)).all()


def site_by_code(tx: Connection, code: str) -> Row[Any] | None:
    """Return one installation of the directory."""
    return tx.execute(select(exchange_site).where(exchange_site.c.code == code)).first()


def public_keys(tx: Connection) -> dict[str, str]:
    """Return code → public key of the installations that documents are exchanged with."""
    query = select(exchange_site.c.code, exchange_site.c.public_key).where(
        exchange_site.c.closed_at.is_(None)
    )
    return {row.code: row.public_key for row in tx.execute(query)}


def save_site(tx: Connection, values: Mapping[str, Any], organs: Sequence[tuple[str, str]]) -> None:
    """Write an installation with its organs, in place of what was known of it."""
    changed = tx.execute(update(exchange_site).where(exchange_site.c.code == values["code"]).values(values))
    if not changed.rowcount:
        tx.execute(insert(exchange_site).values(values))
    tx.execute(exchange_organ.delete().where(exchange_organ.c.site_code == values["code"]))
    if organs:
        rows = [{"site_code": values["code"], "code": code, "name": name} for code, name in organs]
        tx.execute(insert(exchange_organ), rows)


def close_site(tx: Connection, code: str, at: datetime | None) -> None:
    """End (or with None resume) the exchange with an installation."""
    tx.execute(update(exchange_site).where(exchange_site.c.code == code).values(closed_at=at))


def organs(tx: Connection) -> Sequence[Row[Any]]:
    """Return (site_code, code, name, site_name) of the organs of open installations."""
    query: Select[Any] = (
        select(exchange_organ, exchange_site.c.name.label("site_name"))
        .join(exchange_site, exchange_site.c.code == exchange_organ.c.site_code)
        .where(exchange_site.c.closed_at.is_(None))
        .order_by(exchange_site.c.name, exchange_organ.c.code)
    )
    return tx.execute(query).all()


def all_organs(tx: Connection) -> Sequence[Row[Any]]:
    """Return (site_code, code, name) of the organs of every installation."""
    return tx.execute(
        select(exchange_organ).order_by(exchange_organ.c.site_code, exchange_organ.c.code)
    ).all()


def open_units(tx: Connection) -> Sequence[Row[Any]]:
    """Return (code, name) of the units of this installation that can be written to."""
    query: Select[Any] = select(unit.c.code, unit.c.name).where(unit.c.closed_at.is_(None))
    return tx.execute(query.order_by(unit.c.place, unit.c.code)).all()


def add_items(tx: Connection, rows: Sequence[Mapping[str, Any]], files: Sequence[Mapping[str, Any]]) -> None:
    """Write items (each with its key and the same columns), all with the same files: two statements."""
    tx.execute(insert(exchange_item), list(rows))
    named = [
        {**file, "item_key": row["key"], "place": place}
        for row in rows
        for place, file in enumerate(files, start=1)
    ]
    if named:
        tx.execute(insert(exchange_file), named)


def item_by_key(tx: Connection, key: int, *, lock: bool = False) -> Row[Any] | None:
    """Return an item with its manifest."""
    query = select(exchange_item).where(exchange_item.c.key == key)
    return tx.execute(query.with_for_update() if lock else query).first()


def item_by_envelope(tx: Connection, envelope: str, direction: str, *, lock: bool = False) -> Row[Any] | None:
    """Return the item of an envelope on one side."""
    query = select(exchange_item).where(
        exchange_item.c.envelope == envelope, exchange_item.c.direction == direction
    )
    return tx.execute(query.with_for_update() if lock else query).first()


def items_of_case(tx: Connection, instance_key: int, direction: str) -> Sequence[Row[Any]]:
    """Return the items a case was sent as (out), or came as (in), oldest first."""
    query = select(*_LIGHT).where(
        exchange_item.c.instance_key == instance_key, exchange_item.c.direction == direction
    )
    return tx.execute(query.order_by(exchange_item.c.key)).all()


def items_of_document(tx: Connection, document_key: int) -> Sequence[Row[Any]]:
    """Return what an official document was sent as, oldest first."""
    query = select(*_LIGHT).where(
        exchange_item.c.document_key == document_key, exchange_item.c.direction == "out"
    )
    return tx.execute(query.order_by(exchange_item.c.key)).all()


def change_item(tx: Connection, key: int, values: Mapping[str, Any]) -> None:
    """Change columns of an item."""
    tx.execute(update(exchange_item).where(exchange_item.c.key == key).values(values))


def move_item(tx: Connection, key: int, before: Collection[str], values: Mapping[str, Any]) -> bool:
    """Change an item that stands in one of these states; False when somebody else was first."""
    query = update(exchange_item).where(exchange_item.c.key == key, exchange_item.c.state.in_(before))
    return tx.execute(query.values(values)).rowcount == 1


def count_attempt(tx: Connection, key: int, error: str) -> None:
    """Write down that a try to hand an item over failed, and why."""
    tx.execute(
        update(exchange_item)
        .where(exchange_item.c.key == key)
        .values(attempts=exchange_item.c.attempts + 1, error=error)
    )


def files_of(tx: Connection, item_key: int) -> Sequence[Row[Any]]:
    """Return the files of an item in their order."""
    query = select(exchange_file).where(exchange_file.c.item_key == item_key)
    return tx.execute(query.order_by(exchange_file.c.place)).all()


def box(
    tx: Connection,
    *,
    direction: str,
    units: Collection[str],
    states: Collection[str],
    q: str = "",
    offset: int = 0,
    size: int = 20,
) -> tuple[Sequence[Row[Any]], int]:
    """Return one page of a box, newest first, and how many there are; `case_number` is of the case it became."""
    found = [*_in_box(direction, units, states)]
    if q:
        like = f"%{q.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
        columns = (
            exchange_item.c.title,
            exchange_item.c.number,
            exchange_item.c.from_name,
            exchange_item.c.to_name,
        )
        found.append(or_(*(column.like(like, escape="/") for column in columns)))
    total = tx.scalar(select(func.count()).select_from(exchange_item).where(*found)) or 0
    query: Select[Any] = (
        select(*_LIGHT, instance.c.number.label("case_number"), account.c.name.label("sender_name"))
        .outerjoin(instance, instance.c.key == exchange_item.c.instance_key)
        .outerjoin(account, account.c.key == exchange_item.c.sent_by)
        .where(*found)
        .order_by(exchange_item.c.sent_at.desc(), exchange_item.c.key.desc())
        .limit(size)
        .offset(offset)
    )
    return tx.execute(query).all(), total


def count_box(tx: Connection, *, direction: str, units: Collection[str], states: Collection[str]) -> int:
    """Return how many items stand in a box."""
    query = select(func.count()).select_from(exchange_item).where(*_in_box(direction, units, states))
    return tx.scalar(query) or 0


def states_of(tx: Connection, *, direction: str, units: Collection[str]) -> dict[str, int]:
    """Return state → number of the items of these units."""
    query = select(exchange_item.c.state, func.count()).where(*_in_box(direction, units, ()))
    return {row[0]: row[1] for row in tx.execute(query.group_by(exchange_item.c.state))}


def _in_box(direction: str, units: Collection[str], states: Collection[str]) -> list[ColumnElement[bool]]:
    own = exchange_item.c.to_code if direction == "in" else exchange_item.c.from_code
    found = [exchange_item.c.direction == direction, own.in_(units)]
    return [*found, exchange_item.c.state.in_(states)] if states else found


def replaced(tx: Connection, envelopes: Collection[str]) -> set[str]:
    """Return those of these envelopes that a later one of the sender replaces."""
    query = select(exchange_item.c.previous).where(
        exchange_item.c.previous.in_(envelopes), exchange_item.c.direction == "out"
    )
    return {previous for previous in tx.scalars(query) if previous}


def add_refusal(tx: Connection, values: Mapping[str, Any]) -> None:
    """Write down a package that was not taken."""
    tx.execute(insert(exchange_refusal).values({"key": new_key(), **values}))


def refusals(tx: Connection, *, limit: int = 100) -> Sequence[Row[Any]]:
    """Return the latest packages that were not taken, with the name of the site they claim to come from."""
    query = (
        select(exchange_refusal, exchange_site.c.name.label("site_name"))
        .outerjoin(exchange_site, exchange_site.c.code == exchange_refusal.c.claimed_site)
        .order_by(exchange_refusal.c.at.desc(), exchange_refusal.c.key.desc())
        .limit(limit)
    )
    return tx.execute(query).all()
