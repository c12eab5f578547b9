"""Sign in: check the proof, count failures, open a session, ask for a second factor where it is due."""

from dataclasses import dataclass, replace

from app.access.actor import GUEST
from app.errors import InvalidError
from app.people.identity import Identity, IdentityProvider, LocalIdentity, account_of
from app.people.moment import security_now
from app.people.names import fold_login
from app.people.record import record
from app.people.second_factor import required_roles
from app.people.session import SessionState, open_session
from app.people.throttle import (
    SIGN_IN_ADDRESS,
    SIGN_IN_LOGIN,
    count_attempt,
    forget_attempts,
    require_unlocked,
)
from app.runtime import Runtime
from app.store import people
from app.text import text

LOCAL = LocalIdentity()
REFUSED = text("登录名或密码不正确")
"""One message for every failure: it tells neither which logins exist nor which are disabled."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Hold the new session's token and what is still missing (code, enrol) or full."""

    token: str
    state: SessionState
    account_key: int
    kind: str


def sign_in(
    runtime: Runtime,
    login: str,
    secret: str,
    *,
    address: str,
    agent: str,
    provider: IdentityProvider = LOCAL,
) -> SignedIn:
    """Open a session for whoever proves to be `login`.

    Raises TooManyAttemptsError while the login or address is locked (5 failures, 15 minutes), InvalidError
    when the proof fails or the account may not be used.
    """
    folded = fold_login(login)[:80]
    counters = ((SIGN_IN_LOGIN, folded), (SIGN_IN_ADDRESS, address))
    require_unlocked(runtime, *counters)
    identity = provider.authenticate(runtime, login, secret)
    opened = _open(runtime, identity, address=address, agent=agent) if identity is not None else None
    if opened is None:
        count_attempt(runtime, *counters)
        with runtime.transaction() as tx:
            record(runtime, tx, GUEST, "sign_in.refused", payload={"login": folded, "address": address})
        # the failure that reaches the limit already says how long to wait
        require_unlocked(runtime, *counters)
        raise InvalidError(REFUSED)
    forget_attempts(runtime, counters[0])
    return opened


def _open(runtime: Runtime, identity: Identity, *, address: str, agent: str) -> SignedIn | None:
    now = security_now(runtime)
    with runtime.transaction() as tx:
        row = account_of(tx, identity)
        if row is None or row.disabled_at is not None:
            return None
        state: SessionState = "full"
        if not identity.strong:
            needs = people.roles_of(tx, row.key) & required_roles(runtime)
            state = "code" if row.totp_enrolled_at is not None else "enrol" if needs else "full"
        token = open_session(tx, now, account_key=row.key, state=state, address=address, agent=agent)
        record(
            runtime,
            tx,
            # from here on it is known who it is
            replace(GUEST, kind=row.kind, account_key=row.key, name=row.name),
            "sign_in.accepted",
            account_key=row.key,
            facts={"provider": identity.provider, "state": state},
            payload={"login": row.login, "address": address},
        )
    return SignedIn(token, state, row.key, row.kind)
