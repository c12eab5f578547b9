"""Act as an account without a session: for the demo city's own story and for commands of the shell."""

from dataclasses import replace
from types import SimpleNamespace

from app.access.actor import Actor
from app.clock import local_date
from app.errors import NotFoundError
from app.people.session import build_actor
from app.runtime import Runtime
from app.store import people, sessions
from app.text import text


def act_as(runtime: Runtime, login: str, *, stepped_up: bool = False) -> Actor:
    """Return the actor an account is today, with roles, posts and substitutions; raises NotFoundError.

    `stepped_up`: as somebody who has just proved who they are, which signing asks for.
    """
    with runtime.read() as tx:
        row = people.account_by_login(tx, login)
        if row is None or row.disabled_at is not None:
            raise NotFoundError(text("没有登录名为 %(login)s 的人员", login=login))
        competence = sessions.competence(tx, row.key, local_date(runtime.clock.now()))
    who = SimpleNamespace(
        kind=row.kind,
        account_key=row.key,
        login=row.login,
        name=row.name,
        unit_code=row.unit_code,
        totp_enrolled_at=row.totp_enrolled_at,
    )
    actor = build_actor(who, competence, address="")  # type: ignore[arg-type]
    return replace(actor, stepped_up=stepped_up)
