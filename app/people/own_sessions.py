"""One's own signed-in browsers: see them, end one, end all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.access.actor import Actor
from app.access.policy import require
from app.errors import NotFoundError
from app.people.moment import security_now
from app.people.record import record
from app.runtime import Runtime
from app.store import sessions
from app.text import text


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Show one signed-in browser; `current` is the one that asks."""

    key: int
    address: str
    agent: str
    opened_at: datetime
    last_seen_at: datetime
    current: bool


def list_own_sessions(runtime: Runtime, actor: Actor) -> Sequence[OpenSession]:
    """Return the actor's open sessions, last used first."""
    require(actor, "account.own")
    return open_sessions(runtime, actor.account_key or 0, current=actor.session_key)


def open_sessions(runtime: Runtime, account_key: int, *, current: int | None = None) -> Sequence[OpenSession]:
    """Return an account's open sessions; who may see them is the caller's question."""
    with runtime.read() as tx:
        rows = sessions.sessions_of(tx, account_key)
    return [
        OpenSession(row.key, row.address, row.agent, row.created_at, row.last_seen_at, row.key == current)
        for row in rows
    ]


def end_session(runtime: Runtime, actor: Actor, session_key: int) -> None:
    """End one of the actor's own sessions; NotFoundError when it is somebody else's or over."""
    require(actor, "account.own")
    with runtime.transaction() as tx:
        ended = sessions.end_sessions(tx, actor.account_key or 0, security_now(runtime), only=session_key)
        if not ended:
            raise NotFoundError(text("没有找到这条登录记录"))
        record(runtime, tx, actor, "session.ended", account_key=actor.account_key)


def end_other_sessions(runtime: Runtime, actor: Actor) -> int:
    """End all of the actor's sessions but the one that asks; return how many."""
    require(actor, "account.own")
    with runtime.transaction() as tx:
        ended = sessions.end_sessions(
            tx, actor.account_key or 0, security_now(runtime), but=actor.session_key
        )
        record(runtime, tx, actor, "session.ended", account_key=actor.account_key, facts={"count": ended})
    return ended
