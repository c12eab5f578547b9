"""Calendars and terms for the tests of legal time."""

from datetime import date
from functools import cache

from app.deadlines import Calendar, LegalTerm, SpecialDay, build_calendar
from app.deadlines.published import published_calendar


@cache
def published() -> Calendar:
    """The calendar of the installed package: official 2004 to 2026."""
    return build_calendar(published_calendar())


@cache
def without_holidays() -> Calendar:
    """A calendar in which every year is official and has weekends only."""
    return Calendar("plain", frozenset(range(1850, 2300)), {})


def on(text: str) -> date:
    """Read an ISO date."""
    return date.fromisoformat(text)


def term(**values) -> LegalTerm:
    """A term of five working days of an office unless told otherwise."""
    given = {
        "id": "test", "law": "某条例", "article": "第一条", "title": "办理", "amount": 5, "unit": "working",
        "obliged": "office", "confidence": "L",
    }  # fmt: skip
    return LegalTerm(**(given | values))


def notice(year: int, *days: tuple[str, str]) -> Calendar:
    """The published calendar with a notice for one more year: (day, kind) pairs."""
    special = [SpecialDay(on(day), kind, "春节") for day, kind in days]
    return published().with_years(f"cn-{year}.1", [year], special)
