"""Start, end, extend and suspend the legal terms of a case as it moves, and keep its timers on their dates."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app import engine
from app.cases.moving.apply_tasks import due_on
from app.cases.moving.current_calendar import current_calendar
from app.cases.moving.step import Step
from app.clock import LOCAL_ZONE
from app.deadlines import Calendar, Derivation, LegalTerm, Suspension, compute, end_of_day
from app.errors import InvalidError
from app.feel import is_feel
from app.runtime import Runtime
from app.store import tasks, terms
from app.store.keys import new_key
from app.text import text

AMOUNT = "term.amount"
_ACTS = ("term.extend", "term.suspend", "term.obliged.unit")


def legal_term_of(properties: Mapping[str, str]) -> LegalTerm | None:
    """Return the term that an element starts; properties that act on another element's term are left out.

    A length that the case decides (`term.amount` in FEEL) is 1 here; it is computed when the term opens.
    """
    own = {
        name: "1" if name == AMOUNT and is_feel(value) else value
        for name, value in properties.items()
        if not any(name == act or name.startswith(act + ".") for act in _ACTS)
    }
    return LegalTerm.from_properties(own)


def apply_terms(step: Step) -> None:
    """Write what a move means for the case's terms; leaves the running ones in `step.terms`."""
    every = [dict(row._mapping) for row in terms.terms_of(step.tx, step.key)]  # noqa: SLF001
    step.terms = [row for row in every if row["state"] == "running"]
    _close(step)
    _undo(step, every)
    _acts_of_completed_tasks(step)
    for event in step.outcome.entered:
        properties = _with_amount(step, step.properties(event.element_id))
        term = legal_term_of(properties)
        if term is not None and all(event.task_id != left.task_id for left in step.outcome.left):
            undone = [r for r in every if (r["state"], r["element_id"]) == ("undone", event.element_id)]
            if undone:
                _go_on(step, undone[-1], step.day(term.start), event.task_id)
            else:
                _open(step, term, properties, event)


def _undo(step: Step, every: list[dict[str, Any]]) -> None:
    """Note whose work will be done anew: an internal return never restarts the clock of the law."""
    again = {one.task_id for one in step.outcome.undone}
    for row in every:
        if row["engine_id"] in again and row["state"] != "undone":
            row["state"] = "undone"
            terms.change_term(step.tx, row["key"], {"state": "undone", "met_on": None, "closed_at": step.now})
            step.terms = [other for other in step.terms if other is not row]


def _go_on(step: Step, row: dict[str, Any], corrected: date | None, engine_id: str) -> None:
    """Let a term run on from its event; a day that was corrected meanwhile counts only when it is earlier."""
    event_on = min(row["event_on"], corrected or row["event_on"])
    row.update(engine_id=engine_id, state="running", met_on=None, closed_at=None, event_on=event_on)
    derivation = derive(step.runtime, step.tx, row)
    row.update(dates_of(derivation))
    changed = ("engine_id", "state", "met_on", "closed_at", "event_on", *dates_of(derivation))
    terms.change_term(step.tx, row["key"], {name: row[name] for name in changed})
    step.terms.append(row)
    _move_timers(step, engine_id, derivation)


def _with_amount(step: Step, properties: Mapping[str, str]) -> Mapping[str, str]:
    """Compute the length of a term that depends on the case, such as the limit a sender sets (公文的办理时限).

    Raises InvalidError when it is no whole number of days.
    """
    source = properties.get(AMOUNT, "")
    if not is_feel(source):
        return properties
    found = step.value(source)
    if not isinstance(found, int) or found < 1:
        problem = text("期限的天数应为正整数，算出的是“%(found)s”。", found=found)
        raise InvalidError(problem, {AMOUNT: [problem]})
    return {**properties, AMOUNT: str(found)}


def _open(step: Step, term: LegalTerm, properties: Mapping[str, str], event: engine.ElementEvent) -> None:
    event_on = step.day(term.start) or step.today
    calendar = current_calendar(step.runtime, step.tx)
    derivation = compute(term, event_on, calendar=calendar)
    unit = step.text(properties.get("term.obliged.unit")) or step.case_unit
    row = {
        "key": new_key(),
        "instance_key": step.key,
        "engine_id": event.task_id,
        "element_id": event.element_id,
        "rule": term.id,
        "definition": {n: v for n, v in properties.items() if n.startswith("term.")},
        "unit": unit,
        "event_on": event_on,
        "extension": 0,
        "state": "running",
        "opened_at": step.now,
        **dates_of(derivation),
    }
    terms.add_term(step.tx, row)
    step.terms.append(row)
    _move_timers(step, event.task_id, derivation)


def dates_of(derivation: Derivation) -> dict[str, Any]:
    """Return the columns of a term row that follow from its derivation."""
    return {
        "legal_on": derivation.legal_on,
        "target_on": derivation.target_on,
        "warning_on": derivation.warning_on,
        "provisional": derivation.provisional,
        "calendar_version": derivation.calendar_version,
    }


def derive(runtime: Runtime, tx: Any, row: Mapping[str, Any]) -> Derivation:
    """Compute a stored term's dates anew, with its suspensions, extension and today's calendar."""
    today = runtime.clock.now().astimezone(LOCAL_ZONE).date()
    pauses = terms.suspensions_of(tx, [row["key"]])
    return derive_on(row, pauses, current_calendar(runtime, tx), today)


def derive_on(row: Mapping[str, Any], pauses: Iterable[Any], calendar: Calendar, today: date) -> Derivation:
    """Compute a stored term's dates on a calendar; a suspension without an end lasts until today."""
    term = legal_term_of(row["definition"])
    if term is None:
        message = f"term {row['key']} has no definition"
        raise ValueError(message)
    suspended = [
        Suspension(p.starts_on, p.ends_on or max(p.starts_on, today), p.reason, str(p.document_key or ""))
        for p in pauses
    ]
    return compute(
        term, row["event_on"], calendar=calendar, suspensions=suspended, extension=row["extension"]
    )


def refresh_term(step: Step, row: dict[str, Any]) -> Derivation:
    """Write a term's new dates after an extension or suspension, and move timers and due dates with them."""
    derivation = derive(step.runtime, step.tx, row)
    row.update(dates_of(derivation))
    terms.change_term(step.tx, row["key"], {**dates_of(derivation), "extension": row["extension"]})
    _move_timers(step, row["engine_id"], derivation)
    due: dict[date, list[str]] = {}
    for element_id in step.package.definition.elements:
        if row["element_id"] in step.ancestors(element_id):
            day = due_on(step, element_id) or row["target_on"]
            due.setdefault(day, []).append(element_id)
    for day, inside in due.items():
        tasks.move_due(step.tx, step.key, inside, day)
    return derivation


def _close(step: Step) -> None:
    left = {event.task_id: event for event in step.outcome.left}
    for row in [t for t in step.terms if t["engine_id"] in left]:
        canceled = left[row["engine_id"]].canceled
        terms.change_term(
            step.tx,
            row["key"],
            {
                "state": "canceled" if canceled else "met",
                "met_on": None if canceled else step.today,
                "closed_at": step.now,
            },
        )
        step.terms.remove(row)


def _acts_of_completed_tasks(step: Step) -> None:
    """Extend or suspend a term when the drawing says that completing a task is that act."""
    for event in step.outcome.left:
        if event.canceled:
            continue
        properties = step.properties(event.element_id)
        if target := properties.get("term.extend"):
            _extend(step, properties, target)
        if target := properties.get("term.suspend"):
            _suspend(step, properties, target)


def _running(step: Step, element_id: str) -> dict[str, Any] | None:
    return next((row for row in step.terms if row["element_id"] == element_id), None)


def _extend(step: Step, properties: Mapping[str, str], element_id: str) -> None:
    row = _running(step, element_id)
    if row is None or step.value(properties.get("term.extend.when", "=true")) is not True:
        return
    days = step.value(properties.get("term.extend.days"))
    row["extension"] = int(days or 0)
    reason = step.text(properties.get("term.extend.reason"))
    terms.change_term(step.tx, row["key"], {"extension_reason": reason})
    refresh_term(step, row)


def _suspend(step: Step, properties: Mapping[str, str], element_id: str) -> None:
    row = _running(step, element_id)
    first = step.day(properties.get("term.suspend.from"))
    if row is None or first is None:
        return
    terms.add_suspension(
        step.tx,
        {
            "key": new_key(),
            "term_key": row["key"],
            "starts_on": first,
            "ends_on": step.day(properties.get("term.suspend.to")),
            "reason": step.text(properties.get("term.suspend.reason")) or "",
            "actor_key": step.cause.actor.account_key,
            "recorded_at": step.now,
        },
    )
    refresh_term(step, row)


def _move_timers(step: Step, host_id: str, derivation: Derivation) -> None:
    """Put the boundary timers that stand for this term on its date."""
    days = {
        "legal": derivation.legal_on,
        "target": derivation.target_on,
        "warning": derivation.warning_on,
    }
    for timer in step.outcome.timers:
        which = days.get(step.properties(timer.element_id).get("term.timer", ""))
        if timer.host_task_id == host_id and which is not None:
            moved = engine.reschedule(step.live, timer.task_id, end_of_day(which), step.environment)
            step.outcome = replace(step.outcome, timers=moved.timers, next_due=moved.next_due)
