"""The badge of a task in a list: computed from the columns of a term, in working days, said in words."""

from datetime import date
from types import SimpleNamespace

import pytest

from app.cases.desk.due_badge import due_badge
from app.deadlines import CalendarData, SpecialDay, build_calendar

MAY = [SpecialDay(date(2026, 5, day), "holiday", "劳动节") for day in range(1, 6)]
CALENDAR = build_calendar(
    CalendarData("test", frozenset({2026}), (*MAY, SpecialDay(date(2026, 5, 9), "work", "劳动节")))
)


def term(*, paused: bool = False, warning_on: date | None = date(2026, 5, 6)):
    return SimpleNamespace(
        target_on=date(2026, 5, 8), legal_on=date(2026, 5, 10), warning_on=warning_on, paused=paused
    )


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        (date(2026, 4, 29), "running", "还剩4个工作日"),
        (date(2026, 5, 6), "soon", "还剩2个工作日"),
        (date(2026, 5, 8), "today", "今天到期"),
        (date(2026, 5, 9), "soon", "已过目标日，法定期限2026-05-10"),
        (date(2026, 5, 12), "late", "已超期2个工作日"),
    ],
)
def test_a_legal_term_is_yellow_from_its_warning_and_late_after_the_law(
    today: date, state: str, words: str
) -> None:
    badge = due_badge(date(2026, 5, 8), [term()], today, CALENDAR)

    assert badge
    assert (badge.state, str(badge.words), badge.on) == (state, words, date(2026, 5, 8))


def test_a_suspended_term_is_said_to_stand_still() -> None:
    badge = due_badge(date(2026, 5, 8), [term(paused=True)], date(2026, 6, 1), CALENDAR)

    assert badge
    assert badge.state == "paused"


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        (date(2026, 5, 6), "running", "还剩4个工作日"),
        (date(2026, 5, 7), "soon", "还剩3个工作日"),
        (date(2026, 5, 16), "late", "已超期"),
    ],
)
def test_a_plain_due_date_is_yellow_three_working_days_before(today: date, state: str, words: str) -> None:
    due_on = date(2026, 5, 15) if state == "late" else date(2026, 5, 11)

    badge = due_badge(due_on, [term()], today, CALENDAR)

    assert badge
    assert (badge.state, str(badge.words)) == (state, words)


def test_without_a_due_date_there_is_no_badge() -> None:
    assert due_badge(None, [term()], date(2026, 5, 6), CALENDAR) is None
