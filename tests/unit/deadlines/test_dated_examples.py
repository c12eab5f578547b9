"""The dates the city promises: a table of examples, each from a law's figure and the published calendar."""

import pytest

from app.deadlines import Suspension, compute, day_at, level
from tests.unit.deadlines.deadline_builders import on, published

EXAMPLES = [
    # rule, day of the event, legal day, target day
    ("permit-supplement", "2026-09-24", "2026-10-09", "2026-10-09"),
    ("permit-single", "2026-02-11", "2026-03-17", "2026-03-17"),
    ("permit-single", "2026-04-20", "2026-05-20", "2026-05-20"),
    ("permit-single-extended", "2026-04-20", "2026-06-03", "2026-06-03"),
    ("permit-joint", "2026-04-20", "2026-06-25", "2026-06-25"),
    ("permit-joint", "2026-10-12", "2026-12-14", "2026-12-14"),
    ("permit-joint", "2026-09-24", "2026-12-03", "2026-12-03"),
    ("permit-joint", "2026-03-02", "2026-05-08", "2026-05-08"),
    ("permit-joint-extended", "2026-04-20", "2026-07-16", "2026-07-16"),
    ("permit-joint-extended", "2026-03-02", "2026-05-28", "2026-05-28"),
    ("permit-deliver", "2026-04-28", "2026-05-14", "2026-05-14"),
    ("permit-hearing-request", "2026-04-08", "2026-04-15", "2026-04-15"),
    ("permit-hearing-held", "2026-04-14", "2026-05-14", "2026-05-14"),
    ("permit-hearing-notice", "2026-05-13", "2026-04-30", "2026-04-30"),
    ("petition-register", "2026-02-03", "2026-02-18", "2026-02-14"),
    ("petition-notify", "2026-02-12", "2026-02-27", "2026-02-27"),
    ("petition-objection", "2026-04-29", "2026-05-09", "2026-05-09"),
    ("petition-handle", "2026-04-22", "2026-06-21", "2026-06-18"),
    ("petition-handle", "2026-02-25", "2026-04-26", "2026-04-24"),
    ("petition-handle-extended", "2026-04-22", "2026-07-21", "2026-07-21"),
    ("petition-review-request", "2026-09-04", "2026-10-04", "2026-10-08"),
    ("petition-review-request", "2026-04-13", "2026-05-13", "2026-05-13"),
    ("petition-review", "2026-10-08", "2026-11-07", "2026-11-06"),
    ("petition-review", "2026-09-07", "2026-10-07", "2026-09-30"),
    ("petition-recheck", "2026-08-24", "2026-09-23", "2026-09-23"),
    ("petition-recheck-request", "2026-09-04", "2026-10-04", "2026-10-08"),
    ("disclosure-proactive", "2026-09-18", "2026-10-22", "2026-10-22"),
    ("disclosure-reply", "2026-02-05", "2026-03-11", "2026-03-11"),
    ("disclosure-reply-extended", "2026-02-05", "2026-04-09", "2026-04-09"),
    ("disclosure-third-party", "2026-09-23", "2026-10-21", "2026-10-21"),
    ("decision-consultation", "2026-08-24", "2026-09-23", "2026-09-23"),
    ("decision-consultation", "2026-09-04", "2026-10-04", "2026-10-08"),
    ("decision-legality", "2026-09-28", "2026-10-13", "2026-10-13"),
    ("hotline-reply", "2026-04-28", "2026-05-08", "2026-05-08"),
    ("rating-contact", "2026-09-30", "2026-10-08", "2026-10-08"),
    ("rating-remedy", "2026-09-30", "2026-10-27", "2026-10-27"),
    ("supervision-objection", "2026-03-10", "2026-04-09", "2026-04-09"),
]


@pytest.mark.parametrize(("rule", "event", "legal", "target"), EXAMPLES)
def test_the_promised_day(rule, event, legal, target):
    derivation = compute(rule, on(event), calendar=published())

    assert (derivation.legal_on, derivation.target_on) == (on(legal), on(target))
    assert not derivation.provisional


@pytest.mark.parametrize(
    ("amount", "event", "expected"),
    [
        (5, "2026-09-24", "2026-10-09"),
        (20, "2026-02-11", "2026-03-17"),
        (10, "2026-04-28", "2026-05-14"),
        (7, "2026-02-26", "2026-03-06"),
        (3, "2026-04-29", "2026-05-07"),
        (2, "2026-09-29", "2026-10-08"),
        (12, "2026-04-20", "2026-05-09"),
        (10, "2026-05-06", "2026-05-19"),
        (15, "2026-09-16", "2026-10-13"),
        (6, "2025-09-24", "2025-10-09"),
        (10, "2025-01-24", "2025-02-13"),
    ],
)
def test_working_days_around_holidays(amount, event, expected):
    from app.deadlines import working_days_after

    assert working_days_after(on(event), amount, calendar=published()) == on(expected)


def test_time_of_an_expert_review_is_not_counted():
    review = Suspension(on("2026-04-08"), on("2026-04-24"), "专家评审")

    derivation = compute("permit-joint", on("2026-03-02"), calendar=published(), suspensions=[review])

    assert derivation.legal_on == on("2026-05-26")
    assert len(derivation.suspended[0].paused) == 13


def test_the_days_of_a_hearing_are_not_counted_first_and_last_included():
    hearing = Suspension(on("2026-09-07"), on("2026-09-11"), "听证")

    derivation = compute("petition-recheck", on("2026-08-24"), calendar=published(), suspensions=[hearing])

    assert derivation.legal_on == on("2026-09-28")
    assert len(derivation.suspended[0].paused) == 5


def test_thirty_days_more_approved_by_the_head():
    derivation = compute("petition-handle", on("2026-04-22"), calendar=published(), extension=30)

    assert (derivation.legal_on, derivation.days) == (on("2026-07-21"), 90)


def test_across_the_end_of_the_year_the_date_is_provisional_until_the_notice_is_published():
    derivation = compute("permit-joint", on("2026-11-23"), calendar=published())

    assert (derivation.legal_on, derivation.provisional, derivation.provisional_years) == (
        on("2027-01-26"),
        True,
        (2027,),
    )


def test_yellow_from_four_fifths_of_the_term_and_red_after_it():
    derivation = compute("rating-remedy", on("2026-09-16"), calendar=published())

    assert derivation.legal_on == on("2026-10-13")
    assert [
        level(derivation, on(day)) for day in ("2026-10-08", "2026-10-09", "2026-10-13", "2026-10-14")
    ] == [
        "green",
        "yellow",
        "yellow",
        "red",
    ]


def test_half_of_an_urgent_term_is_the_day_of_the_reminder():
    from decimal import Decimal

    derivation = compute("permit-supplement", on("2026-04-29"), calendar=published())

    assert day_at(derivation, Decimal("0.5")) == on("2026-05-07")
