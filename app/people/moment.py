"""Which time counts for security: locks and sessions follow the wall clock, not the time machine."""

from datetime import datetime

from app.clock import OffsetClock, SystemClock
from app.runtime import Runtime


def security_now(runtime: Runtime) -> datetime:
    """Return the present moment (aware UTC) for locks, sessions and one-time codes.

    The demo city's clock may be moved by months; nobody should be signed out by that, and a phone's
    one-time code follows the real time.
    """
    if isinstance(runtime.clock, OffsetClock):
        return SystemClock().now()
    return runtime.clock.now()
