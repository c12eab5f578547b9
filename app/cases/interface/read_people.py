"""Read accounts, candidate groups (posts) and roles for programs of those who look after people."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, literal, select, union_all

from app.access.actor import ROLES, Actor
from app.access.policy import require
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store.searching import NOTHING, Condition, Found, Source, Wanted, find
from app.store.tables.people import account, account_role, membership, post, unit
from app.text import text

_GROUP = post.c.unit_code + literal(".") + post.c.code
_NAME = unit.c.name + post.c.name


def search_users(
    runtime: Runtime, actor: Actor, wanted: Wanted, *, group: str | None = None, role: str | None = None
) -> tuple[Found, Sequence[Any]]:
    """Return a page of staff accounts (login, name), of a candidate group or of a role when asked.

    NotFoundError when there is no such group or role.
    """
    require(actor, "people.read", None)
    query: Select[Any] = select(account.c.login, account.c.name).where(
        account.c.kind == "staff", account.c.disabled_at.is_(None)
    )
    if group is not None:
        read_group(runtime, actor, group)
        unit_code, _, post_code = group.partition(".")
        held = select(membership.c.account_key).where(
            membership.c.unit_code == unit_code, membership.c.post_code == post_code
        )
        query = query.where(account.c.key.in_(held))
    if role is not None:
        read_role(runtime, actor, role)
        holders = select(account_role.c.account_key).where(account_role.c.role == role)
        query = query.where(account.c.key.in_(holders))
    fields = {"username": account.c.login, "name": account.c.name, "email": NOTHING}
    with runtime.read() as tx:
        found = find(tx, Source(query, fields, account.c.login), wanted)
    return found, found.rows


def read_user(runtime: Runtime, actor: Actor, login: str) -> Any:
    """Return a staff account (login, name); NotFoundError when there is none."""
    found, rows = search_users(runtime, actor, Wanted((Condition("username", "eq", login),)))
    if not found.total:
        raise NotFoundError(text("没有登录名为 %(login)s 的人员", login=login))
    return rows[0]


def search_groups(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, Sequence[Any]]:
    """Return a page of candidate groups (id `unit.post`, name)."""
    require(actor, "people.read", None)
    query: Select[Any] = select(_GROUP.label("id"), _NAME.label("name")).join(
        unit, unit.c.code == post.c.unit_code
    )
    with runtime.read() as tx:
        found = find(tx, Source(query, {"groupId": _GROUP, "name": _NAME}, _GROUP), wanted)
    return found, found.rows


def read_group(runtime: Runtime, actor: Actor, group: str) -> Any:
    """Return a candidate group; NotFoundError when there is none."""
    found, rows = search_groups(runtime, actor, Wanted((Condition("groupId", "eq", group),)))
    if not found.total:
        raise NotFoundError(text("没有候选组“%(group)s”。", group=group))
    return rows[0]


def search_roles(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, Sequence[Any]]:
    """Return a page of roles (id, name)."""
    require(actor, "people.read", None)
    known = union_all(
        *(select(literal(key).label("id"), literal(name).label("name")) for key, name in ROLES.items())
    ).subquery()
    fields = {"roleId": known.c.id, "name": known.c.name}
    with runtime.read() as tx:
        found = find(tx, Source(select(known.c.id, known.c.name), fields, known.c.id), wanted)
    return found, found.rows


def read_role(runtime: Runtime, actor: Actor, role: str) -> Any:
    """Return a role; NotFoundError when there is none."""
    found, rows = search_roles(runtime, actor, Wanted((Condition("roleId", "eq", role),)))
    if not found.total:
        raise NotFoundError(text("没有这个角色：%(role)s", role=role))
    return rows[0]
