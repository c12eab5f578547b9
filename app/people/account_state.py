"""Stop and restart accounts: disable, enable, give a new password after one was forgotten."""

from app.access.actor import ADMIN_ROLES, Actor
from app.access.facts import AccountFacts
from app.access.policy import require
from app.errors import InvalidError
from app.people.accounts import LAST_ADMIN, account_row, first_password
from app.people.change_password import set_password
from app.people.moment import security_now
from app.people.record import record
from app.people.second_factor import drop_second_factor
from app.runtime import Runtime
from app.store import people, sessions
from app.text import text


def disable_account(runtime: Runtime, actor: Actor, key: int) -> None:
    """Disable an account; its sessions are over at once."""
    with runtime.transaction() as tx:
        row = account_row(tx, key)
        require(actor, "people.manage", AccountFacts(key, row.unit_code))
        for role in people.roles_of(tx, key) & ADMIN_ROLES:
            if people.holders_of(tx, role) <= 1:
                raise InvalidError(LAST_ADMIN)
        now = security_now(runtime)
        people.change_account(tx, key, {"disabled_at": now})
        sessions.end_sessions(tx, key, now)
        record(runtime, tx, actor, "account.disabled", account_key=key)


def enable_account(runtime: Runtime, actor: Actor, key: int) -> None:
    """Let a disabled account be used again; a citizen's closed account stays closed."""
    with runtime.transaction() as tx:
        row = account_row(tx, key)
        require(actor, "people.manage", AccountFacts(key, row.unit_code))
        if row.kind == "citizen" and row.phone_index is None:
            raise InvalidError(text("此账号已由本人注销，不能恢复"))
        people.change_account(tx, key, {"disabled_at": None})
        record(runtime, tx, actor, "account.enabled", account_key=key)


def reset_password(runtime: Runtime, actor: Actor, key: int, *, second_factor: bool = False) -> str:
    """Give an account a new password, to be changed at once; `second_factor` forgets its one-time codes, too."""
    with runtime.transaction() as tx:
        row = account_row(tx, key)
        require(actor, "people.manage", AccountFacts(key, row.unit_code))
        if row.provider != "local":
            raise InvalidError(text("此账号由统一身份认证登录，没有本地密码"))
        password = first_password()
        set_password(runtime, tx, key, password, must_change=True)
        if second_factor:
            drop_second_factor(tx, key)
        sessions.end_sessions(tx, key, security_now(runtime))
        record(runtime, tx, actor, "password.reset", account_key=key, facts={"second_factor": second_factor})
    return password
