"""Derivations and rules as plain data for interfaces: the keys of `flask terms … --json` and of `/api/terms`."""

from typing import Any

from app.deadlines.calendar import RestDay
from app.deadlines.derivation import Derivation, Pause
from app.deadlines.legal_term import LegalTerm


def derivation_record(derivation: Derivation) -> dict[str, Any]:
    """Return a computed term as JSON-ready data; dates are ISO texts, local days of the city.

    `legal_on` is the raw legal day, `target_on` the adjusted one; `days` the whole length counted. `skipped` are
    the rest days a working-day term passed over, `moved_over` those between `legal_on` and `target_on`;
    `suspended` each suspension with the days on which the term stood still.
    """
    term = derivation.term
    return {
        "rule": term.id,
        "title": term.title,
        "law": derivation.law,
        "event_on": derivation.event_on.isoformat(),
        "legal_on": derivation.legal_on.isoformat(),
        "target_on": derivation.target_on.isoformat(),
        "warning_on": derivation.warning_on.isoformat(),
        "last_on": derivation.late_after.isoformat(),
        "days": derivation.days,
        "unit": term.unit,
        "obliged": term.obliged,
        "not_before": term.not_before,
        "direction": term.direction,
        "extension": derivation.extension + term.included_extension,
        "provisional": derivation.provisional,
        "provisional_years": list(derivation.provisional_years),
        "skipped": [_rest(day) for day in derivation.skipped],
        "moved_over": [_rest(day) for day in derivation.moved_over],
        "suspended": [_pause(pause) for pause in derivation.suspended],
        "calendar_version": derivation.calendar_version,
    }


def rule_record(term: LegalTerm) -> dict[str, Any]:
    """Return a rule as JSON-ready data, with its source and how well that is known (L, S or M)."""
    return {
        "id": term.id,
        "title": term.title,
        "title_en": term.title_en,
        "law": term.law,
        "article": term.article,
        "source": term.citation,
        "confidence": term.confidence,
        "level": term.level,
        "event": term.event,
        "days": term.days,
        "amount": term.amount,
        "unit": term.unit,
        "obliged": term.obliged,
        "not_before": term.not_before,
        "direction": term.direction,
        "extension_amount": term.extension_amount,
        "extension_approver": term.extension_approver,
        "included_extension": term.included_extension,
        "suspension": term.suspension,
        "warning": str(term.warning),
        "text": term.text,
        "note": term.note,
    }


def _rest(day: RestDay) -> dict[str, str]:
    return {"date": day.on.isoformat(), "reason": day.reason, "name": day.name}


def _pause(pause: Pause) -> dict[str, Any]:
    return {
        "from": pause.suspension.first_on.isoformat(),
        "to": pause.suspension.last_on.isoformat(),
        "reason": pause.suspension.reason,
        "days": [day.isoformat() for day in pause.paused],
    }
