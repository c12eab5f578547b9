"""Queries over units, posts, accounts and what they hold: posts and roles."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    String,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from app.store.tables.people import (
    account,
    account_role,
    membership,
    post,
    unit,
)
from app.text import Name


def units(tx: Connection) -> Sequence[Row[Any]]:
    """Return every unit in the order they are shown."""
    return tx.execute(select(unit).order_by(unit.c.place, unit.c.code)).all()


def find_unit(tx: Connection, code: str) -> Row[Any] | None:
    """Return a unit by its code, or None."""
    return tx.execute(select(unit).where(unit.c.code == code)).first()


def unit_names(tx: Connection, codes: Collection[str]) -> dict[str, Name]:
    """Return code → name of the units that exist, in both languages."""
    rows = tx.execute(select(unit.c.code, unit.c.name, unit.c.name_en).where(unit.c.code.in_(codes))).all()
    return {row.code: Name(row.name, row.name_en) for row in rows}


def units_above(tx: Connection, codes: Collection[str]) -> frozenset[str]:
    """Return the units over these: parents and review superiors, all the way up; not these themselves."""
    if not codes:
        return frozenset()
    start = select(unit.c.code, unit.c.parent, unit.c.superior).where(unit.c.code.in_(codes))
    chain = start.cte("chain", recursive=True)
    # union, not union all: a circle in the data ends the search instead of running for ever
    upper = unit.alias("upper")
    chain = chain.union(
        select(upper.c.code, upper.c.parent, upper.c.superior).where(
            or_(upper.c.code == chain.c.parent, upper.c.code == chain.c.superior)
        )
    )
    found = {row.code for row in tx.execute(select(chain.c.code)).all()}
    return frozenset(found - set(codes))


def organ_of(tx: Connection, code: str) -> str:
    """Return the government or body a unit acts for: its parent for a department, else the unit itself."""
    row = tx.execute(select(unit.c.parent, unit.c.kind).where(unit.c.code == code)).first()
    if row is None or row.kind not in {"department", "institution"}:
        return code
    return str(row.parent or code)


def units_below(tx: Connection, codes: Collection[str]) -> frozenset[str]:
    """Return the units under these in the tree, all the way down; not these themselves."""
    if not codes:
        return frozenset()
    chain = select(unit.c.code).where(unit.c.code.in_(codes)).cte("chain", recursive=True)
    lower = unit.alias("lower")
    chain = chain.union(select(lower.c.code).where(lower.c.parent == chain.c.code))
    found = {row.code for row in tx.execute(select(chain.c.code)).all()}
    return frozenset(found - set(codes))


def save_unit(tx: Connection, values: Mapping[str, Any]) -> None:
    """Insert or change a unit by its code."""
    changed = tx.execute(update(unit).where(unit.c.code == values["code"]).values(values)).rowcount
    if not changed:
        tx.execute(insert(unit).values({"place": 0, **values}))


def posts(tx: Connection) -> Sequence[Row[Any]]:
    """Return every post by unit."""
    return tx.execute(select(post).order_by(post.c.unit_code, post.c.code)).all()


def ensure_post(tx: Connection, unit_code: str, code: str, name: str) -> None:
    """Insert a post when the unit does not have it yet."""
    known = select(post.c.code).where(post.c.unit_code == unit_code, post.c.code == code)
    if tx.execute(known).first() is None:
        tx.execute(insert(post).values(unit_code=unit_code, code=code, name=name))


def find_account(tx: Connection, key: int) -> Row[Any] | None:
    """Return an account by its key, or None."""
    return tx.execute(select(account).where(account.c.key == key)).first()


def account_by_login(tx: Connection, login: str) -> Row[Any] | None:
    """Return an account by its login (already folded to lower case), or None."""
    return tx.execute(select(account).where(account.c.login == login)).first()


def accounts_by_login(tx: Connection, logins: Collection[str]) -> Sequence[Row[Any]]:
    """Return the accounts of these logins, in no order."""
    return tx.execute(select(account).where(account.c.login.in_(logins))).all()


def staff_called(tx: Connection, names: Collection[str]) -> Sequence[Row[Any]]:
    """Return (key, login, name, unit_code) of the enabled staff with one of these logins or names."""
    query: Select[Any] = select(account.c.key, account.c.login, account.c.name, account.c.unit_code).where(
        or_(account.c.login.in_(names), account.c.name.in_(names)),
        account.c.kind == "staff",
        account.c.disabled_at.is_(None),
    )
    return tx.execute(query.order_by(account.c.login)).all()


def account_by_external(tx: Connection, provider: str, external_id: str) -> Row[Any] | None:
    """Return the account tied to a person of another identity provider, or None."""
    query = select(account).where(account.c.provider == provider, account.c.external_id == external_id)
    return tx.execute(query).first()


def account_name(tx: Connection, key: int) -> str:
    """Return the name of an account, an empty string when there is none."""
    return tx.scalar(select(account.c.name).where(account.c.key == key)) or ""


def account_names(tx: Connection, keys: Collection[int]) -> dict[int, str]:
    """Return key → name."""
    rows = tx.execute(select(account.c.key, account.c.name).where(account.c.key.in_(keys))).all()
    return {row.key: row.name for row in rows}


def languages_of(tx: Connection, keys: Collection[int]) -> dict[int, str]:
    """Return key → language (zh, en) in which an account is written to."""
    rows = tx.execute(select(account.c.key, account.c.language).where(account.c.key.in_(keys))).all()
    return {row.key: row.language or "zh" for row in rows}


def accounts_of_unit(tx: Connection, keys: Collection[int], code: str) -> set[int]:
    """Return those of these accounts that belong to a unit."""
    query = select(account.c.key).where(account.c.key.in_(keys), account.c.unit_code == code)
    return set(tx.scalars(query))


def keys_of_logins(tx: Connection, logins: Collection[str]) -> dict[str, int]:
    """Return login → account key of the accounts that exist and may sign in."""
    query = select(account.c.login, account.c.key).where(
        account.c.login.in_(logins), account.c.disabled_at.is_(None)
    )
    return {row.login: row.key for row in tx.execute(query).all()}


def members_of(tx: Connection, groups: Collection[str]) -> Sequence[Row[Any]]:
    """Return (key, login, name, email, grp) of the enabled accounts in these candidate groups."""
    grp = membership.c.unit_code + literal(".", String) + membership.c.post_code
    query: Select[Any] = (
        select(account.c.key, account.c.login, account.c.name, account.c.email, grp.label("grp"))
        .join(membership, membership.c.account_key == account.c.key)
        .where(grp.in_(groups), account.c.disabled_at.is_(None))
        .order_by(account.c.login)
    )
    return tx.execute(query).all()


def groups_of(tx: Connection, account_key: int) -> frozenset[str]:
    """Return the candidate groups ("<unit>.<post>") of an account."""
    query = select(membership.c.unit_code, membership.c.post_code).where(
        membership.c.account_key == account_key
    )
    return frozenset(f"{row.unit_code}.{row.post_code}" for row in tx.execute(query).all())


def groups_of_many(tx: Connection, keys: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return account key → candidate groups, for a list."""
    query = select(membership).where(membership.c.account_key.in_(keys))
    found: dict[int, list[str]] = {}
    for row in tx.execute(query.order_by(membership.c.unit_code, membership.c.post_code)).all():
        found.setdefault(row.account_key, []).append(f"{row.unit_code}.{row.post_code}")
    return {key: tuple(groups) for key, groups in found.items()}


def roles_of(tx: Connection, account_key: int) -> frozenset[str]:
    """Return the roles of an account."""
    query = select(account_role.c.role).where(account_role.c.account_key == account_key)
    return frozenset(tx.execute(query).scalars().all())


def roles_of_many(tx: Connection, keys: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return account key → roles, for a list."""
    query = select(account_role.c.account_key, account_role.c.role).where(
        account_role.c.account_key.in_(keys)
    )
    found: dict[int, list[str]] = {}
    for row in tx.execute(query.order_by(account_role.c.role)).all():
        found.setdefault(row.account_key, []).append(row.role)
    return {key: tuple(roles) for key, roles in found.items()}


def add_account(tx: Connection, values: Mapping[str, Any]) -> None:
    """Insert an account; columns that are not given start empty."""
    start = {
        "provider": "local",
        "password_history": [],
        "must_change_password": False,
        "totp_last_step": 0,
        "recovery_codes": [],
    }
    tx.execute(insert(account).values({**start, **values}))


def change_account(tx: Connection, key: int, values: Mapping[str, Any]) -> None:
    """Change columns of an account."""
    tx.execute(update(account).where(account.c.key == key).values(values))


def take_totp_step(tx: Connection, key: int, step: int) -> bool:
    """Mark a one-time code's time step as used; False when it, or a later one, was used before."""
    query = update(account).where(account.c.key == key, account.c.totp_last_step < step)
    return tx.execute(query.values(totp_last_step=step)).rowcount == 1


def set_memberships(tx: Connection, account_key: int, groups: Collection[str], now: datetime) -> None:
    """Make these candidate groups the account's own, all others not."""
    before = groups_of(tx, account_key)
    for group in before - set(groups):
        unit_code, _, post_code = group.partition(".")
        mine = and_(
            membership.c.account_key == account_key,
            membership.c.unit_code == unit_code,
            membership.c.post_code == post_code,
        )
        tx.execute(delete(membership).where(mine))
    for group in sorted(set(groups) - before):
        unit_code, _, post_code = group.partition(".")
        row = {"account_key": account_key, "unit_code": unit_code, "post_code": post_code, "since": now}
        tx.execute(insert(membership).values(row))


def add_role(tx: Connection, account_key: int, role: str, by: int | None, now: datetime) -> None:
    """Give a role to an account that does not hold it."""
    row = {"account_key": account_key, "role": role, "granted_by": by, "granted_at": now}
    tx.execute(insert(account_role).values(row))


def remove_role(tx: Connection, account_key: int, role: str) -> None:
    """Take a role away."""
    held = and_(account_role.c.account_key == account_key, account_role.c.role == role)
    tx.execute(delete(account_role).where(held))


def accounts_by_index(tx: Connection, *, phone_index: str, id_index: str | None = None) -> Sequence[Row[Any]]:
    """Return the accounts with this phone number's blind index, or this identity number's."""
    same = account.c.phone_index == phone_index
    if id_index is not None:
        same = or_(same, account.c.id_index == id_index)
    return tx.execute(select(account).where(same).order_by(account.c.key)).all()


def colleagues(tx: Connection, unit_code: str, *, but: int) -> Sequence[Row[Any]]:
    """Return (key, login, name) of the enabled staff of a unit, one account left out."""
    query: Select[Any] = select(account.c.key, account.c.login, account.c.name).where(
        account.c.unit_code == unit_code,
        account.c.kind == "staff",
        account.c.key != but,
        account.c.disabled_at.is_(None),
    )
    return tx.execute(query.order_by(account.c.login)).all()


def holders_of(tx: Connection, role: str) -> int:
    """Return how many enabled accounts hold a role."""
    query = (
        select(func.count())
        .select_from(account_role)
        .join(account, account.c.key == account_role.c.account_key)
        .where(account_role.c.role == role, account.c.disabled_at.is_(None))
    )
    return tx.scalar(query) or 0
