"""The event-based gateway: whichever comes first."""

from tests.unit.engine.driving import Drive, Part, part


def race() -> Part:
    drawing = part("start s; either g; user a b c; end e", "s g m a e", "g t b e", "g u c e")
    return drawing.catch("m", "message m1").catch("t", "timer PT1H").catch("u", "timer PT2H")


def test_a_message_wins_and_the_timers_are_gone() -> None:
    case = Drive(race(), messages="m1")
    assert [t.element_id for t in case.outcome.timers] == ["t", "u"]
    assert [s.message_name for s in case.outcome.subscriptions] == ["m1"]

    outcome = case.message("m1", answer="yes")

    assert (case.open, case.variables) == (["a"], {"answer": "yes"})
    assert (outcome.timers, outcome.subscriptions, outcome.next_due) == ((), (), None)
    assert [e.element_id for e in outcome.left] == ["g", "m"]
    assert "g-m" in outcome.taken


def test_two_timers_have_two_moments_and_the_earlier_one_wins() -> None:
    case = Drive(race(), messages="m1")

    assert case.wait(minutes=59).opened == ()
    case.wait(minutes=2)

    assert case.open == ["b"]
    assert case.wait(hours=5).opened == ()


def test_the_host_of_a_racing_timer_is_the_gateway() -> None:
    case = Drive(race(), messages="m1")

    gateway = next(e for e in case.outcome.entered if e.element_id == "g")
    assert {t.host_task_id for t in case.outcome.timers} == {gateway.task_id}
