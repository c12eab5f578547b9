"""Where the time comes from. What needs "now" is given a Clock; nothing else calls datetime.now."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tell the present moment as an aware UTC datetime."""

    def now(self) -> datetime:
        """Return the present moment (aware, UTC)."""
        ...


class SystemClock:
    """Tell the machine's time."""

    def now(self) -> datetime:
        """Return the present moment (aware, UTC)."""
        return datetime.now(UTC)


class DemoClock:
    """Tell a time that can be set and moved: the time machine of the demo city and of tests."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            message = "a clock needs an aware datetime"
            raise ValueError(message)
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment the clock stands at (aware, UTC)."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Move the clock to a moment (aware)."""
        self._now = moment.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock forward by a span."""
        self._now += by


def local_date(moment: datetime) -> date:
    """Return the calendar day in the city's zone on which a moment falls."""
    return moment.astimezone(LOCAL_ZONE).date()


class OffsetClock:
    """Tell the machine's time shifted by an offset: the demo city's clock, which keeps running."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the shifted moment (aware, UTC)."""
        return datetime.now(UTC) + self._offset

    def set_offset(self, seconds: float) -> None:
        """Shift by this many seconds from the machine's time."""
        self._offset = timedelta(seconds=seconds)
