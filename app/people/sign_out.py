"""Sign out: end session rows, one's own or all of an account's."""

from app.people.moment import security_now
from app.people.session import Session
from app.runtime import Runtime
from app.store import sessions


def end_own_session(runtime: Runtime, session: Session) -> None:
    """End the session that makes the request."""
    if session.key is None:
        return
    with runtime.transaction() as tx:
        sessions.touch_session(tx, session.key, {"ended_at": security_now(runtime), "cases": []})
