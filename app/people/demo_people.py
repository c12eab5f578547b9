"""The people of the demo city (演示): read from demo_city.toml, put into an empty database, listed with their password.

Knows no petition; outside the demo city nothing here is called.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyotp
from sqlalchemy import Connection, Row, insert

from app.people.demo_series import seed_series
from app.people.moment import security_now
from app.people.names import fold_id, fold_phone
from app.people.password import hash_password
from app.people.second_factor import STEP_SECONDS
from app.runtime import Runtime
from app.store import people
from app.store.keys import new_key
from app.store.tables.people import account, account_role, membership

DEMO_PASSWORD = "Yanshi-2026"  # noqa: S105 - shown to everybody, on purpose
"""The one password of every account of the demo city."""
_TABLE = Path(__file__).with_name("demo_city.toml")
_SIGNING_ROLES = frozenset({"head", "leader"})
_ENROLLED_AT = datetime(2020, 1, 1, tzinfo=UTC)
"""Before any day the time machine or a story begins with."""


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
    totp_secret: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class DemoCode:
    """Hold the one-time code an account of the demo city can use next, None for some seconds, and its key."""

    secret: str
    code: str | None
    wait_seconds: int


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


def demo_code(runtime: Runtime, account_key: int) -> DemoCode | None:
    """Return the one-time code an account can use now; None outside the demo city or with a key of its own."""
    if not runtime.settings.demo:
        return None
    with runtime.read() as tx:
        row = people.find_account(tx, account_key)
    return _code(runtime, row) if row is not None else None


def demo_accounts(runtime: Runtime) -> list[DemoAccount]:
    """Return the demo city's accounts that exist: posts and roles they hold now, how to sign in and to sign."""
    logins = [*demo_city()["staff"], *demo_city()["citizens"]]
    with runtime.read() as tx:
        rows = people.accounts_by_login(tx, logins)
        units = people.unit_names(tx, {row.unit_code for row in rows if row.unit_code})
        groups = people.groups_of_many(tx, [row.key for row in rows])
        roles = people.roles_of_many(tx, [row.key for row in rows])
    found = {row.login: row for row in rows}
    codes = {row.login: _code(runtime, row) or _NO_CODE for row in rows}
    return [
        DemoAccount(
            row.login,
            row.name,
            row.kind,
            row.unit_code,
            units.get(row.unit_code, ""),
            groups.get(row.key, ()),
            roles.get(row.key, ()),
            totp_secret=codes[row.login].secret or None,
            code=codes[row.login].code,
        )
        for row in (found[login] for login in logins if login in found)
    ]


_NO_CODE = DemoCode("", None, 0)


def _code(runtime: Runtime, row: Row[Any]) -> DemoCode | None:
    sealed, secret = row.totp_secret, str(demo_city()["totp_secret"])
    if sealed is None or row.totp_enrolled_at is None:
        return None
    if runtime.keys.decrypt(sealed, table="account", column="totp_secret", key=row.key) != secret:
        return None
    now = int(security_now(runtime).timestamp())
    step = now // STEP_SECONDS
    # a code counts once; the one of the next half minute is accepted, too
    free = max(step, row.totp_last_step + 1)
    if free > step + 1:
        return DemoCode(secret, None, (free - 1) * STEP_SECONDS - now)
    return DemoCode(secret, str(pyotp.TOTP(secret).generate_otp(free)), 0)


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
        "totp_secret": None,
        "totp_enrolled_at": None,
        "totp_last_step": 0,
        "recovery_codes": [],
        "phone": None,
        "phone_index": None,
        "id_number": None,
        "id_index": None,
        "created_at": now,
    }


def _staff_row(runtime: Runtime, login: str, entry: list[Any]) -> dict[str, Any]:
    name, unit, _posts, roles = entry
    row = {**_row(runtime, login, name, "staff"), "unit_code": unit}
    if not _SIGNING_ROLES.intersection(roles):
        return row
    sealed = runtime.keys.encrypt(
        demo_city()["totp_secret"], table="account", column="totp_secret", key=row["key"]
    )
    return row | {"totp_secret": sealed, "totp_enrolled_at": _ENROLLED_AT}


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
