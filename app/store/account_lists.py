"""Lists and counts of accounts as pages show them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from app.store.tables.cases import instance
from app.store.tables.people import account, membership, post, unit

_SORTS: Mapping[str, Any] = {
    "login": account.c.login,
    "name": account.c.name,
    "unit": account.c.unit_code,
    "created": account.c.created_at,
}


def accounts_page(
    tx: Connection,
    *,
    kind: str | None,
    unit_code: str | None,
    q: str,
    sort: str,
    offset: int,
    size: int,
    keys: Collection[int] | None = None,
) -> tuple[Sequence[Row[Any]], int]:
    """Return one page of accounts with their unit's name, and how many match in all; `keys` narrows further."""
    matching: list[ColumnElement[bool]] = [account.c.key.in_(keys)] if keys is not None else []
    if kind:
        matching.append(account.c.kind == kind)
    if unit_code:
        matching.append(account.c.unit_code == unit_code)
    if q:
        like = f"%{q.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
        matching.append(
            or_(account.c.login.like(like.lower(), escape="/"), account.c.name.like(like, escape="/"))
        )
    total = tx.scalar(select(func.count()).select_from(account).where(*matching)) or 0
    column = _SORTS.get(sort.removeprefix("-"), account.c.login)
    query: Select[Any] = (
        select(account, unit.c.name.label("unit_name"))
        .outerjoin(unit, unit.c.code == account.c.unit_code)
        .where(*matching)
        .order_by(column.desc() if sort.startswith("-") else column.asc(), account.c.key)
        .limit(size)
        .offset(offset)
    )
    return tx.execute(query).all(), total


def staff_counts(tx: Connection) -> dict[str, int]:
    """Return unit code → number of enabled staff accounts."""
    query = (
        select(account.c.unit_code, func.count())
        .where(account.c.kind == "staff", account.c.disabled_at.is_(None), account.c.unit_code.is_not(None))
        .group_by(account.c.unit_code)
    )
    return {row[0]: row[1] for row in tx.execute(query).all()}


def post_names(tx: Connection, account_key: int) -> tuple[str, ...]:
    """Return the account's posts as people read them: name of the unit and of the post."""
    query = (
        select(unit.c.name.label("unit_name"), post.c.name)
        .select_from(membership)
        .join(unit, unit.c.code == membership.c.unit_code)
        .join(post, and_(post.c.unit_code == membership.c.unit_code, post.c.code == membership.c.post_code))
        .where(membership.c.account_key == account_key)
        .order_by(unit.c.place, post.c.code)
    )
    return tuple(f"{row.unit_name} {row.name}" for row in tx.execute(query).all())


def cases_of_applicant(tx: Connection, account_key: int) -> Sequence[Row[Any]]:
    """Return (number, title, received_on) of the cases that are this account's."""
    query: Select[Any] = select(instance.c.number, instance.c.title, instance.c.received_on).where(
        instance.c.applicant_key == account_key
    )
    return tx.execute(query.order_by(instance.c.started_at)).all()
