"""Rules that need no case: people, roles, calendar, processes, record, worker."""

from collections.abc import Callable

from app.access.actor import ADMIN_ROLES, ROLES, Actor
from app.access.facts import AccountFacts, CaseFacts, GrantFacts
from app.text import Text, text

Refusal = Text | None


def role_is(*roles: str) -> Callable[[Actor, object], Refusal]:
    """Build a check that accepts staff holding one of the roles, and the system."""
    names = "、".join(ROLES[role] for role in roles)

    def check(actor: Actor, _subject: object) -> Refusal:
        if actor.kind == "system" or (actor.kind == "staff" and actor.roles & frozenset(roles)):
            return None
        return text("此操作仅限：%(roles)s", roles=names)

    return check


def signed_in(actor: Actor, _subject: object) -> Refusal:
    """Accept everybody with an account."""
    return None if actor.kind == "system" or actor.account_key is not None else text("请先登录")


def staff(actor: Actor, _subject: object) -> Refusal:
    """Accept staff who handle cases: everybody but the three administrators."""
    if actor.kind == "system" or (actor.kind == "staff" and not actor.is_admin):
        return None
    return text("此操作仅限办理业务的工作人员")


def interface(actor: Actor, subject: object) -> Refusal:
    """Accept programs that act through the interface for staff who handle cases; never a person at a page."""
    if actor.kind == "system":
        return None
    return staff(actor, subject) if actor.rights is not None else text("此操作仅限接口客户端")


def any_staff(actor: Actor, _subject: object) -> Refusal:
    """Accept every member of staff, administrators too."""
    return None if actor.kind in ("system", "staff") else text("此操作仅限工作人员")


def system_only(actor: Actor, _subject: object) -> Refusal:
    """Accept only what runs on the server itself: nobody does this from a browser."""
    return None if actor.kind == "system" else text("此操作只能在服务器上用命令行执行")


def manage_account(actor: Actor, subject: AccountFacts | None) -> Refusal:
    """Accept the system administrator, who may not disable or reset itself."""
    refused = role_is("system_admin")(actor, subject)
    if refused is not None or subject is None or actor.kind == "system":
        return refused
    if subject.account_key == actor.account_key:
        return text("不能停用或重置本人账号，请由另一名系统管理员办理")
    return None


def manage_substitute(actor: Actor, subject: AccountFacts) -> Refusal:
    """Accept the principal, and the head of the principal's unit when the principal is away."""
    if actor.kind == "system" or subject.account_key == actor.account_key:
        return None
    if "head" in actor.roles and subject.unit and subject.unit in actor.units:
        return None
    return text("替代关系须由本人或本单位负责人设置")


def grant_role(actor: Actor, subject: GrantFacts | None) -> Refusal:
    """Accept a security administrator granting somebody else a role that does not break 三员分立."""
    refused = role_is("security_admin")(actor, subject)
    if refused is not None or subject is None:
        return refused
    if subject.account_key == actor.account_key:
        return text("安全管理员不得为本人授权")
    return separation(subject)


def approve_role(actor: Actor, subject: GrantFacts | None) -> Refusal:
    """Accept a second security administrator: not the one who asked, not the one it is for."""
    refused = grant_role(actor, subject)
    if refused is not None or subject is None:
        return refused
    if subject.requested_by is not None and subject.requested_by == actor.account_key:
        return text("双人授权：须由另一名安全管理员批准")
    return None


def separation(subject: GrantFacts) -> Refusal:
    """Refuse a grant that gives one person two of the three administrators, or an admin case work."""
    if not subject.grant:
        return None
    if subject.role not in ROLES:
        return text("没有这个角色：%(role)s", role=subject.role)
    if subject.kind != "staff":
        return text("只能为工作人员授予角色")
    after = subject.held | {subject.role}
    if len(after & ADMIN_ROLES) > 1:
        return text("三员分立：同一人不得兼任系统管理员、安全管理员、审计管理员中的两个")
    if after & ADMIN_ROLES and after - ADMIN_ROLES:
        return text("三员分立：管理员角色不得与业务角色兼任")
    return None


def erase(actor: Actor, subject: CaseFacts | None) -> Refusal:
    """Accept the audit administrator deciding an erasure request (个人信息保护法 47)."""
    return role_is("audit_admin")(actor, subject)
