"""Server-side sessions: who is behind a token now, and with which competence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row

from app.access.actor import GUEST, Actor, ActorKind, Scope
from app.clock import local_date
from app.people.digest import fingerprint, new_token
from app.people.moment import security_now
from app.runtime import Runtime
from app.store import sessions as store
from app.store.keys import new_key
from app.text import Name

SessionState = Literal["guest", "code", "enrol", "full"]
"""guest: only cases opened by 查询码; code, enrol: the second factor is still missing; full: signed in."""
STEPPED_UP_FOR = timedelta(minutes=10)
"""A fresh proof of identity lets one sign for so long."""
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """Say what a token stands for. `actor` is a guest until the session is full."""

    key: int | None
    state: SessionState
    actor: Actor
    account_key: int | None = None
    must_change_password: bool = False
    unit_name: str = ""


NO_SESSION = Session(key=None, state="guest", actor=GUEST)


def load_session(runtime: Runtime, token: str, *, address: str) -> Session:
    """Return the session behind a token; NO_SESSION when it is unknown, ended or idle for too long.

    At most two statements; the last-seen time is written at most once a minute, on its own.
    """
    now = security_now(runtime)
    with runtime.read() as tx:
        row = store.find_session(tx, fingerprint(token))
        if row is None or _is_over(runtime, row, now) or row.disabled_at is not None:
            return NO_SESSION
        today = local_date(runtime.clock.now())
        rows = _competence(tx, row, today)
    if now - row.last_seen_at > _TOUCH_EVERY:
        with runtime.transaction() as tx:
            store.touch_session(tx, row.key, {"last_seen_at": now})
    actor = (
        build_actor(row, rows, address=address) if row.state == "full" else replace(GUEST, address=address)
    )
    actor = replace(
        actor, cases=frozenset(row.cases), stepped_up=_proved_lately(row, now), session_key=row.key
    )
    return Session(
        row.key,
        row.state,
        actor,
        row.account_key,
        bool(row.must_change_password),
        Name(row.unit_name or "", row.unit_name_en),
    )


def load_token(runtime: Runtime, token: str, *, address: str) -> Actor | None:
    """Return the actor behind an interface token, None when the token is not valid."""
    with runtime.read() as tx:
        row = store.find_token(tx, fingerprint(token), security_now(runtime))
        if row is None or row.disabled_at is not None:
            return None
        rows = store.competence(tx, row.account_key, local_date(runtime.clock.now()))
    return build_actor(row, rows, address=address)


def open_session(
    tx: Connection,
    now: datetime,
    *,
    account_key: int | None,
    state: SessionState,
    address: str,
    agent: str,
    cases: Sequence[int] = (),
    stepped_up_until: datetime | None = None,
) -> str:
    """Write a new session row and return its token, which exists nowhere else afterwards."""
    token = new_token()
    store.add_session(
        tx,
        {
            "key": new_key(),
            "token_digest": fingerprint(token),
            "account_key": account_key,
            "state": state,
            "cases": sorted(cases),
            "created_at": now,
            "last_seen_at": now,
            "stepped_up_until": stepped_up_until,
            "ended_at": None,
            "address": address[:64],
            "agent": agent[:200],
        },
    )
    return token


def open_case(
    runtime: Runtime, session: Session, instance_key: int, *, address: str, agent: str
) -> str | None:
    """Add a case opened with its 查询码 to the session; return a token when a new session was needed."""
    now = security_now(runtime)
    cases = sorted(session.actor.cases | {instance_key})
    with runtime.transaction() as tx:
        if session.key is None:
            return open_session(
                tx, now, account_key=None, state="guest", address=address, agent=agent, cases=cases
            )
        store.touch_session(tx, session.key, {"cases": cases, "last_seen_at": now})
    return None


def build_actor(row: Row[Any], rows: Sequence[Row[Any]], *, address: str) -> Actor:
    """Put an account's columns and its competence rows together."""
    lent: dict[int, set[str]] = {}
    # a principal may be substituted by two entries: each opens what lies within its own limits
    scopes: dict[int, dict[Scope, None]] = {}
    names: dict[int, str] = {}
    for entry in rows:
        if entry.what != "lent":
            continue
        groups = lent.setdefault(entry.owner, set())
        if entry.value is not None:
            groups.add(f"{entry.unit}.{entry.value}")
        names[entry.owner] = entry.owner_name
        scopes.setdefault(entry.owner, {})[Scope(_limit(entry.processes), _limit(entry.kinds))] = None
    return Actor(
        kind=cast("ActorKind", row.kind),
        account_key=row.account_key,
        login=row.login,
        name=row.name,
        unit=row.unit_code,
        roles=frozenset(entry.value for entry in rows if entry.what == "role"),
        groups=frozenset(f"{entry.unit}.{entry.value}" for entry in rows if entry.what == "post"),
        acting_for={key: frozenset(groups) for key, groups in lent.items()},
        acting_scopes={key: tuple(limits) for key, limits in scopes.items()},
        acting_names=names,
        address=address,
        second_factor=row.totp_enrolled_at is not None,
    )


def _limit(names: Sequence[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _competence(tx: Connection, row: Row[Any], today: date) -> Sequence[Row[Any]]:
    if row.account_key is None or row.state != "full":
        return ()
    return store.competence(tx, row.account_key, today)


def _proved_lately(row: Row[Any], now: datetime) -> bool:
    if row.stepped_up_until is None or row.stepped_up_until <= now:
        return False
    # a proof by password counts no longer once the account has one-time codes
    proved_at = row.stepped_up_until - STEPPED_UP_FOR
    return bool(row.totp_enrolled_at is None or proved_at >= row.totp_enrolled_at)


def _is_over(runtime: Runtime, row: Row[Any], now: datetime) -> bool:
    idle = timedelta(minutes=runtime.settings.session_idle_minutes)
    longest = timedelta(hours=runtime.settings.session_hours)
    return bool(now - row.last_seen_at > idle or now - row.created_at > longest)
