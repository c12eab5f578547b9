"""Whose turn it is when it is the applicant's turn: theirs, or that of an office the drawing names beside them."""

from dataclasses import replace

import pytest

from app.access.actor import Actor
from app.access.facts import CaseFacts, TaskFacts
from app.access.policy import allows

CITIZEN = Actor(kind="citizen", account_key=7)
CLERK = Actor(
    kind="staff", account_key=8, unit="xfj", roles=frozenset({"clerk"}), groups=frozenset({"xfj.registrar"})
)
OTHER = replace(CLERK, account_key=9, unit="zjj", groups=frozenset({"zjj.handler"}))
CASE = CaseFacts(1, "petition", unit="zjj", intake_unit="xfj", applicant_key=7)
OWN = TaskFacts(CASE, candidate_groups=frozenset({"applicant"}), for_applicant=True)
ENTERED = TaskFacts(CASE, candidate_groups=frozenset({"applicant", "xfj.registrar"}), for_applicant=True)


@pytest.mark.parametrize("action", ["task.read", "task.claim", "task.take_over", "task.complete"])
def test_a_task_of_the_applicant_alone_is_closed_to_every_office(action: str) -> None:
    assert not allows(CLERK, action, OWN)
    assert not allows(OTHER, action, OWN)


@pytest.mark.parametrize("action", ["task.read", "task.claim", "task.complete"])
def test_an_office_named_beside_the_applicant_may_enter_it_for_them(action: str) -> None:
    assert allows(CLERK, action, ENTERED)
    assert not allows(OTHER, action, ENTERED)


def test_the_applicant_may_answer_even_while_a_clerk_holds_the_task() -> None:
    held = replace(ENTERED, assignee=8)

    assert allows(CITIZEN, "task.complete", held)
    assert allows(CLERK, "task.complete", held)


def test_nobody_answers_for_the_applicant_once_the_task_is_closed() -> None:
    closed = replace(ENTERED, open=False)

    assert not allows(CITIZEN, "task.complete", closed)
    assert not allows(CLERK, "task.complete", closed)


def test_a_clerk_who_entered_a_letter_does_not_become_its_applicant() -> None:
    letter = replace(CASE, applicant_key=None, actor_key=8)

    assert not allows(CLERK, "case.rate", letter)
    assert allows(replace(CITIZEN, account_key=8), "case.rate", letter)
