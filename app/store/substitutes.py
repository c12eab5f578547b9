"""Rows of substitutions (替代): who stands in for whom, from when to when, for which processes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, update

from app.store.tables.cases import definition
from app.store.tables.people import account, substitute


def add_substitute(tx: Connection, values: Mapping[str, Any]) -> None:
    """Insert a substitution."""
    tx.execute(insert(substitute).values(values))


def find_substitute(tx: Connection, key: int) -> Row[Any] | None:
    """Return a substitution by its key, or None."""
    return tx.execute(select(substitute).where(substitute.c.key == key)).first()


def end_substitute(tx: Connection, key: int, now: datetime) -> None:
    """End a substitution before its time."""
    tx.execute(update(substitute).where(substitute.c.key == key).values(ended_at=now))


def substitutes_of(
    tx: Connection, account_key: int, on: date, *, units: Collection[str] = ()
) -> Sequence[Row[Any]]:
    """Return the present and coming substitutions in which the account is on either side, with names.

    `units`: those whose members' substitutions are wanted as well.
    """
    principal, stand_in = account.alias("principal"), account.alias("stand_in")
    query: Select[Any] = (
        select(
            substitute,
            principal.c.name.label("principal_name"),
            principal.c.unit_code.label("principal_unit"),
            stand_in.c.name.label("substitute_name"),
        )
        .join(principal, principal.c.key == substitute.c.principal_key)
        .join(stand_in, stand_in.c.key == substitute.c.substitute_key)
        .where(
            or_(
                substitute.c.principal_key == account_key,
                substitute.c.substitute_key == account_key,
                principal.c.unit_code.in_(units),
            ),
            substitute.c.ended_at.is_(None),
            substitute.c.to_on >= on,
        )
        .order_by(substitute.c.from_on)
    )
    return tx.execute(query).all()


def deployed_processes(tx: Connection) -> Sequence[Row[Any]]:
    """Return (process_id, name) of the newest version of every deployed process."""
    newest = (
        select(definition.c.process_id, func.max(definition.c.version).label("version"))
        .group_by(definition.c.process_id)
        .subquery()
    )
    same = and_(definition.c.process_id == newest.c.process_id, definition.c.version == newest.c.version)
    query: Select[Any] = select(definition.c.process_id, definition.c.name).join(newest, same)
    return tx.execute(query.order_by(definition.c.process_id)).all()
