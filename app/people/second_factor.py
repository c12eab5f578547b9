"""One-time codes by time (TOTP, RFC 6238) and recovery codes: setting them up and checking them."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyotp
import segno
from sqlalchemy import Connection, Row

from app.access.actor import ADMIN_ROLES, Actor
from app.errors import InvalidError, NotFoundError
from app.people.digest import fingerprint
from app.people.moment import security_now
from app.people.password import verify_password
from app.people.record import record
from app.people.session import STEPPED_UP_FOR, Session, open_session
from app.people.throttle import SECOND_FACTOR, count_attempt, forget_attempts, require_unlocked
from app.runtime import Runtime
from app.store import people, sessions
from app.text import text

DEFAULT_ROLES = ADMIN_ROLES | {"head", "leader"}
STEP_SECONDS = 30
_RECOVERY_CODES = 10
WRONG_CODE = text("验证码不正确或已使用过，请等待下一组数字")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Hold what an authenticator app needs: the key to type, and a QR code as a data: address (SVG)."""

    secret: str
    qr: str


def required_roles(runtime: Runtime) -> frozenset[str]:
    """Return the roles that must sign in with a one-time code; in the demo city nobody unless set."""
    chosen = runtime.settings.second_factor_roles
    if chosen is not None:
        return frozenset(chosen)
    return frozenset() if runtime.settings.demo else DEFAULT_ROLES


def begin_enrolment(runtime: Runtime, account_key: int) -> Enrolment:
    """Return the account's not yet confirmed key, making one when there is none.

    Raises InvalidError when a second factor is already in use.
    """
    with runtime.transaction() as tx:
        row = _account(tx, account_key)
        if row.totp_enrolled_at is not None:
            raise InvalidError(text("已经设置过两步验证"))
        secret = _secret(runtime, row)
        if secret is None:
            secret = pyotp.random_base32()
            sealed = runtime.keys.encrypt(secret, table="account", column="totp_secret", key=account_key)
            people.change_account(tx, account_key, {"totp_secret": sealed})
    address = pyotp.TOTP(secret).provisioning_uri(name=row.login, issuer_name=runtime.settings.site_name)
    return Enrolment(secret, segno.make(address, error="m").svg_data_uri(scale=5, border=4))


def confirm_enrolment(
    runtime: Runtime, session: Session, code: str, *, address: str, agent: str
) -> tuple[str, tuple[str, ...]]:
    """Take the second factor into use; return a new session's token and the recovery codes, shown once."""
    account_key = _who(session)
    require_unlocked(runtime, (SECOND_FACTOR, str(account_key)))
    now = security_now(runtime)
    codes = tuple(_recovery_code() for _ in range(_RECOVERY_CODES))
    with runtime.transaction() as tx:
        row = _account(tx, account_key)
        accepted = row.totp_enrolled_at is None and _check_totp(runtime, tx, row, code, now)
        if accepted:
            kept = [fingerprint(one) for one in codes]
            people.change_account(tx, account_key, {"totp_enrolled_at": now, "recovery_codes": kept})
            record(runtime, tx, session.actor, "second_factor.enrolled", account_key=account_key)
            token = _renew(tx, session, account_key, now, address=address, agent=agent)
    if not accepted:
        count_attempt(runtime, (SECOND_FACTOR, str(account_key)))
        raise InvalidError(WRONG_CODE, {"code": [WRONG_CODE]})
    return token, codes


def pass_second_factor(runtime: Runtime, session: Session, code: str, *, address: str, agent: str) -> str:
    """Finish signing in with a one-time or recovery code; return the new session's token.

    Raises TooManyAttemptsError after five wrong codes, InvalidError for a wrong or used one.
    """
    account_key = _who(session)
    counter = (SECOND_FACTOR, str(account_key))
    require_unlocked(runtime, counter)
    now = security_now(runtime)
    with runtime.transaction() as tx:
        row = _account(tx, account_key)
        accepted = _check_totp(runtime, tx, row, code, now) or _use_recovery_code(tx, row, code)
        if accepted:
            token = _renew(tx, session, account_key, now, address=address, agent=agent)
        name = "second_factor.accepted" if accepted else "second_factor.refused"
        record(runtime, tx, session.actor, name, account_key=account_key)
    if not accepted:
        count_attempt(runtime, counter)
        require_unlocked(runtime, counter)
        raise InvalidError(WRONG_CODE, {"code": [WRONG_CODE]})
    forget_attempts(runtime, counter)
    return token


def step_up(runtime: Runtime, actor: Actor, proof: str) -> None:
    """Prove once more who is there before signing: a one-time code, or the password where none is set up.

    Raises InvalidError for a wrong proof, TooManyAttemptsError after five.
    """
    if actor.account_key is None or actor.session_key is None:
        raise NotFoundError(text("请先登录"))
    counter = (SECOND_FACTOR, str(actor.account_key))
    require_unlocked(runtime, counter)
    now = security_now(runtime)
    with runtime.transaction() as tx:
        row = _account(tx, actor.account_key)
        if row.totp_enrolled_at is not None:
            accepted = _check_totp(runtime, tx, row, proof, now)
        else:
            accepted = verify_password(proof, row.password_hash)
        if accepted:
            sessions.touch_session(tx, actor.session_key, {"stepped_up_until": now + STEPPED_UP_FOR})
        record(runtime, tx, actor, "step_up.accepted" if accepted else "step_up.refused")
    if not accepted:
        count_attempt(runtime, counter)
        wrong = WRONG_CODE if row.totp_enrolled_at is not None else text("密码不正确")
        raise InvalidError(wrong, {"proof": [wrong]})
    forget_attempts(runtime, counter)


def has_second_factor(runtime: Runtime, account_key: int) -> bool:
    """Say whether the account signs in with one-time codes."""
    with runtime.read() as tx:
        return _account(tx, account_key).totp_enrolled_at is not None


def drop_second_factor(tx: Connection, account_key: int) -> None:
    """Forget an account's second factor (lost phone): it must be set up anew where its role needs one."""
    empty: dict[str, Any] = {
        "totp_secret": None,
        "totp_enrolled_at": None,
        "totp_last_step": 0,
        "recovery_codes": [],
    }
    people.change_account(tx, account_key, empty)


def _who(session: Session) -> int:
    if session.account_key is None or session.key is None:
        raise NotFoundError(text("请先登录"))
    return session.account_key


def _account(tx: Connection, account_key: int) -> Row[Any]:
    row = people.find_account(tx, account_key)
    if row is None:
        raise NotFoundError(text("没有这个账号"))
    return row


def _secret(runtime: Runtime, row: Row[Any]) -> str | None:
    plain: str | None = runtime.keys.decrypt_optional(
        row.totp_secret, table="account", column="totp_secret", key=row.key
    )
    return plain


def _check_totp(runtime: Runtime, tx: Connection, row: Row[Any], code: str, now: datetime) -> bool:
    secret = _secret(runtime, row)
    digits = "".join(sign for sign in code if sign.isdigit())
    if secret is None or len(digits) != 6:
        return False
    step = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    # phones' clocks differ a little: the step before and the step after count, each only once
    for near in (step, step - 1, step + 1):
        if secrets.compare_digest(totp.generate_otp(near), digits):
            return people.take_totp_step(tx, row.key, near)
    return False


def _use_recovery_code(tx: Connection, row: Row[Any], code: str) -> bool:
    digest = fingerprint("".join(sign for sign in code.lower() if sign.isalnum()))
    if row.totp_enrolled_at is None or digest not in row.recovery_codes:
        return False
    rest = [kept for kept in row.recovery_codes if kept != digest]
    people.change_account(tx, row.key, {"recovery_codes": rest})
    return True


def _recovery_code() -> str:
    # 80 random bits; letters that are not confused on paper
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(16))


def _renew(
    tx: Connection, session: Session, account_key: int, now: datetime, *, address: str, agent: str
) -> str:
    if session.key is not None:
        sessions.touch_session(tx, session.key, {"ended_at": now})
    until = now + STEPPED_UP_FOR
    return open_session(
        tx,
        now,
        account_key=account_key,
        state="full",
        address=address,
        agent=agent,
        stepped_up_until=until,
    )
