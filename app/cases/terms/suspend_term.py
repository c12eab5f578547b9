"""Stop a term's clock for some days (hearing, expert review), and set another end when they turn out otherwise."""

from datetime import date, timedelta

from sqlalchemy import Connection

from app.access.actor import Actor
from app.cases.moving.cause import Cause
from app.cases.moving.required import required_day, required_text
from app.cases.terms.change_term import change_term, details_of, term_to_change
from app.errors import InvalidError, NotFoundError
from app.runtime import Runtime
from app.store import files, terms
from app.store.keys import new_key
from app.text import text

_LONGEST = timedelta(days=366)


def suspend_term(
    runtime: Runtime,
    actor: Actor,
    term_key: int,
    *,
    starts_on: str,
    ends_on: str,
    reason: str,
    document_key: int | None = None,
) -> int:
    """Suspend a running term from day to day, both counted, and return the key of its case.

    `document_key` is the document of the case that orders it. Raises InvalidError naming the field when
    the law allows no suspension or the days are wrong; ForbiddenError for anybody but the approver.
    """
    with runtime.transaction() as tx:
        row, head, legal, _facts = term_to_change(tx, actor, term_key, "term.suspend")
        if not legal.suspension:
            message = text("%(title)s依法不能中止计时。", title=legal.title)
            raise InvalidError(message, {"starts_on": [message]})
        first, last = _days(starts_on, ends_on, since=row.event_on)
        why = required_text(reason, "reason")
        _document_of_case(tx, document_key, row.instance_key)
        terms.add_suspension(
            tx,
            {
                "key": new_key(),
                "term_key": term_key,
                "starts_on": first,
                "ends_on": last,
                "reason": why,
                "law": legal.citation,
                "document_key": document_key,
                "actor_key": actor.account_key,
                "recorded_at": runtime.clock.now(),
            },
        )
        span = {"from": first.isoformat(), "to": last.isoformat()}
        cause = Cause(actor=actor, action="term.suspended", details=details_of(row, why, **span))
        moved = change_term(runtime, tx, head, term_key, cause=cause, change=lambda _row: None)
    moved.keep()
    return int(row.instance_key)


def end_suspension(
    runtime: Runtime, actor: Actor, term_key: int, suspension_key: int, *, ends_on: str, reason: str
) -> int:
    """Set another last day of a suspension and return the key of the case; the reason is recorded."""
    with runtime.transaction() as tx:
        row, head, _legal, _facts = term_to_change(tx, actor, term_key, "term.suspend")
        pause = next((p for p in terms.suspensions_of(tx, [term_key]) if p.key == suspension_key), None)
        if pause is None:
            raise NotFoundError(text("没有找到您要的内容"))
        _first, last = _days(pause.starts_on.isoformat(), ends_on, since=row.event_on)
        why = required_text(reason, "reason")
        terms.end_suspension(tx, suspension_key, last, runtime.clock.now())
        cause = Cause(
            actor=actor,
            action="term.resumed",
            details=details_of(row, why, to=last.isoformat(), before=str(pause.ends_on)),
        )
        moved = change_term(runtime, tx, head, term_key, cause=cause, change=lambda _row: None)
    moved.keep()
    return int(row.instance_key)


def _days(starts_on: str, ends_on: str, *, since: date) -> tuple[date, date]:
    first, last = required_day(starts_on, "starts_on"), required_day(ends_on, "ends_on")
    if first <= since:
        message = text("中止须在期限起算之后开始。")
        raise InvalidError(message, {"starts_on": [message]})
    if last < first or last - first > _LONGEST:
        message = text("结束日期须在开始日期之后一年之内。")
        raise InvalidError(message, {"ends_on": [message]})
    return first, last


def _document_of_case(tx: Connection, document_key: int | None, instance_key: int) -> None:
    if document_key is None:
        return
    found = files.document_by_key(tx, document_key)
    if found is None or found.instance_key != instance_key:
        message = text("所选文书不属于此件。")
        raise InvalidError(message, {"document": [message]})
