"""The people of the demo city (演示): read from demo_city.toml, put into an empty database, listed with their password.

Knows no petition; outside the demo city nothing here is called.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from app.people.demo_series import seed_series
from app.people.names import fold_id, fold_phone
from app.people.password import hash_password
from app.runtime import Runtime
from app.store import people
from app.store.keys import new_key
from app.store.tables.people import account, account_role, membership

DEMO_PASSWORD = "Yanshi-2026"  # noqa: S105 - shown to everybody, on purpose
"""The one password of every account of the demo city."""
_TABLE = Path(__file__).with_name("demo_city.toml")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Show one account of the demo city: who it is, what it may do, how to sign in."""

    login: str
    name: str
    kind: str
    unit: str | None
    unit_name: str
    posts: tuple[str, ...]
    roles: tuple[str, ...]
    password: str = DEMO_PASSWORD


@cache
def demo_city() -> dict[str, Any]:
    """Return the table: units, posts, staff, citizens."""
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def seed_people(runtime: Runtime) -> int:
    """Add the demo city's units, posts and accounts that are not there yet; return how many accounts came.

    What somebody changed since stays as it is.
    """
    with runtime.transaction() as tx:
        _seed_units(tx)
        seed_series(runtime, tx, demo_city()["series"])
        return _seed_accounts(runtime, tx)


def demo_accounts(runtime: Runtime) -> list[DemoAccount]:
    """Return the demo city's accounts that exist, with the posts and roles they hold now."""
    logins = [*demo_city()["staff"], *demo_city()["citizens"]]
    with runtime.read() as tx:
        rows = people.accounts_by_login(tx, logins)
        units = people.unit_names(tx, {row.unit_code for row in rows if row.unit_code})
        groups = people.groups_of_many(tx, [row.key for row in rows])
        roles = people.roles_of_many(tx, [row.key for row in rows])
    found = {row.login: row for row in rows}
    return [
        DemoAccount(
            row.login,
            row.name,
            row.kind,
            row.unit_code,
            units.get(row.unit_code, ""),
            groups.get(row.key, ()),
            roles.get(row.key, ()),
        )
        for row in (found[login] for login in logins if login in found)
    ]


def _seed_units(tx: Connection) -> None:
    known = {row.code for row in people.units(tx)}
    units = [entry for entry in demo_city()["units"] if entry["code"] not in known]
    for place, entry in enumerate(units, start=1):
        people.save_unit(tx, {"place": place * 10, **entry})


def _seed_accounts(runtime: Runtime, tx: Connection) -> int:
    city = demo_city()
    known = {row.login for row in people.accounts_by_login(tx, [*city["staff"], *city["citizens"]])}
    staff = {login: entry for login, entry in city["staff"].items() if login not in known}
    citizens = {login: entry for login, entry in city["citizens"].items() if login not in known}
    rows = [_staff_row(runtime, login, entry) for login, entry in staff.items()]
    rows += [_citizen_row(runtime, login, entry) for login, entry in citizens.items()]
    if not rows:
        return 0
    tx.execute(insert(account), rows)
    _seed_competence(runtime, tx, {row["login"]: row["key"] for row in rows}, staff)
    return len(rows)


def _seed_competence(
    runtime: Runtime, tx: Connection, keys: dict[str, int], staff: dict[str, list[Any]]
) -> None:
    now = runtime.clock.now()
    names = demo_city()["posts"]
    memberships, roles = [], []
    for login, (_name, unit, posts, held) in staff.items():
        for post in posts:
            people.ensure_post(tx, unit, post, names[post])
            memberships.append(
                {"account_key": keys[login], "unit_code": unit, "post_code": post, "since": now}
            )
        roles += [{"account_key": keys[login], "role": role, "granted_at": now} for role in held]
    if memberships:
        tx.execute(insert(membership), memberships)
        tx.execute(insert(account_role), roles)


def _row(runtime: Runtime, login: str, name: str, kind: str) -> dict[str, Any]:
    now = runtime.clock.now()
    return {
        "key": new_key(),
        "login": login,
        "name": name,
        "kind": kind,
        "unit_code": None,
        "email": f"{login}@example.org",
        "provider": "local",
        "password_hash": _demo_hash(),
        "password_history": [],
        "password_changed_at": now,
        "must_change_password": False,
        "totp_last_step": 0,
        "recovery_codes": [],
        "phone": None,
        "phone_index": None,
        "id_number": None,
        "id_index": None,
        "created_at": now,
    }


def _staff_row(runtime: Runtime, login: str, entry: list[Any]) -> dict[str, Any]:
    name, unit = entry[:2]
    return {**_row(runtime, login, name, "staff"), "unit_code": unit}


def _citizen_row(runtime: Runtime, login: str, entry: list[str]) -> dict[str, Any]:
    name, phone, number = entry[0], fold_phone(entry[1]), fold_id(entry[2])
    row = _row(runtime, login, name, "citizen")
    keys, key = runtime.keys, row["key"]
    return {
        **row,
        "phone": keys.encrypt(phone, table="account", column="phone", key=key),
        "phone_index": keys.blind_index(phone, purpose="phone"),
        "id_number": keys.encrypt(number, table="account", column="id_number", key=key),
        "id_index": keys.blind_index(number, purpose="id"),
    }


@cache
def _demo_hash() -> str:
    # the password is no secret here, so one hash, and with it one salt, may serve all accounts
    return hash_password(DEMO_PASSWORD)
