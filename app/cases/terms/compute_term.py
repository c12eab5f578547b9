"""Compute a legal term for anybody who asks: the public calculator, the interface, the command line."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.exc import DBAPIError

from app.cases.moving.current_calendar import current_calendar
from app.deadlines import Calendar, Derivation, Suspension, build_calendar, compute
from app.deadlines.published import published_calendar
from app.runtime import Runtime


def compute_term(
    runtime: Runtime,
    rule: str,
    event_on: date,
    *,
    suspensions: Iterable[Suspension] = (),
    extension: int = 0,
) -> Derivation:
    """Derive the dates of a rule from the day of the event (not counted), on the newest calendar.

    Open to everybody; nothing is stored. Raises InvalidError naming the wrong input: `rule`, `from`, `suspended`
    or `extension`.
    """
    return compute(
        rule, event_on, calendar=public_calendar(runtime), suspensions=suspensions, extension=extension
    )


def public_calendar(runtime: Runtime) -> Calendar:
    """Return the newest calendar; without a usable database the published years of the installed package."""
    try:
        with runtime.read() as tx:
            return current_calendar(runtime, tx)
    except DBAPIError:
        return build_calendar(published_calendar())
