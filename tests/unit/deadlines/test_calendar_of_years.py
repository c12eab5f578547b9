"""Working days of official, imported and unknown years."""

from datetime import date, timedelta

import pytest

from app.deadlines import SpecialDay, build_calendar
from app.deadlines.statutory import provisional_year, statutory_holidays
from tests.unit.deadlines.deadline_builders import notice, on, published

REST_2026 = "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07"
WORKED_2026 = "01-04 02-14 02-28 05-09 09-20 10-10"
WORKED_2025 = "01-26 02-08 04-27 09-28 10-11"


def days_of(year):
    return [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


def test_the_resting_weekdays_and_worked_weekends_of_2026():
    rest = [d for d in days_of(2026) if d.weekday() < 5 and not published().is_working_day(d)]
    worked = [d for d in days_of(2026) if d.weekday() >= 5 and published().is_working_day(d)]

    assert " ".join(f"{d:%m-%d}" for d in rest) == REST_2026
    assert " ".join(f"{d:%m-%d}" for d in worked) == WORKED_2026


def test_the_worked_weekends_of_2025():
    worked = [d for d in days_of(2025) if d.weekday() >= 5 and published().is_working_day(d)]

    assert " ".join(f"{d:%m-%d}" for d in worked) == WORKED_2025


def test_the_official_years_reach_from_2004_to_2026():
    assert sorted(published().official_years) == list(range(2004, 2027))
    assert not published().is_official(2027)


def test_every_day_of_the_published_years_agrees_with_the_package_they_come_from():
    import chinese_calendar

    wrong = [
        day
        for year in published().official_years
        for day in days_of(year)
        if published().is_working_day(day) != chinese_calendar.is_workday(day)
    ]

    assert wrong == []


def test_a_rest_day_says_why():
    calendar = published()

    assert calendar.rest_day(on("2026-10-01")).name == "国庆节"
    assert calendar.rest_day(on("2026-09-19")).reason == "weekend"
    assert calendar.rest_day(on("2026-02-23")).reason == "lieu"
    assert calendar.rest_day(on("2026-09-20")) is None
    assert calendar.rest_day(on("2026-09-21")) is None
    assert calendar.name_of(on("2026-09-20")) == "国庆节"
    assert calendar.name_of(on("2026-09-21")) is None
    assert calendar.worked_weekend(on("2026-09-20")).kind == "work"
    assert calendar.worked_weekend(on("2026-09-19")) is None


def test_the_working_day_before_and_after():
    calendar = published()

    assert calendar.next_working_day(on("2026-10-01")) == on("2026-10-08")
    assert calendar.next_working_day(on("2026-10-08")) == on("2026-10-08")
    assert calendar.next_working_day(on("2026-10-08"), including=False) == on("2026-10-09")
    assert calendar.previous_working_day(on("2026-10-07")) == on("2026-09-30")
    assert calendar.previous_working_day(on("2026-09-30"), including=False) == on("2026-09-29")


def test_a_year_without_a_notice_is_answered_by_the_statute():
    calendar = published()

    assert calendar.rest_day(on("2027-10-01")).name == "国庆节"
    assert calendar.rest_day(on("2027-05-03")).reason == "made_up"
    assert calendar.rest_day(on("2027-10-04")).reason == "made_up"
    assert calendar.is_working_day(on("2027-10-06"))
    assert calendar.rest_day(on("2027-02-06")).name == "春节"


def test_a_holiday_on_a_weekend_is_made_up_for_on_a_working_day():
    days = provisional_year(2027)

    assert {day for day, (kind, _) in days.items() if kind == "made_up"} >= {
        on("2027-05-03"),
        on("2027-05-04"),
    }
    assert all(day.weekday() < 5 for day, (kind, _) in days.items() if kind == "made_up")


def test_outside_the_lunar_table_the_solar_holidays_are_still_known():
    assert date(2150, 10, 1) in statutory_holidays(2150)
    assert len(statutory_holidays(2150)) == 6


def test_thirteen_statutory_days_a_year_since_2025():
    assert all(len(statutory_holidays(year)) in (12, 13) for year in range(2025, 2100))


def test_an_imported_notice_replaces_what_was_guessed():
    calendar = notice(2027, ("2027-02-05", "holiday"), ("2027-02-20", "work"))

    assert calendar.is_official(2027)
    assert calendar.is_working_day(on("2027-02-20"))
    assert calendar.is_working_day(on("2027-10-01"))
    assert calendar.version == "cn-2027.1"
    assert calendar.is_working_day(on("2026-10-10"))


def test_a_notice_may_speak_of_the_december_before_its_year():
    calendar = published().with_years("v", [2027], [SpecialDay(on("2026-12-26"), "work", "元旦")])

    assert calendar.is_working_day(on("2026-12-26"))
    assert not calendar.is_working_day(on("2026-10-01"))


def test_what_a_calendar_is_made_of_builds_it_again():
    again = build_calendar(published().data())

    assert all(again.is_working_day(d) == published().is_working_day(d) for d in days_of(2026))


def test_a_calendar_cannot_be_changed():
    with pytest.raises((AttributeError, TypeError)):
        published().version = "other"
