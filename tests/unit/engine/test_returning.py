"""Going back: what followed from the earlier task ends, what stood beside it stays; nothing is lost or doubled."""

import pytest

from app import engine
from tests.unit.engine.driving import Drive, Part, part


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
