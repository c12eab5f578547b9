"""Going back: what followed from the earlier task ends, what stood beside it stays; nothing is lost or doubled."""

import pytest

from app import engine
from tests.unit.engine.driving import Drive, Part, part, write


def line() -> Part:
    return part("start s; user a b c; end e", "s a b c e")


def block() -> Part:
    """u, then a1 a2 beside b, then z; from there perhaps all again."""
    return part("start s; user u a1 a2 b z; and g j; end e", "s u g a1 a2 j z e", "g b j")


def closed(outcome: engine.Outcome) -> list[str]:
    return sorted(f"{one.element_id} {one.reason}" for one in outcome.closed)


def test_an_open_task_may_go_back_to_every_task_that_led_to_it() -> None:
    case = Drive(line())

    case.complete("a")
    case.complete("b")

    assert case.targets("c") == ("b", "a")
    assert case.open == ["c"]


def test_going_back_begins_anew_from_there() -> None:
    case = Drive(line())
    case.complete("a", wanted=1)
    case.complete("b")

    outcome = case.send_back("c", "a", reason="缺附件")

    assert closed(outcome) == ["c returned"]
    assert (case.open, case.variables) == (["a"], {"wanted": 1, "reason": "缺附件"})
    assert [one.element_id for one in outcome.undone] == ["a", "b", "c"]
    case.complete("a")
    assert case.targets("b") == ("a",)


def test_the_earlier_task_leads_straight_back_when_it_is_asked_to() -> None:
    case = Drive(line())
    case.complete("a")
    case.complete("b")
    returner = case.id_of("c")

    case.send_back("c", "a", come_back=True)
    case.complete("a")

    assert case.open == ["c"]
    assert case.id_of("c") != returner
    with pytest.raises(engine.NotOpenError):
        engine.complete(case.live, returner, {}, case.env)
    case.complete("c")
    assert case.status == "completed"


def test_before_the_split_the_sibling_branches_end() -> None:
    case = Drive(block())
    case.complete("u")
    case.complete("a1")

    outcome = case.send_back("a2", "u")

    assert closed(outcome) == ["a2 returned", "b canceled"]
    assert case.open == ["u"]
    case.complete("u")
    assert case.open == ["a1", "b"]


def test_before_the_split_a_sibling_that_had_come_to_the_join_ends_too() -> None:
    case = Drive(block())
    for task in ("u", "b", "a1"):
        case.complete(task)

    case.send_back("a2", "u")

    for task in ("u", "a1", "a2"):
        case.complete(task)
    assert case.open == ["b"]
    case.complete("b")
    assert case.open == ["z"]


def test_within_a_branch_the_siblings_stay() -> None:
    case = Drive(block())
    case.complete("u")
    case.complete("a1")

    outcome = case.send_back("a2", "a1")

    assert closed(outcome) == ["a2 returned"]
    assert case.open == ["a1", "b"]


@pytest.mark.parametrize("order", [("a1", "a2", "b"), ("b", "a1", "a2"), ("a1", "b", "a2")])
def test_from_behind_the_join_one_branch_is_done_again_and_the_other_counts(order: tuple[str, ...]) -> None:
    case = Drive(block())
    for task in ("u", *order):
        case.complete(task)

    case.send_back("z", "a1")

    assert case.open == ["a1"]
    case.complete("a1")
    case.complete("a2")
    assert case.open == ["z"]
    case.complete("z")
    assert case.status == "completed"


def test_a_task_beside_is_no_way_back() -> None:
    case = Drive(block())
    for task in ("u", "b"):
        case.complete(task)

    assert case.targets("a1") == ("u",)
    with pytest.raises(engine.ImpossibleError, match="b"):
        case.send_back("a1", "b")
    assert case.open == ["a1"]


def test_an_element_the_drawing_does_not_have_is_no_way_back() -> None:
    case = Drive(line())
    case.complete("a")

    with pytest.raises(engine.ImpossibleError, match="gone"):
        case.send_back("b", "gone")


def test_what_is_done_can_be_taken_back_while_nothing_followed() -> None:
    case = Drive(block())
    for task in ("u", "b", "a1"):
        case.complete(task)
    last = case.id_of("a2")
    case.complete("a2")

    outcome = case.take_back(last)

    assert closed(outcome) == ["z canceled"]
    assert case.open == ["a2"]
    case.complete("a2")
    assert case.open == ["z"]


def test_what_somebody_went_on_with_is_not_taken_back() -> None:
    case = Drive(block())
    first = case.id_of("u")
    case.complete("u")
    case.complete("b")

    with pytest.raises(engine.ImpossibleError, match="b"):
        case.take_back(first)


def phase() -> Part:
    """A phase of two parallel tasks with a limit, then a decision."""
    drawing = part("start s; user u z late; end e f", "s u phase z e", "limit late f")
    inside = part("start ps; user v w x; and pg pj; end pe", "ps pg v w pj pe", "pg x pj")
    return drawing.sub("phase", inside).boundary("limit", "phase", "timer P1D")


def test_a_phase_that_had_ended_is_opened_again_where_it_is_needed() -> None:
    case = Drive(phase())
    for task in ("u", "x", "v", "w"):
        case.complete(task)
    assert case.targets("z") == ("w", "x", "v", "u")

    outcome = case.send_back("z", "w")

    assert case.open == ["w"]
    assert [timer.element_id for timer in outcome.timers] == ["limit"]
    assert {one.element_id for one in outcome.undone} == {"w", "z", "phase"}
    case.complete("w")
    assert case.open == ["z"]


def test_from_inside_a_phase_to_before_it_the_phase_ends() -> None:
    case = Drive(phase())
    case.complete("u")
    case.complete("v")

    outcome = case.send_back("w", "u")

    assert (case.open, outcome.timers) == (["u"], ())


def test_the_clock_of_a_phase_runs_on_while_its_task_is_done_again() -> None:
    case = Drive(phase())
    case.complete("u")
    due = case.outcome.timers[0].due_at
    case.wait(hours=3)
    case.complete("v")

    case.send_back("w", "v")

    assert [timer.due_at for timer in case.outcome.timers] == [due]


def test_the_clock_runs_on_while_an_earlier_task_corrects_something() -> None:
    drawing = part("start s; user a b late; end e f", "s a b e", "limit late f")
    case = Drive(drawing.boundary("limit", "b", "timer P1D"))
    case.complete("a")

    case.send_back("b", "a", come_back=True)
    assert [timer.element_id for timer in case.outcome.timers] == ["limit"]
    case.wait(days=1)

    assert case.open == ["late"]
    case.complete("late")
    assert case.status == "completed"


def test_into_a_called_process_its_variables_are_there_again() -> None:
    called = part("start qs; user q r; end qe", "qs q r qe")
    main = part("start s; user z; end e", "s c z e").call("c", "called")
    source = {"p": main, "called": called}
    case = Drive(engine.compile_process({"p.bpmn": write(source)}, process_id="p"))
    case.complete("q", mine=5)
    case.complete("r")

    case.send_back("z", "r")

    assert case.open == ["r"]
    assert case.tasks[case.id_of("r")].variables["mine"] == 5
    case.complete("r")
    case.complete("z")
    assert case.status == "completed"


def test_signers_sign_again_after_a_return_to_them() -> None:
    drawing = part("start s; user u z; end e", "s u sign z e").many("sign", "=[1,2,3]")
    case = Drive(drawing)
    case.complete("u")
    for _ in range(3):
        case.complete("sign")

    case.send_back("z", "sign")

    assert case.open == ["sign", "sign", "sign"]


@pytest.mark.parametrize("sequential", [True, False])
def test_one_signer_sends_all_back(*, sequential: bool) -> None:
    drawing = part("start s; user u z; end e", "s u sign z e").many("sign", "=[1,2,3]", sequential=sequential)
    case = Drive(drawing)
    case.complete("u")
    case.complete("sign")

    case.send_back("sign", "u")

    assert case.open == ["u"]


def test_one_signer_lets_something_be_corrected_while_the_others_go_on() -> None:
    drawing = part("start s; user u z; end e", "s u sign z e").many("sign", "=[1,2]")
    case = Drive(drawing)
    case.complete("u")

    case.send_back("sign", "u", come_back=True)
    assert case.open == ["sign", "u"]
    case.complete("sign")
    case.complete("u")
    case.complete("sign")

    assert case.open == ["z"]


def test_going_back_into_an_earlier_round_of_a_loop_is_no_way() -> None:
    drawing = part("start s; xor m x; user a b; end e", "s m a b x")
    case = Drive(drawing.path("x m", when="=again").path("x e", default=True))
    case.complete("a")
    case.complete("b", again=True)

    assert case.targets("a") == ("b",)
    case.complete("a")
    assert case.targets("b") == ("a",)


def test_a_corrector_may_send_further_back() -> None:
    case = Drive(line())
    case.complete("a")
    case.complete("b")
    case.send_back("c", "b", come_back=True)

    case.send_back("b", "a", come_back=True)
    case.complete("a")
    case.complete("b")

    assert case.open == ["c"]
    case.send_back("c", "b", come_back=True)
    case.send_back("b", "a")
    assert case.open == ["a"]
