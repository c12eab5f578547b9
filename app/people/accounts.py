"""Accounts as administrators see and keep them: list, show, create, change, disable, give a new password.

Roles are not given here: that is the security administrators' act (app.people.roles).
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import ADMIN_ROLES, Actor
from app.access.facts import AccountFacts
from app.access.policy import require
from app.errors import InvalidError, NotFoundError
from app.people.change_password import CHECK_FIELDS
from app.people.find_account import accounts_by_number
from app.people.names import (
    email_problem,
    fold_id,
    fold_login,
    fold_phone,
    id_problem,
    is_mobile,
    login_problem,
)
from app.people.password import hash_first_password
from app.people.record import record
from app.runtime import Runtime
from app.store import account_lists, people
from app.store.keys import new_key
from app.text import Text, text

ADMIN_POST = "admin"
LAST_ADMIN = text("这是最后一名此类管理员，须先授权他人")
_WORDS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """Show an account to an administrator: who it is and what it may do, never personal numbers."""

    key: int
    login: str
    name: str
    kind: str
    unit: str
    unit_name: str
    groups: tuple[str, ...]
    roles: tuple[str, ...]
    email: str
    disabled_at: datetime | None
    has_second_factor: bool
    must_change_password: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AccountInput:
    """Hold a staff account as it is typed or imported; `groups` are "<unit>.<post>"."""

    login: str
    name: str
    unit: str
    groups: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Say which accounts a list shows, in which order, and which page of it."""

    kind: str = ""
    unit: str = ""
    q: str = ""
    sort: str = ""
    offset: int = 0
    size: int = 20


def list_accounts(
    runtime: Runtime, actor: Actor, wanted: AccountFilter
) -> tuple[Sequence[ShownAccount], int]:
    """Return one page of accounts and how many there are in all.

    A whole phone or identity number in `q` finds exactly its owner.
    """
    require(actor, "people.read")
    numbered = is_mobile(fold_phone(wanted.q)) or id_problem(fold_id(wanted.q)) is None
    keys = accounts_by_number(runtime, actor, wanted.q) if numbered else None
    with runtime.read() as tx:
        rows, total = account_lists.accounts_page(
            tx,
            kind=wanted.kind or None,
            unit_code=wanted.unit or None,
            q="" if numbered else wanted.q,
            sort=wanted.sort,
            offset=wanted.offset,
            size=wanted.size,
            keys=keys,
        )
        shown_keys = [row.key for row in rows]
        groups, roles = people.groups_of_many(tx, shown_keys), people.roles_of_many(tx, shown_keys)
    shown = [
        _shown(row, row.unit_name or "", groups.get(row.key, ()), roles.get(row.key, ())) for row in rows
    ]
    return shown, total


def read_account(runtime: Runtime, actor: Actor, key: int) -> ShownAccount:
    """Return one account; NotFoundError when there is none."""
    require(actor, "people.read")
    with runtime.read() as tx:
        row = account_row(tx, key)
        names = people.unit_names(tx, [row.unit_code]) if row.unit_code else {}
        groups, roles = people.groups_of_many(tx, [key]), people.roles_of_many(tx, [key])
    return _shown(row, names.get(row.unit_code, ""), groups.get(key, ()), roles.get(key, ()))


def unit_choices(runtime: Runtime, actor: Actor) -> Sequence[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Return (code, name, posts) of the open units, for forms and filters."""
    require(actor, "people.read")
    with runtime.read() as tx:
        units, posts = people.units(tx), people.posts(tx)
    return [
        (
            row.code,
            row.name,
            tuple((post.code, post.name) for post in posts if post.unit_code == row.code),
        )
        for row in units
        if row.closed_at is None
    ]


def form_choices(runtime: Runtime, actor: Actor) -> Sequence[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Return what `unit_choices` does, to whoever may fill the form in."""
    require(actor, "people.manage")
    return unit_choices(runtime, actor)


def create_account(runtime: Runtime, actor: Actor, entered: AccountInput) -> tuple[int, str]:
    """Add a staff account; return its key and the first password, shown once and to be changed."""
    require(actor, "people.manage")
    with runtime.transaction() as tx:
        fields = account_problems(entered, units=_open_units(tx), posts=known_groups(tx))
        if people.account_by_login(tx, entered.login) is not None:
            fields["login"] = [text("登录名 %(login)s 已有人使用", login=entered.login)]
        if fields:
            raise InvalidError(CHECK_FIELDS, fields)
        return insert_account(runtime, tx, actor, entered)


def change_account(runtime: Runtime, actor: Actor, key: int, entered: AccountInput) -> None:
    """Change name, unit, posts and e-mail of a staff account; its login stays."""
    with runtime.transaction() as tx:
        row = account_row(tx, key)
        require(actor, "people.manage", AccountFacts(key, row.unit_code))
        if row.kind != "staff":
            raise InvalidError(text("信访人账号由本人维护"))
        fields = account_problems(entered, units=_open_units(tx), posts=known_groups(tx))
        fields.pop("login", None)
        if people.roles_of(tx, key) & ADMIN_ROLES and case_posts(entered.groups):
            fields["groups"] = [text("三员分立：管理员不得兼任业务岗位")]
        if fields:
            raise InvalidError(CHECK_FIELDS, fields)
        update_account(runtime, tx, actor, key, entered)


def insert_account(runtime: Runtime, tx: Connection, actor: Actor, entered: AccountInput) -> tuple[int, str]:
    """Write a staff account that has no problems; return its key and first password."""
    key, password, now = new_key(), first_password(), runtime.clock.now()
    values = {
        "key": key,
        "login": entered.login,
        "name": entered.name,
        "kind": "staff",
        "unit_code": entered.unit or None,
        "email": entered.email or None,
        "password_hash": hash_first_password(password),
        "password_changed_at": now,
        "must_change_password": True,
        "created_at": now,
        "created_by": actor.account_key,
    }
    people.add_account(tx, values)
    people.set_memberships(tx, key, entered.groups, now)
    record(runtime, tx, actor, "account.created", account_key=key, payload={"login": entered.login})
    return key, password


def update_account(runtime: Runtime, tx: Connection, actor: Actor, key: int, entered: AccountInput) -> None:
    """Write changes of a staff account that have no problems."""
    values = {"name": entered.name, "unit_code": entered.unit or None, "email": entered.email or None}
    people.change_account(tx, key, values)
    people.set_memberships(tx, key, entered.groups, runtime.clock.now())
    facts = {"unit": entered.unit, "groups": sorted(entered.groups)}
    record(runtime, tx, actor, "account.changed", account_key=key, facts=facts)


def account_problems(
    entered: AccountInput, *, units: Collection[str], posts: Collection[str]
) -> dict[str, list[Text]]:
    """Return what is wrong with a staff account, by field."""
    fields: dict[str, list[Text]] = {}
    wrong_login = login_problem(fold_login(entered.login))
    if wrong_login:
        fields["login"] = [wrong_login]
    if not entered.name or len(entered.name) > 40:
        fields["name"] = [text("请填写姓名，最多 %(count)s 个字", count=40)]
    if entered.unit not in units:
        fields["unit"] = [text("没有代码为 %(code)s 的单位", code=entered.unit or "—")]
    unknown = sorted(set(entered.groups) - set(posts))
    if unknown:
        fields["groups"] = [text("没有这个岗位：%(name)s", name=name) for name in unknown]
    wrong_email = email_problem(entered.email) if entered.email else None
    if wrong_email:
        fields["email"] = [wrong_email]
    return fields


def case_posts(groups: Collection[str]) -> list[str]:
    """Return the posts that take part in case work: every one but 管理员."""
    return sorted(group for group in groups if group.partition(".")[2] != ADMIN_POST)


def known_groups(tx: Connection) -> frozenset[str]:
    """Return every "<unit>.<post>" there is."""
    return frozenset(f"{row.unit_code}.{row.code}" for row in people.posts(tx))


def first_password() -> str:
    """Return a random password that can be read aloud: 14 signs without 0/O and 1/l, some 80 bits."""
    return "".join(secrets.choice(_WORDS) for _ in range(14))


def _open_units(tx: Connection) -> frozenset[str]:
    return frozenset(row.code for row in people.units(tx) if row.closed_at is None)


def account_row(tx: Connection, key: int) -> Row[Any]:
    """Return an account's row; NotFoundError when there is none."""
    row = people.find_account(tx, key)
    if row is None:
        raise NotFoundError(text("没有这个账号"))
    return row


def _shown(row: Row[Any], unit_name: str, groups: tuple[str, ...], roles: tuple[str, ...]) -> ShownAccount:
    return ShownAccount(
        key=row.key,
        login=row.login,
        name=row.name,
        kind=row.kind,
        unit=row.unit_code or "",
        unit_name=unit_name,
        groups=groups,
        roles=roles,
        email=row.email or "",
        disabled_at=row.disabled_at,
        has_second_factor=row.totp_enrolled_at is not None,
        must_change_password=bool(row.must_change_password),
        created_at=row.created_at,
    )
