"""Count attempts and lock after too many: per address, per account, per case number.

A counter is a row, so that all workers count together and a restart forgets nothing. Counting happens
in a transaction of its own: the failed attempt it counts is rolled back, the count is not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.errors import TooManyAttemptsError
from app.people.digest import fingerprint
from app.people.moment import security_now
from app.runtime import Runtime
from app.store import sessions
from app.text import text


@dataclass(frozen=True, slots=True)
class Limit:
    """Allow `attempts` within `window`, then lock for `lock`."""

    kind: str
    attempts: int
    window: timedelta
    lock: timedelta

    def bucket(self, whom: str) -> str:
        """Return the row's name; whom it counts cannot be read from it."""
        return f"{self.kind}:{fingerprint(whom.casefold())}"


SIGN_IN_ADDRESS = Limit("sign-in-address", 30, timedelta(minutes=15), timedelta(minutes=15))
"""Thirty wrong passwords from one address: an office behind one address makes some every morning."""
SIGN_IN_LOGIN = Limit("sign-in-login", 5, timedelta(minutes=15), timedelta(minutes=15))
"""Five wrong passwords for a login, existing or not, so that a lock does not tell which exist."""
SECOND_FACTOR = Limit("second-factor", 5, timedelta(minutes=15), timedelta(minutes=15))
QUERY_CODE_CASE = Limit("query-code-case", 5, timedelta(minutes=15), timedelta(minutes=15))
"""Five wrong 查询码 for one case number."""
QUERY_CODE_ADDRESS = Limit("query-code-address", 20, timedelta(minutes=15), timedelta(minutes=15))
REGISTER_ADDRESS = Limit("register-address", 10, timedelta(hours=1), timedelta(hours=1))
FILE_ADDRESS = Limit("file-address", 30, timedelta(hours=1), timedelta(minutes=15))
TOKEN_ADDRESS = Limit("token-address", 600, timedelta(minutes=15), timedelta(minutes=15))
"""A client asks for a token once an hour; many clients may stand behind one address."""
KEEP_FORM_ADDRESS = Limit("keep-form-address", 20, timedelta(minutes=15), timedelta(minutes=15))
EXCHANGE_ADDRESS = Limit("exchange-address", 60, timedelta(minutes=15), timedelta(minutes=15))
"""Sixty refused packages from one address: each leaves a row, and a stranger could fill the table."""

Counter = tuple[Limit, str]
"""What is counted and for whom: an address, a login, a case number."""


def require_unlocked(runtime: Runtime, *counters: Counter) -> None:
    """Raise TooManyAttemptsError while one of the counters is locked."""
    now = security_now(runtime)
    with runtime.read() as tx:
        rows = sessions.throttles(tx, [limit.bucket(whom) for limit, whom in counters])
    until = max(
        (row.locked_until for row in rows if row.locked_until and row.locked_until > now), default=None
    )
    if until is not None:
        raise too_many(until - now)


def count_attempt(runtime: Runtime, *counters: Counter) -> None:
    """Count one (failed) attempt for each counter; the attempt that reaches the limit locks it."""
    now = security_now(runtime)
    with runtime.transaction() as tx:
        rows = {row.bucket: row for row in sessions.throttles(tx, [lim.bucket(who) for lim, who in counters])}
        for limit, whom in counters:
            bucket = limit.bucket(whom)
            row = rows.get(bucket)
            fresh = row is None or now - row.since > limit.window
            count = 1 if row is None or fresh else row.attempts + 1
            since: datetime = now if row is None or fresh else row.since
            locked = now + limit.lock if count >= limit.attempts else None
            sessions.save_throttle(tx, bucket, {"attempts": count, "since": since, "locked_until": locked})


def forget_attempts(runtime: Runtime, *counters: Counter) -> None:
    """Start counting anew after a success."""
    with runtime.transaction() as tx:
        for limit, whom in counters:
            sessions.forget_throttle(tx, limit.bucket(whom))


def allow_rate(runtime: Runtime, limit: Limit, whom: str) -> None:
    """Count one use of something open to all; raise TooManyAttemptsError above the limit."""
    require_unlocked(runtime, (limit, whom))
    count_attempt(runtime, (limit, whom))


def too_many(rest: timedelta) -> TooManyAttemptsError:
    """Build the error that says how many minutes a lock still lasts."""
    seconds = max(1, int(rest.total_seconds()))
    return TooManyAttemptsError(
        text("尝试次数过多，请在 %(minutes)s 分钟后再试", minutes=-(-seconds // 60)), seconds
    )
