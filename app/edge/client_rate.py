"""Limit how fast one client of the interface may ask: a bucket of requests a process, refilled steadily.

Kept in memory, because a row a request would cost more than most requests; with several processes each has its own
bucket. Who asks without a valid client is counted by address.
"""

from collections import OrderedDict
from threading import Lock
from time import monotonic

from flask import Flask

from app.edge.context import client_address, current_actor
from app.edge.csrf import is_contract
from app.errors import TooManyAttemptsError
from app.text import text

_BURST_SECONDS = 10
_MOST_CLIENTS = 10_000


class Buckets:
    """Hold a bucket a client: how many requests it may make now, and since when that was counted."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._most = per_second * _BURST_SECONDS
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, whom: str, now: float) -> float:
        """Take one request out; return 0, or the seconds until the next one is allowed."""
        with self._lock:
            level, since = self._levels.pop(whom, (self._most, now))
            level = min(self._most, level + (now - since) * self._per_second)
            wait = 0.0 if level >= 1 else (1 - level) / self._per_second
            self._levels[whom] = (level - 1 if not wait else level, now)
            while len(self._levels) > _MOST_CLIENTS:
                self._levels.popitem(last=False)
        return wait


def install(app: Flask) -> None:
    """Count every request of the interface before anything is done for it."""
    per_second = current_limit(app)
    if not per_second:
        return
    buckets = Buckets(per_second)

    def check() -> None:
        if not is_contract():
            return
        actor = current_actor()
        whom = actor.name if actor.account_key is not None else client_address()
        wait = buckets.take(whom, monotonic())
        if wait:
            raise TooManyAttemptsError(text("请求过于频繁，请稍后再试"), max(1, round(wait)))

    app.before_request(check)


def current_limit(app: Flask) -> int:
    """Return how many requests a second one client may make, 0 for no limit."""
    limit: int = app.extensions["runtime"].settings.api_requests_per_second
    return limit
