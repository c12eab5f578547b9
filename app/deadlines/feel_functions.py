"""Functions of legal time for expressions of designers: `working days after(date, n)`, `legal date(rule, date)` …

Plain functions over one calendar version; the registry of FEEL takes them by name. As FEEL has it, a null or
impossible argument gives null instead of an error. It must not know the registry.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeGuard

from app.deadlines.calendar import Calendar
from app.deadlines.derivation import (
    FIRST_YEAR,
    LAST_YEAR,
    Derivation,
    compute,
    count_back,
    working_days_after,
    working_days_between,
)
from app.errors import InvalidError

MOST_DAYS = 3660


def feel_functions(calendar: Calendar) -> Mapping[str, Callable[..., Any]]:
    """Return name → function, each under an English name and a Chinese one, on one calendar version."""
    return {**_counting(calendar), **_legal(calendar)}


def _counting(calendar: Calendar) -> Mapping[str, Callable[..., Any]]:
    """Return the functions that count working days."""

    def is_working_day(date: date | None) -> bool | None:
        return calendar.is_working_day(date) if _usable(date) else None

    def next_working_day(date: date | None) -> date | None:
        return calendar.next_working_day(date) if _usable(date) else None

    def previous_working_day(date: date | None) -> date | None:
        return calendar.previous_working_day(date) if _usable(date) else None

    def after(date: date | None, days: Decimal | None) -> date | None:
        amount = _whole(days)
        if not _usable(date) or amount is None:
            return None
        return working_days_after(date, amount, calendar=calendar)

    def before(date: date | None, days: Decimal | None) -> date | None:
        amount = _whole(days)
        if not _usable(date) or amount is None:
            return None
        return count_back(date, amount, calendar=calendar)

    def between(from_date: date | None, to_date: date | None) -> Decimal | None:
        if not (_usable(from_date) and _usable(to_date)):
            return None
        return Decimal(working_days_between(from_date, to_date, calendar=calendar))

    return {
        "is working day": is_working_day,
        "是工作日": is_working_day,
        "next working day": next_working_day,
        "其后工作日": next_working_day,
        "previous working day": previous_working_day,
        "其前工作日": previous_working_day,
        "working days after": after,
        "工作日之后": after,
        "working days before": before,
        "工作日之前": before,
        "working days between": between,
        "工作日数": between,
    }


def _legal(calendar: Calendar) -> Mapping[str, Callable[..., Any]]:
    """Return the functions that know the terms of law."""

    def legal_date(rule: str | None, date: date | None) -> date | None:
        derivation = _derive(rule, date, calendar)
        return derivation.legal_on if derivation else None

    def target_date(rule: str | None, date: date | None) -> date | None:
        derivation = _derive(rule, date, calendar)
        return derivation.target_on if derivation else None

    def last_date(rule: str | None, date: date | None) -> date | None:
        derivation = _derive(rule, date, calendar)
        return derivation.late_after if derivation else None

    return {
        "legal term": legal_date,
        "法定期限": legal_date,
        "legal target": target_date,
        "办结目标": target_date,
        "legal last day": last_date,
        "最迟日期": last_date,
    }


def _usable(on: Any) -> TypeGuard[date]:
    return isinstance(on, date) and FIRST_YEAR <= on.year <= LAST_YEAR


def _whole(days: Any) -> int | None:
    if isinstance(days, bool) or not isinstance(days, (int, Decimal)):
        return None
    if days != int(days) or not 0 <= days <= MOST_DAYS:
        return None
    return int(days)


def _derive(rule: Any, on: Any, calendar: Calendar) -> Derivation | None:
    if not isinstance(rule, str) or not _usable(on):
        return None
    try:
        return compute(rule, on, calendar=calendar)
    except InvalidError:
        return None
