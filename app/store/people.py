"""Queries over units, posts, accounts, roles and substitutes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
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

from app.store.tables.cases import definition, instance
from app.store.tables.people import (
    account,
    account_role,
    membership,
    post,
    role_request,
    substitute,
    unit,
)
from app.text import Name

_SORTS: Mapping[str, Any] = {
    "login": account.c.login,
    "name": account.c.name,
    "unit": account.c.unit_code,
    "created": account.c.created_at,
}


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


def holders_of(tx: Connection, role: str) -> int:
    """Return how many enabled accounts hold a role."""
    query = (
        select(func.count())
        .select_from(account_role)
        .join(account, account.c.key == account_role.c.account_key)
        .where(account_role.c.role == role, account.c.disabled_at.is_(None))
    )
    return tx.scalar(query) or 0


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


def cases_of_applicant(tx: Connection, account_key: int) -> Sequence[Row[Any]]:
    """Return (number, title, received_on) of the cases that are this account's."""
    query: Select[Any] = select(instance.c.number, instance.c.title, instance.c.received_on).where(
        instance.c.applicant_key == account_key
    )
    return tx.execute(query.order_by(instance.c.started_at)).all()


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


def add_role_request(tx: Connection, values: Mapping[str, Any]) -> None:
    """Insert a request for a role that needs a second pair of eyes."""
    tx.execute(insert(role_request).values(values))


def find_role_request(tx: Connection, key: int) -> Row[Any] | None:
    """Return a role request by its key, or None."""
    return tx.execute(select(role_request).where(role_request.c.key == key)).first()


def open_role_requests(tx: Connection) -> Sequence[Row[Any]]:
    """Return the undecided role requests with both names, oldest first."""
    asker = account.alias("asker")
    query: Select[Any] = (
        select(role_request, account.c.login, account.c.name, asker.c.name.label("asker_name"))
        .join(account, account.c.key == role_request.c.account_key)
        .outerjoin(asker, asker.c.key == role_request.c.requested_by)
        .where(role_request.c.state == "open")
        .order_by(role_request.c.requested_at)
    )
    return tx.execute(query).all()


def decide_role_request(tx: Connection, key: int, values: Mapping[str, Any]) -> bool:
    """Close an open request; False when somebody else already did."""
    query = update(role_request).where(role_request.c.key == key, role_request.c.state == "open")
    return tx.execute(query.values(values)).rowcount == 1
