"""The months of a derivation as a picture."""

from app.deadlines import Suspension, compute
from app.deadlines.month_view import MOST_MONTHS, STATE_WORDS, months_of
from tests.unit.deadlines.deadline_builders import on, published, term


def days(derivation):
    return {
        day.on: day
        for month in months_of(derivation)
        for week in month.weeks
        for day in week
        if day is not None
    }


def test_the_months_reach_from_the_event_to_the_end():
    months = months_of(compute("petition-register", on("2026-12-25"), calendar=published()))

    assert [(month.year, month.month) for month in months] == [(2026, 12), (2027, 1)]
    assert all(len(week) == 7 for month in months for week in month.weeks)


def test_a_notice_beforehand_is_shown_from_its_end_to_the_event():
    months = months_of(compute("permit-hearing-notice", on("2026-05-13"), calendar=published()))

    assert [month.month for month in months] == [4, 5]


def test_each_day_says_what_became_of_it():
    pause = Suspension(on("2026-05-06"), on("2026-05-06"), "x")
    shown = days(compute("petition-objection", on("2026-04-29"), calendar=published(), suspensions=[pause]))

    assert (shown[on("2026-04-30")].state, shown[on("2026-04-30")].number) == ("counted", 1)
    assert (shown[on("2026-05-01")].state, shown[on("2026-05-01")].name) == ("skipped", "劳动节")
    assert str(shown[on("2026-05-06")].words) == "中止，不计入"
    assert (shown[on("2026-05-09")].state, shown[on("2026-05-09")].name) == ("worked", "劳动节")
    assert shown[on("2026-04-01")].words is None


def test_every_state_has_words():
    shown = days(compute("petition-register", on("2026-02-03"), calendar=published()))

    assert {day.state for day in shown.values()} - {""} <= set(STATE_WORDS)


def test_a_very_long_term_is_cut():
    long = compute(term(amount=3000, unit="calendar"), on("2020-01-01"), calendar=published())

    assert len(months_of(long)) == MOST_MONTHS
