"""Who does what with a running case beside its drawing, and within which limits somebody stands in for another."""

import pytest

from app.access.actor import Actor, Scope
from app.access.facts import AccountFacts, CaseFacts, DoneTaskFacts, ReadingFacts, SideFacts, TaskFacts
from app.access.policy import allows, refusal

CASE = CaseFacts(1, process_id="receipt", unit="sfb", participant_groups=frozenset({"sfb.handler"}))
ACCUSATION = CaseFacts(
    1, unit="sfb", restricted=True, accused_unit="zjj", participant_groups=frozenset({"sfb.handler"})
)


def staff(key: int, unit: str = "zrzy", *, roles: str = "clerk", groups: str = "", **more: object) -> Actor:
    return Actor(
        kind="staff",
        account_key=key,
        unit=unit,
        roles=frozenset(roles.split()),
        groups=frozenset(groups.split()),
        **more,  # type: ignore[arg-type]
    )


def standing_in(*scopes: Scope) -> Actor:
    return staff(2, acting_for={1: frozenset({"szf.leader"})}, acting_scopes={1: scopes})


@pytest.mark.parametrize(
    ("scope", "process", "kind", "covered"),
    [
        (Scope(), "receipt", "review", True),
        (Scope(), "receipt", "sign", False),
        (Scope(kinds=frozenset({"sign"})), "receipt", "sign", True),
        (Scope(kinds=frozenset({"review"})), "receipt", "handle", False),
        (Scope(processes=frozenset({"dispatch"})), "receipt", "review", False),
        (Scope(processes=frozenset({"dispatch"})), "dispatch", None, True),
    ],
)
def test_a_substitution_covers_what_lies_within_its_limits(
    scope: Scope, process: str, kind: str | None, covered: bool
) -> None:
    assert standing_in(scope).may_stand_in(1, process, kind) is covered


def test_of_two_substitutions_each_keeps_its_own_limits() -> None:
    reading = Scope(frozenset({"receipt"}), frozenset({"review"}))
    handling = Scope(frozenset({"dispatch"}), frozenset({"handle"}))
    actor = standing_in(reading, handling)

    assert actor.may_stand_in(1, "receipt", "review")
    assert actor.may_stand_in(1, "dispatch", "handle")
    assert not actor.may_stand_in(1, "receipt", "handle")


def test_a_signing_task_is_not_taken_for_somebody_who_did_not_lend_signing() -> None:
    def task(kind: str) -> TaskFacts:
        return TaskFacts(CASE, candidate_groups=frozenset({"szf.leader"}), kind=kind)

    actor = standing_in(Scope())

    assert allows(actor, "task.claim", task("review"))
    assert not allows(actor, "task.claim", task("sign"))
    assert not allows(actor, "task.read", task("sign"))


def test_a_reader_sees_the_case_and_changes_nothing_in_it() -> None:
    circulated = CaseFacts(1, process_id="receipt", unit="sfb", readers=frozenset({7}))

    assert allows(staff(7), "case.read", circulated)
    assert not allows(staff(8), "case.read", circulated)
    assert not allows(staff(7), "case.comment", circulated)
    assert not allows(staff(7), "sensitive.unmask", circulated)


def test_only_the_reader_or_somebody_who_reads_for_the_reader_marks_a_reading() -> None:
    circulated = CaseFacts(1, process_id="receipt", unit="sfb", readers=frozenset({1, 7}))
    reading = ReadingFacts(circulated, 1)

    assert allows(standing_in(Scope(kinds=frozenset({"read"}))), "reading.mark", reading)
    assert not allows(standing_in(Scope(kinds=frozenset({"review"}))), "reading.mark", reading)
    assert not allows(staff(7), "reading.mark", reading)


def test_an_accusation_is_never_circulated() -> None:
    handler = staff(3, "sfb", groups="sfb.handler")

    assert allows(handler, "case.circulate", CASE)
    assert "不得传阅" in str(refusal(handler, "case.circulate", ACCUSATION))
    assert not allows(staff(4), "case.circulate", CASE)


def test_only_the_person_asked_answers_and_nobody_of_the_accused_unit() -> None:
    assert allows(staff(5), "side.answer", SideFacts(CASE, asked_key=5))
    assert not allows(staff(6), "side.answer", SideFacts(CASE, asked_key=5))
    assert not allows(staff(5, "zjj"), "side.answer", SideFacts(ACCUSATION, asked_key=5))


def test_a_step_is_taken_back_by_whoever_did_it_or_in_whose_place_it_was_done() -> None:
    done = DoneTaskFacts(CASE, closed_by=5, acting_for=6)
    clerks = [staff(key, "sfb", groups="sfb.handler") for key in (5, 6, 7)]

    assert [allows(one, "task.take_back", done) for one in clerks] == [True, True, False]


@pytest.mark.parametrize("action", ["case.suspend", "case.jump"])
def test_only_the_head_of_the_unit_or_a_leader_above_directs_a_case(action: str) -> None:
    led = CaseFacts(1, unit="sfb", above=frozenset({"szf"}), participant_groups=frozenset({"sfb.handler"}))

    assert allows(staff(1, "sfb", roles="head"), action, led)
    assert allows(staff(2, "szf", roles="leader"), action, led)
    assert not allows(staff(3, "sfb", groups="sfb.handler"), action, led)
    assert not allows(staff(4, "zrzy", roles="head"), action, led)
    assert not allows(staff(5, "xxzx", roles="system_admin"), action, led)


def test_a_case_is_voided_by_who_entered_it_or_its_head() -> None:
    entered = CaseFacts(1, unit="sfb", actor_key=3, participant_groups=frozenset({"sfb.handler"}))

    assert allows(staff(3, "sfb", groups="sfb.handler"), "case.void", entered)
    assert allows(staff(1, "sfb", roles="head"), "case.void", entered)
    assert not allows(staff(4, "sfb", groups="sfb.handler"), "case.void", entered)


def test_a_desk_is_handed_over_by_the_head_of_its_unit_or_the_system_administrator() -> None:
    leaver = AccountFacts(9, "sfb")

    assert allows(staff(1, "sfb", roles="head"), "people.hand_over", leaver)
    assert allows(staff(2, "xxzx", roles="system_admin"), "people.hand_over", leaver)
    assert not allows(staff(3, "zrzy", roles="head"), "people.hand_over", leaver)
    assert not allows(staff(4, "sfb"), "people.hand_over", leaver)
