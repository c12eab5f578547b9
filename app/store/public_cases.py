"""What the public pages list: services, a citizen's own cases, documents that were issued."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from app.store.tables.cases import definition, document, instance
from app.store.tables.people import unit

_LISTED = [
    column
    for column in instance.c
    if column.name not in {"body", "variables"} and not column.name.startswith(("applicant_name", "agent"))
]


def newest_definitions(tx: Connection) -> list[Row[Any]]:
    """Return the newest version of each process that is not retired."""
    newest = (
        select(definition.c.process_id, func.max(definition.c.version).label("version"))
        .where(definition.c.retired_at.is_(None))
        .group_by(definition.c.process_id)
        .subquery()
    )
    query = select(definition).join(
        newest,
        (definition.c.process_id == newest.c.process_id) & (definition.c.version == newest.c.version),
    )
    return list(tx.execute(query.order_by(definition.c.process_id)))


def own_cases(tx: Connection, account_key: int, *, offset: int, size: int) -> tuple[list[Row[Any]], int]:
    """Return one page of the cases somebody filed or that were filed for them, newest first, and their number."""
    mine = or_(instance.c.applicant_key == account_key, instance.c.actor_key == account_key)
    total = tx.scalar(select(func.count()).select_from(instance).where(mine)) or 0
    query = select(*_LISTED).where(mine).order_by(instance.c.key.desc()).limit(size).offset(offset)
    return list(tx.execute(query)), int(total)


def heads_of(tx: Connection, keys: Collection[int]) -> list[Row[Any]]:
    """Return number, title, status and whose they are of these cases, newest first."""
    if not keys:
        return []
    return list(tx.execute(select(*_LISTED).where(instance.c.key.in_(keys)).order_by(instance.c.key.desc())))


def issued_documents(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the documents of a case that its applicant may have, oldest first."""
    query = select(document).where(document.c.instance_key == instance_key, document.c.public.is_(True))
    return list(tx.execute(query.order_by(document.c.key)))


def unit_contacts(
    tx: Connection, codes: Collection[str], *, english: bool = False
) -> dict[str, tuple[str, str]]:
    """Return code → name and telephone of units."""
    query = select(unit.c.code, unit.c.name, unit.c.name_en, unit.c.phone).where(unit.c.code.in_(codes))
    return {
        row.code: ((row.name_en if english else None) or row.name, row.phone or "")
        for row in tx.execute(query)
    }
