"""Spare a system that is down: after some failures in a row it is left alone for a while, then tried once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FAILURES = 3
"""Failures in a row after which a system is left alone."""
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(minutes=16)


@dataclass(frozen=True, slots=True)
class Breaker:
    """Hold what is known of a system's health: failures in a row, and until when it is left alone."""

    failures: int = 0
    open_until: datetime | None = None

    def lets_through(self, now: datetime) -> bool:
        """Tell whether the system may be asked now; once a pause is over, it is tried again."""
        return self.open_until is None or now >= self.open_until

    def failed(self, now: datetime) -> "Breaker":
        """Return the state after one more failure: the pause doubles with each failure past the limit."""
        failures = self.failures + 1
        if failures < FAILURES:
            return Breaker(failures)
        pause = min(_FIRST_PAUSE * 2 ** (failures - FAILURES), _LONGEST_PAUSE)
        return Breaker(failures, now + pause)

    def light(self, now: datetime) -> str:
        """Return the health light: green, yellow (failed lately) or red (left alone)."""
        if not self.failures:
            return "green"
        return "yellow" if self.lets_through(now) and self.failures < FAILURES else "red"
