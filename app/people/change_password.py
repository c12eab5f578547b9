"""Change one's own password; afterwards every other session of the account is over."""

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.errors import InvalidError, NotFoundError
from app.people.moment import security_now
from app.people.password import REMEMBERED, hash_password, problems_of, verify_password, was_used
from app.people.record import record
from app.people.throttle import SECOND_FACTOR, count_attempt, forget_attempts, require_unlocked
from app.runtime import Runtime
from app.store import people, sessions
from app.text import Text, text

WRONG_OLD = text("现在的密码不正确")
CHECK_FIELDS = text("请改正下列问题")


def change_password(runtime: Runtime, actor: Actor, old: str, new: str, repeated: str) -> None:
    """Replace the actor's password.

    Raises InvalidError with everything wrong (`old`, `new`, `repeated`), TooManyAttemptsError after five
    wrong old passwords.
    """
    require(actor, "account.own")
    account_key = actor.account_key or 0
    counter = (SECOND_FACTOR, str(account_key))
    require_unlocked(runtime, counter)
    with runtime.read() as tx:
        row = people.find_account(tx, account_key)
    if row is None or row.password_hash is None:
        raise NotFoundError(text("此账号由统一身份认证登录，没有本地密码"))
    fields = new_password_problems(new, repeated, login=row.login, name=row.name)
    right = verify_password(old, row.password_hash)
    if not right:
        count_attempt(runtime, counter)
        fields["old"] = [WRONG_OLD]
    elif was_used(new, [row.password_hash, *row.password_history]):
        fields.setdefault("new", []).append(text("不能再用最近 %(count)s 个密码", count=REMEMBERED))
    if fields:
        raise InvalidError(CHECK_FIELDS, fields)
    with runtime.transaction() as tx:
        set_password(runtime, tx, account_key, new)
        now = security_now(runtime)
        sessions.end_sessions(tx, account_key, now, but=actor.session_key)
        record(runtime, tx, actor, "password.changed", account_key=account_key)
    forget_attempts(runtime, counter)


def new_password_problems(
    new: str, repeated: str, *, login: str = "", name: str = ""
) -> dict[str, list[Text]]:
    """Return what is wrong with a new password and its repetition, by field (`new`, `repeated`)."""
    fields: dict[str, list[Text]] = {}
    found = problems_of(new, login=login, name=name)
    if found:
        fields["new"] = found
    if new != repeated:
        fields["repeated"] = [text("两次输入的密码不一致")]
    return fields


def set_password(
    runtime: Runtime, tx: Connection, account_key: int, new: str, *, must_change: bool = False
) -> None:
    """Store a password's hash and remember the ones before."""
    row = people.find_account(tx, account_key)
    if row is None:
        raise NotFoundError(text("没有这个账号"))
    before = [row.password_hash] if row.password_hash else []
    values = {
        "password_hash": hash_password(new),
        "password_history": [*before, *row.password_history][: REMEMBERED - 1],
        "password_changed_at": security_now(runtime),
        "must_change_password": must_change,
    }
    people.change_account(tx, account_key, values)
