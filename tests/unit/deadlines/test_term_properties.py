"""A term on a BPMN element: properties read strictly, every mistake named at once."""

from decimal import Decimal

import pytest

from app.deadlines import LegalTerm, find_rule
from app.errors import InvalidError

INLINE = {
    "term.law": "某市办法",
    "term.article": "第三条",
    "term.unit": "working",
    "term.amount": "7",
    "term.obliged": "office",
}


def problems(**given):
    with pytest.raises(InvalidError) as refused:
        LegalTerm.from_properties({f"term.{name.replace('_', '.')}": value for name, value in given.items()})
    return refused.value.fields


def test_an_element_without_term_properties_has_no_term():
    assert LegalTerm.from_properties({"public.text": "办理", "term.timer": "legal"}) is None


def test_a_rule_is_named_and_given_its_start():
    found = LegalTerm.from_properties({"term.rule": "petition-handle", "term.start": "=accepted_on"})

    assert (found.id, found.amount, found.start, found.extension_amount) == (
        "petition-handle",
        60,
        "=accepted_on",
        30,
    )


def test_an_office_may_promise_less_time_than_the_law_gives_it():
    found = LegalTerm.from_properties(
        {
            "term.rule": "petition-handle",
            "term.amount": "45",
            "term.extension.amount": "15",
            "term.warning": "0.5",
        }
    )

    assert (found.amount, found.extension_amount, found.warning) == (45, 15, Decimal("0.5"))


@pytest.mark.parametrize(
    ("rule", "amount"),
    [
        ("petition-handle", "61"),
        ("petition-review-request", "29"),
        ("decision-consultation", "29"),
        ("permit-hearing-notice", "6"),
    ],
)
def test_nobody_may_be_given_less_than_the_law(rule, amount):
    assert set(problems(rule=rule, amount=amount)) == {"term.amount"}


def test_a_term_may_stand_on_the_element_alone():
    found = LegalTerm.from_properties(
        INLINE
        | {
            "term.title": "初审",
            "term.title.en": "First look",
            "term.event": "收到之日",
            "term.event.en": "receipt",
            "term.text": "条文",
            "term.suspension": "allowed",
            "term.extension.amount": "3",
            "term.extension.approver": "head",
        }
    )

    assert (found.title, found.title_en, found.event, found.event_en) == (
        "初审",
        "First look",
        "收到之日",
        "receipt",
    )
    assert (found.amount, found.unit, found.suspension, found.extension_approver) == (
        7,
        "working",
        True,
        "head",
    )
    assert found.citation == "《某市办法》第三条（演示规则）"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"term.unit": "calendar"}, lambda term: term.unit == "calendar"),
        ({"term.obliged": "citizen"}, lambda term: term.obliged == "citizen"),
        ({"term.direction": "back"}, lambda term: term.direction == "back"),
        ({"term.not_before": "true"}, lambda term: term.not_before),
        ({"term.suspension": "none"}, lambda term: not term.suspension),
        ({"term.warning": "1"}, lambda term: term.warning == 1),
        ({"term.title": ""}, lambda term: term.title == "某市办法第三条"),
    ],
)
def test_the_properties_of_a_term_of_its_own(change, check):
    assert check(LegalTerm.from_properties(INLINE | change))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("term.unit", "weeks"),
        ("term.obliged", "nobody"),
        ("term.direction", "sideways"),
        ("term.not_before", "yes"),
        ("term.amount", "0"),
        ("term.amount", "3661"),
        ("term.amount", "五"),
        ("term.amount", "5.5"),
        ("term.warning", "0"),
        ("term.warning", "2"),
        ("term.warning", "0.00000"),
        ("term.suspension", "maybe"),
        ("term.extension.approver", "The Head"),
        ("term.surprise", "x"),
    ],
)
def test_a_wrong_property_is_named(name, value):
    with pytest.raises(InvalidError) as refused:
        LegalTerm.from_properties(INLINE | {name: value})

    assert set(refused.value.fields) == {name}


def test_everything_wrong_is_said_at_once():
    found = problems(unit="weeks", amount="x", surprise="1")

    assert set(found) == {
        "term.law",
        "term.article",
        "term.obliged",
        "term.unit",
        "term.amount",
        "term.surprise",
    }


def test_a_rule_and_a_description_of_its_own_do_not_mix():
    assert set(problems(rule="petition-handle", law="另一法律", unit="working")) == {"term.law", "term.unit"}


def test_an_unknown_rule_names_the_known_ones():
    [message] = problems(rule="petition-magic")["term.rule"]

    assert "petition-handle" in str(message)


def test_an_extension_needs_somebody_who_approves_it():
    with pytest.raises(InvalidError) as refused:
        LegalTerm.from_properties(INLINE | {"term.extension.amount": "3"})

    assert set(refused.value.fields) == {"term.extension.approver"}


def test_an_extension_beyond_the_law_is_refused():
    assert set(problems(rule="petition-handle", extension_amount="31")) == {"term.extension.amount"}


def test_a_rule_from_a_secondary_source_is_cited_by_its_name():
    assert find_rule("rating-remedy").citation == find_rule("rating-remedy").law
