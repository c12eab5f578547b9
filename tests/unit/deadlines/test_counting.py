"""What holds for every term, calendar and suspension, shown on invented ones."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.deadlines import (
    RULES,
    Suspension,
    compute,
    count_back,
    day_at,
    days_left,
    end_of_day,
    level,
    working_days_after,
    working_days_between,
)
from app.errors import InvalidError
from tests.unit.deadlines.deadline_builders import on, published, term, without_holidays

# a busy machine is no counterexample
unhurried = settings(deadline=None)
DAYS = st.dates(date(2004, 1, 1), date(2027, 12, 31))
TERMS = st.builds(
    term,
    amount=st.integers(1, 90),
    unit=st.sampled_from(["working", "calendar"]),
    obliged=st.sampled_from(["office", "citizen"]),
    not_before=st.booleans(),
    direction=st.sampled_from(["forward", "forward", "back"]),
    extension_amount=st.just(30),
)
PAUSES = st.lists(
    st.builds(
        lambda first, length: Suspension(first, first + timedelta(days=length)), DAYS, st.integers(0, 40)
    ),
    max_size=3,
)


@unhurried
@given(TERMS, DAYS, PAUSES)
def test_exactly_the_length_of_the_term_is_counted_and_never_the_day_of_the_event(rule, event, pauses):
    derivation = compute(rule, event, calendar=published(), suspensions=pauses)

    assert len(set(derivation.counted)) == rule.amount
    assert event not in derivation.counted
    assert derivation.legal_on == derivation.counted[-1]


@unhurried
@given(TERMS, DAYS, PAUSES)
def test_every_day_up_to_the_end_is_counted_skipped_or_paused_once(rule, event, pauses):
    derivation = compute(rule, event, calendar=published(), suspensions=pauses)

    spent = [*derivation.counted, *(day.on for day in derivation.skipped)]
    spent += [day for pause in derivation.suspended for day in pause.paused]
    assert len(spent) == len(set(spent)) == abs((derivation.legal_on - event).days)


@unhurried
@given(TERMS, DAYS, PAUSES)
def test_no_counted_working_day_rests_and_no_counted_day_is_paused(rule, event, pauses):
    derivation = compute(rule, event, calendar=published(), suspensions=pauses)

    if rule.unit == "working":
        assert all(published().is_working_day(day) for day in derivation.counted)
    assert not any(day in pause for day in derivation.counted for pause in pauses)


@unhurried
@given(TERMS, DAYS)
def test_the_office_never_gains_and_the_citizen_never_loses_by_a_holiday(rule, event):
    derivation = compute(rule, event, calendar=published())

    if rule.direction == "back" or (rule.obliged == "office" and not rule.not_before):
        assert derivation.target_on <= derivation.legal_on
    else:
        assert derivation.target_on >= derivation.legal_on
    assert published().is_working_day(derivation.target_on) or derivation.target_on == derivation.legal_on
    assert all(not published().is_working_day(day.on) for day in derivation.moved_over)


@unhurried
@given(TERMS, DAYS, st.integers(0, 30))
def test_an_extension_moves_the_end_away_and_never_back(rule, event, extension):
    plain = compute(rule, event, calendar=published())
    extended = compute(rule, event, calendar=published(), extension=extension)

    sign = -1 if rule.direction == "back" else 1
    assert (extended.legal_on - plain.legal_on) * sign >= timedelta(days=extension)


@unhurried
@given(TERMS, DAYS, PAUSES)
def test_a_suspension_never_shortens_a_term(rule, event, pauses):
    plain = compute(rule, event, calendar=published())
    paused = compute(rule, event, calendar=published(), suspensions=pauses)

    sign = -1 if rule.direction == "back" else 1
    assert (paused.legal_on - plain.legal_on) * sign >= timedelta(0)


@unhurried
@given(TERMS, DAYS, PAUSES)
def test_the_order_and_repetition_of_suspensions_change_nothing(rule, event, pauses):
    one = compute(rule, event, calendar=published(), suspensions=pauses)
    other = compute(rule, event, calendar=published(), suspensions=[*reversed(pauses), *pauses])

    assert one == other


@unhurried
@given(TERMS, DAYS, PAUSES)
def test_a_term_is_provisional_exactly_when_an_unpublished_year_had_a_part_in_it(rule, event, pauses):
    derivation = compute(rule, event, calendar=published(), suspensions=pauses)

    assert derivation.provisional == bool(derivation.provisional_years)
    assert all(not published().is_official(year) for year in derivation.provisional_years)


@unhurried
@given(DAYS, st.integers(0, 60))
def test_counting_forth_and_between_agree(event, amount):
    reached = working_days_after(event, amount, calendar=published())

    assert working_days_between(event, reached, calendar=published()) == amount
    assert working_days_between(reached, event, calendar=published()) == -amount


@unhurried
@given(DAYS, st.integers(1, 60))
def test_counting_back_lands_on_a_working_day_with_the_others_between(event, amount):
    reached = count_back(event, amount, calendar=published())

    between = sum(
        published().is_working_day(reached + timedelta(days=n)) for n in range((event - reached).days)
    )
    assert published().is_working_day(reached)
    assert between == amount


@unhurried
@given(st.sampled_from(sorted(RULES)), st.dates(date(1901, 1, 1), date(2199, 1, 1)))
def test_no_year_is_unknown(rule, event):
    derivation = compute(rule, event, calendar=published())

    assert derivation.provisional or derivation.legal_on.year in published().official_years


@unhurried
@given(TERMS, DAYS, DAYS)
def test_a_colour_only_ever_gets_worse_with_time(rule, event, today):
    derivation = compute(rule, event, calendar=published())

    order = {"green": 0, "yellow": 1, "red": 2}
    assert order[level(derivation, today)] <= order[level(derivation, today + timedelta(days=1))]


def test_calendar_days_counted_back():
    assert count_back(on("2026-05-13"), 7, calendar=published(), unit="calendar") == on("2026-05-06")


def test_a_late_term_tells_by_how_many_days():
    derivation = compute("petition-review", on("2026-09-07"), calendar=published())

    assert days_left(derivation, on("2026-10-10")) == -3
    assert days_left(derivation, on("2026-10-05")) == 2
    assert days_left(derivation, on("2026-09-07")) == 30


def test_a_least_period_is_never_late():
    derivation = compute("decision-legality", on("2026-09-28"), calendar=published())

    assert level(derivation, on("2030-01-01")) == "green"


def test_a_day_ends_at_24_00_local_time():
    assert end_of_day(on("2026-10-09")).isoformat() == "2026-10-09T16:00:00+00:00"


def test_a_short_duty_that_ends_on_a_rest_day_keeps_the_legal_day_when_no_working_day_lies_before_it():
    one_day = term(amount=1, unit="calendar")

    derivation = compute(one_day, on("2026-09-30"), calendar=published())

    assert (derivation.legal_on, derivation.target_on) == (on("2026-10-01"), on("2026-10-01"))


def test_an_office_is_warned_on_a_working_day():
    derivation = compute(term(amount=10, unit="calendar"), on("2026-09-26"), calendar=published())

    assert derivation.counted[7] == on("2026-10-04")
    assert derivation.warning_on == on("2026-09-30")


def test_the_warning_of_a_notice_beforehand_comes_the_working_day_before():
    derivation = compute("permit-hearing-notice", on("2026-05-13"), calendar=published())

    assert derivation.warning_on == on("2026-04-29")


def test_a_worked_weekend_day_is_counted_and_told():
    derivation = compute("petition-objection", on("2026-04-29"), calendar=published())

    assert [day.on for day in derivation.worked_weekends] == [on("2026-05-09")]


def test_a_suspension_outside_the_term_changes_nothing_but_is_told():
    outside = Suspension(on("2027-03-01"), on("2027-03-02"), "x")

    derivation = compute("petition-objection", on("2026-04-29"), calendar=published(), suspensions=[outside])

    assert derivation.legal_on == on("2026-05-09")
    assert derivation.suspended[0].paused == ()


def test_overlapping_suspensions_stop_the_term_once():
    pauses = [Suspension(on("2026-03-03"), on("2026-03-06")), Suspension(on("2026-03-05"), on("2026-03-09"))]

    derivation = compute(term(), on("2026-03-02"), calendar=without_holidays(), suspensions=pauses)

    assert derivation.legal_on == on("2026-03-16")
    assert [len(pause.paused) for pause in derivation.suspended] == [4, 1]


def test_a_suspension_gives_its_days():
    assert len(list(Suspension(on("2026-09-07"), on("2026-09-11")).days())) == 5


def test_the_share_of_a_term_is_rounded_up_to_a_whole_day():
    derivation = compute(term(amount=3), on("2026-03-02"), calendar=without_holidays())

    assert [day_at(derivation, Decimal(share)) for share in ("0.01", "0.5", "1")] == [
        on("2026-03-03"),
        on("2026-03-04"),
        on("2026-03-05"),
    ]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"rule": "no-such", "event_on": on("2026-01-01")}, "rule"),
        ({"rule": "petition-handle", "event_on": on("1899-12-31")}, "from"),
        ({"rule": "petition-handle", "event_on": on("2201-01-01")}, "from"),
        ({"rule": "petition-handle", "event_on": on("2026-01-01"), "extension": 31}, "extension"),
        ({"rule": "petition-handle", "event_on": on("2026-01-01"), "extension": -1}, "extension"),
        (
            {
                "rule": "petition-handle",
                "event_on": on("2026-01-01"),
                "suspensions": [Suspension(on("2026-01-01"), on("2300-01-01"))],
            },
            "suspended",
        ),
    ],
)
def test_impossible_questions_are_refused_with_the_name_of_the_input(arguments, field):
    with pytest.raises(InvalidError) as refused:
        compute(**arguments, calendar=published())

    assert set(refused.value.fields) == {field}


def test_a_suspension_that_ends_before_it_starts_is_refused():
    with pytest.raises(InvalidError) as refused:
        Suspension(on("2026-03-02"), on("2026-03-01"))

    assert "2026-03-01" in str(refused.value)


@pytest.mark.parametrize(
    ("rule", "amount", "unit", "obliged"),
    [
        ("permit-supplement", 5, "working", "office"),
        ("permit-single", 20, "working", "office"),
        ("permit-single-extended", 30, "working", "office"),
        ("permit-joint", 45, "working", "office"),
        ("permit-joint-extended", 60, "working", "office"),
        ("permit-deliver", 10, "working", "office"),
        ("permit-hearing-request", 5, "working", "citizen"),
        ("permit-hearing-held", 20, "working", "office"),
        ("petition-register", 15, "calendar", "office"),
        ("petition-objection", 5, "working", "office"),
        ("petition-handle", 60, "calendar", "office"),
        ("petition-handle-extended", 90, "calendar", "office"),
        ("petition-review-request", 30, "calendar", "citizen"),
        ("petition-review", 30, "calendar", "office"),
        ("disclosure-proactive", 20, "working", "office"),
        ("disclosure-reply", 20, "working", "office"),
        ("disclosure-reply-extended", 40, "working", "office"),
        ("disclosure-third-party", 15, "working", "citizen"),
        ("decision-consultation", 30, "calendar", "office"),
        ("decision-legality", 7, "working", "office"),
        ("hotline-reply", 5, "working", "office"),
        ("rating-contact", 1, "working", "office"),
        ("rating-remedy", 15, "working", "office"),
        ("supervision-objection", 30, "calendar", "citizen"),
    ],
)
def test_the_figures_of_the_law(rule, amount, unit, obliged):
    found = RULES[rule]

    assert (found.days, found.unit, found.obliged) == (amount, unit, obliged)


def test_least_periods_are_marked():
    assert {rule for rule, found in RULES.items() if found.not_before} == {
        "decision-consultation",
        "decision-legality",
    }


def test_a_rule_whose_text_was_not_read_carries_none_and_is_marked():
    for rule in RULES.values():
        assert bool(rule.text) == (rule.confidence == "L"), rule.id
        assert ("演示规则" in rule.citation) == (rule.confidence == "M"), rule.id
        assert rule.title_en and rule.law_en and rule.event_en, rule.id
