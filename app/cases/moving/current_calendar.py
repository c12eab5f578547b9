"""The calendar by which terms are computed now: the published years, over them every imported notice.

Built once a version and process; asking for it again costs one small query a transaction, because another
process may have imported a notice.
"""

from sqlalchemy import Connection

from app.deadlines import Calendar, SpecialDay, build_calendar
from app.deadlines.published import published_calendar
from app.runtime import Runtime
from app.store import calendar as rows

_CHECKED = "calendar_number"


def current_calendar(runtime: Runtime, tx: Connection) -> Calendar:
    """Return the newest calendar; before anything is stored the one of the installed package."""
    number = _newest_number(tx)
    found: Calendar | None = runtime.cache.get(f"calendar:{number}")
    if found is None:
        found = calendar_of(tx, number)
        runtime.cache[f"calendar:{number}"] = found
    return found


def calendar_of(tx: Connection, number: int) -> Calendar:
    """Build the calendar as it stood at a version: each notice replaces what was known of its years."""
    calendar: Calendar | None = None
    days = rows.days_by_version(tx, up_to=number)
    for version in rows.versions(tx, up_to=number):
        special = [SpecialDay(row.on_date, row.kind, row.name) for row in days.get(version.number, [])]
        base = calendar if calendar is not None else Calendar(version.name, frozenset(), {})
        calendar = base.with_years(version.name, version.years, special)
    return calendar if calendar is not None else build_calendar(published_calendar())


def know_calendar_number(tx: Connection, number: int) -> None:
    """Take the number of the newest version from a row that was read in this transaction anyway."""
    tx.info[_CHECKED] = (tx.get_transaction(), number)


def forget_checked_number(tx: Connection) -> None:
    """Make the transaction look again: it has just stored a version itself."""
    tx.info.pop(_CHECKED, None)


def _newest_number(tx: Connection) -> int:
    # a connection is used by one transaction after the other: what was read holds for one of them only
    transaction, seen = tx.get_transaction(), tx.info.get(_CHECKED)
    if transaction is not None and seen is not None and seen[0] is transaction:
        return int(seen[1])
    number = rows.newest_number(tx)
    tx.info[_CHECKED] = (tx.get_transaction(), number)
    return number
