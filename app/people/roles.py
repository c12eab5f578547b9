"""Give and take roles: a security administrator asks, a second one approves (三员分立, 双人授权).

The role of a clerk needs one of them only; taking a role away needs one, too, because it must be quick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.access.actor import ADMIN_ROLES, Actor
from app.access.facts import AccountFacts, GrantFacts
from app.access.policy import require
from app.errors import ConflictError, InvalidError, NotFoundError
from app.people.accounts import LAST_ADMIN, case_posts
from app.people.change_password import CHECK_FIELDS
from app.people.moment import security_now
from app.people.record import record
from app.runtime import Runtime
from app.store import people, role_requests, sessions
from app.store.keys import new_key
from app.text import Text, text

BY_ONE = frozenset({"clerk"})
"""Roles that one security administrator grants alone."""


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """Show an undecided request; `own` says that the reader asked for it and cannot approve it."""

    key: int
    account_key: int
    login: str
    name: str
    role: str
    reason: str
    asked_by: str
    asked_at: datetime
    own: bool


def list_role_requests(runtime: Runtime, actor: Actor) -> Sequence[RoleRequest]:
    """Return the requests that wait for a second security administrator, oldest first."""
    require_reader(actor)
    with runtime.read() as tx:
        rows = role_requests.open_role_requests(tx)
    return [
        RoleRequest(
            row.key,
            row.account_key,
            row.login,
            row.name,
            row.role,
            row.reason,
            row.asker_name or "",
            row.requested_at,
            row.requested_by == actor.account_key,
        )
        for row in rows
    ]


def request_role(runtime: Runtime, actor: Actor, account_key: int, role: str, reason: str) -> bool:
    """Grant a clerk's role, or ask for another one; return whether it is granted already.

    Raises ForbiddenError where 三员分立 is broken, StepUpRequiredError without a fresh proof of identity,
    InvalidError without a reason or when the role is held or asked for already.
    """
    with runtime.transaction() as tx:
        facts = _facts(tx, account_key, role)
        require(actor, "roles.grant", facts)
        fields = _problems(tx, facts, reason)
        if fields:
            raise InvalidError(CHECK_FIELDS, fields)
        now = runtime.clock.now()
        if role in BY_ONE:
            people.add_role(tx, account_key, role, actor.account_key, now)
            record(runtime, tx, actor, "role.granted", account_key=account_key, facts={"role": role})
            return True
        values = {
            "key": new_key(),
            "account_key": account_key,
            "role": role,
            "grant": True,
            "reason": reason.strip(),
            "requested_by": actor.account_key or 0,
            "requested_at": now,
            "state": "open",
            "decided_by": None,
            "decided_at": None,
        }
        role_requests.add_role_request(tx, values)
        payload = {"reason": reason.strip()}
        record(
            runtime, tx, actor, "role.asked", account_key=account_key, facts={"role": role}, payload=payload
        )
        return False


def decide_role(runtime: Runtime, actor: Actor, key: int, *, approved: bool) -> None:
    """Approve or reject a request as the second security administrator; whoever asked may take it back.

    Raises ConflictError when somebody else decided first.
    """
    with runtime.transaction() as tx:
        row = role_requests.find_role_request(tx, key)
        if row is None:
            raise NotFoundError(text("没有找到这项授权申请"))
        facts = _facts(tx, row.account_key, row.role, requested_by=row.requested_by)
        if approved:
            require(actor, "roles.approve", facts)
            wrong = _posts_problem(tx, facts)
            if wrong is not None:
                raise InvalidError(wrong)
        else:
            require(actor, "roles.grant")
        now = runtime.clock.now()
        decided = {
            "state": "approved" if approved else "rejected",
            "decided_by": actor.account_key,
            "decided_at": now,
        }
        if not role_requests.decide_role_request(tx, key, decided):
            raise ConflictError(text("这项授权申请已由他人处理"))
        if approved and row.role not in facts.held:
            people.add_role(tx, row.account_key, row.role, actor.account_key, now)
        action = "role.granted" if approved else "role.rejected"
        record(runtime, tx, actor, action, account_key=row.account_key, facts={"role": row.role})


def remove_role(runtime: Runtime, actor: Actor, account_key: int, role: str) -> None:
    """Take a role away at once; the last administrator of a kind stays, so that the site can be run."""
    with runtime.transaction() as tx:
        facts = _facts(tx, account_key, role, grant=False)
        require(actor, "roles.grant", facts)
        if role not in facts.held:
            raise NotFoundError(text("此账号没有这个角色"))
        if role in ADMIN_ROLES and people.holders_of(tx, role) <= 1:
            raise InvalidError(LAST_ADMIN)
        people.remove_role(tx, account_key, role)
        record(runtime, tx, actor, "role.removed", account_key=account_key, facts={"role": role})


def end_account_sessions(runtime: Runtime, actor: Actor, account_key: int) -> int:
    """End every session of an account (a lost telephone, a suspicion); return how many."""
    with runtime.transaction() as tx:
        row = people.find_account(tx, account_key)
        if row is None:
            raise NotFoundError(text("没有这个账号"))
        require(actor, "sessions.manage", AccountFacts(account_key, row.unit_code))
        ended = sessions.end_sessions(tx, account_key, security_now(runtime))
        record(runtime, tx, actor, "session.revoked", account_key=account_key, facts={"count": ended})
    return ended


def require_reader(actor: Actor) -> None:
    """Raise unless the actor is a security administrator; reading asks for no fresh proof."""
    require(actor, "sessions.manage")


def _facts(
    tx: Connection, account_key: int, role: str, *, requested_by: int | None = None, grant: bool = True
) -> GrantFacts:
    row = people.find_account(tx, account_key)
    if row is None:
        raise NotFoundError(text("没有这个账号"))
    held = people.roles_of(tx, account_key)
    return GrantFacts(account_key, role, held=held, kind=row.kind, requested_by=requested_by, grant=grant)


def _problems(tx: Connection, facts: GrantFacts, reason: str) -> dict[str, list[Text]]:
    fields: dict[str, list[Text]] = {}
    if facts.role in facts.held:
        fields["role"] = [text("此账号已有这个角色")]
    elif any(
        row.account_key == facts.account_key and row.role == facts.role
        for row in role_requests.open_role_requests(tx)
    ):
        fields["role"] = [text("此项授权正在等待批准")]
    wrong = _posts_problem(tx, facts)
    if wrong is not None:
        fields["role"] = [wrong]
    if not reason.strip() or len(reason) > 500:
        fields["reason"] = [text("请写明授权理由，最多 500 个字")]
    return fields


def _posts_problem(tx: Connection, facts: GrantFacts) -> Text | None:
    if facts.role in ADMIN_ROLES and case_posts(people.groups_of(tx, facts.account_key)):
        return text("三员分立：此人任业务岗位，不得授予管理员角色")
    return None
