"""Every date of a case can be computed again by anybody, or its page says why the calculator does not know it."""

from dataclasses import replace

import pytest
from lxml import html

from app.cases.casebook.case_terms import list_case_terms
from app.runtime import Runtime
from tests.harness.petition import bring_to, file_petition


def running(city: Runtime, case: int):
    with city.read() as tx:
        return list_case_terms(city, tx, case, running_only=True)


@pytest.mark.database("sqlite")
def test_the_link_of_a_term_gives_the_same_date_in_the_public_calculator(city: Runtime, client_of) -> None:
    case = file_petition(city).key
    bring_to(city, case, "investigate")
    term = next(one for one in running(city, case) if one.rule == "petition-handle")
    page = html.fromstring(client_of("luohao").get(f"/cases/{case}/terms/{term.key}").text)
    link = page.xpath("//main//a[contains(@href, '/terms?')]/@href")[0]

    answer = client_of(None).get(link)

    assert answer.status_code == 200
    # sixty days after the acceptance of 22 April 2026
    assert "2026年6月21日" in answer.text


@pytest.mark.database("sqlite")
def test_a_term_that_a_drawing_states_itself_is_not_asked_of_the_calculator(city: Runtime) -> None:
    case = file_petition(city).key
    bring_to(city, case, "investigate")
    term = next(one for one in running(city, case) if one.rule == "petition-handle")

    own = replace(term.derivation, term=replace(term.derivation.term, id="element:handle"))
    longer = replace(term.derivation, term=replace(term.derivation.term, amount=90))

    assert term.question is not None
    assert replace(term, derivation=own).question is None
    assert replace(term, derivation=longer).question is None
