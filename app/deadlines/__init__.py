"""Legal terms: when something must be done, why, and by which calendar. Knows no database, case or page."""

from app.deadlines.calendar import Calendar, CalendarData, RestDay, SpecialDay, build_calendar
from app.deadlines.derivation import (
    Derivation,
    Pause,
    compute,
    count_back,
    day_at,
    end_of_day,
    working_days_after,
    working_days_between,
)
from app.deadlines.explain import explain
from app.deadlines.feel_functions import feel_functions
from app.deadlines.legal_term import RULES, LegalTerm, find_rule
from app.deadlines.suspension import Suspension
from app.deadlines.warning import days_left, level

__all__ = [
    "RULES",
    "Calendar",
    "CalendarData",
    "Derivation",
    "LegalTerm",
    "Pause",
    "RestDay",
    "SpecialDay",
    "Suspension",
    "build_calendar",
    "compute",
    "count_back",
    "day_at",
    "days_left",
    "end_of_day",
    "explain",
    "feel_functions",
    "find_rule",
    "level",
    "working_days_after",
    "working_days_between",
]
