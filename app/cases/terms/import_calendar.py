"""Import a yearly notice: a new calendar version, and every running term computed anew."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.current_calendar import current_calendar, forget_checked_number
from app.cases.terms.preview_calendar import next_version_name
from app.cases.terms.recompute_terms import MovedCase, recompute_terms
from app.deadlines.notice_file import read_notice
from app.errors import ConflictError, InvalidError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import calendar as rows
from app.store import jobs
from app.text import text

AT_ONCE = 300
"""So many cases are computed anew before the answer; a job does the rest."""
_CHANGED = text("工作日历刚刚被别人更新过，请重新预览后再导入。")


@dataclass(frozen=True)
class ImportedCalendar:
    """Hold what an import brought: the version, and the cases moved at once (a job goes on when `more`)."""

    number: int
    version: str
    year: int
    moved: tuple[MovedCase, ...]
    more: bool


def import_calendar(
    runtime: Runtime, actor: Actor, source: bytes, *, origin: str, base: int | None = None
) -> ImportedCalendar:
    """Store a notice (CSV) as the next calendar version, then move what depends on it.

    `origin` names where it comes from (document number, address). `base` is the version the actor saw in the
    preview. Raises InvalidError with every problem of the file or for a missing origin, ConflictError when another
    version came between, ForbiddenError when the actor may not publish calendars.
    """
    require(actor, "calendar.publish", None)
    notice = read_notice(source)
    if not origin.strip():
        message = text("请写明放假安排的来源，例如文号。")
        raise InvalidError(message, {"origin": [message]})
    try:
        with runtime.transaction() as tx:
            newest = rows.newest_number(tx)
            if base is not None and base != newest:
                raise ConflictError(_CHANGED)
            version = next_version_name(tx, current_calendar(runtime, tx), notice.year)
            rows.add_version(
                tx,
                number=newest + 1,
                name=version,
                years=[notice.year],
                days=[(day.on, day.kind, day.name) for day in notice.days],
                source=origin.strip()[:300],
                at=runtime.clock.now(),
                by=actor.account_key,
                by_name=actor.name,
            )
            forget_checked_number(tx)
            facts = {
                "version": version,
                "year": notice.year,
                "days": len(notice.days),
                "origin": origin.strip(),
            }
            append_event(runtime, tx, None, actor=actor, action="calendar.imported", facts=facts)
            jobs.enqueue(
                tx,
                "calendar",
                {"number": newest + 1},
                run_at=runtime.clock.now(),
                once_key=f"calendar:{newest + 1}",
            )
    except IntegrityError as error:
        raise ConflictError(_CHANGED) from error
    moved, more = recompute_terms(runtime, limit=AT_ONCE)
    return ImportedCalendar(newest + 1, version, notice.year, tuple(moved), more)
