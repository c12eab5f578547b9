"""Make the first administrators of a new installation: nobody is there yet who could."""

from app.access.actor import ADMIN_ROLES, Actor
from app.access.policy import require
from app.errors import ConflictError
from app.people.accounts import AccountInput, insert_account
from app.people.record import record
from app.runtime import Runtime
from app.store import people
from app.text import text

# two security administrators, because a grant needs a second one
_FIRST = (
    ("sysadmin", "系统管理员", "system_admin"),
    ("secadmin1", "安全管理员一", "security_admin"),
    ("secadmin2", "安全管理员二", "security_admin"),
    ("auditadmin", "审计管理员", "audit_admin"),
)


def make_first_admins(runtime: Runtime, actor: Actor) -> list[tuple[str, str]]:
    """Add the first accounts; return (login, first password), to be changed at the first sign-in.

    Raises ConflictError once an administrator exists: then people give roles, not the command line.
    """
    require(actor, "site.found")
    with runtime.transaction() as tx:
        if any(people.holders_of(tx, role) for role in ADMIN_ROLES):
            raise ConflictError(text("已有管理员账号，请由他们新建账号、授予角色"))
        made = []
        for login, name, role in _FIRST:
            key, password = insert_account(runtime, tx, actor, AccountInput(login, name, ""))
            people.add_role(tx, key, role, None, runtime.clock.now())
            record(runtime, tx, actor, "role.granted", account_key=key, facts={"role": role})
            made.append((login, password))
    return made
