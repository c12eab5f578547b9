"""Free jumps: what is left behind ends, and the case can always go on from where it lands."""

import pytest

from app import engine
from tests.unit.engine.driving import Drive, Part, part


def block() -> Part:
    return part("start s; user u a1 a2 b1 b2 z; and g j; end e", "s u g a1 a2 j z e", "g b1 b2 j")


def phase() -> Part:
    """One task, a phase of two, one more task."""
    drawing = part("start s; user u z; end e", "s u phase z e")
    return drawing.sub("phase", part("start ps; user v w; end pe", "ps v w pe"))


def test_a_jump_forward_leaves_out_what_lies_between() -> None:
    case = Drive(part("start s; user a b c; end e", "s a b c e"))

    outcome = case.jump("a", "c")

    assert [f"{one.element_id} {one.reason}" for one in outcome.closed] == ["a canceled"]
    assert case.open == ["c"]
    case.complete("c")
    assert case.status == "completed"


def test_within_a_branch_only_that_branch_moves() -> None:
    case = Drive(block())
    case.complete("u")

    case.jump("a1", "a2")

    assert case.open == ["a2", "b1"]
    case.complete("b1")
    case.complete("b2")
    case.complete("a2")
    assert case.open == ["z"]


@pytest.mark.parametrize("done", [(), ("b1",), ("b1", "b2")])
def test_out_of_a_block_the_other_branches_end(done: tuple[str, ...]) -> None:
    case = Drive(block())
    for task in ("u", *done):
        case.complete(task)

    case.jump("a1", "z")

    assert case.open == ["z"]
    assert case.targets("z") == ("u",)
    case.complete("z")
    assert case.status == "completed"


def test_back_before_the_split_all_begins_again() -> None:
    case = Drive(block())
    case.complete("u")
    case.complete("b1")

    case.jump("a1", "u")

    assert case.open == ["u"]


@pytest.mark.parametrize(
    ("done", "task", "to", "why"),
    [
        (("u",), "a1", "b2", "另一个并行分支"),
        ((), "u", "a1", "另一个并行分支"),
        (("u",), "a1", "j", "汇合"),
        (("u",), "a1", "s", "没有可以跳转"),
        (("u",), "a1", "gone", "没有可以跳转"),
        (("u",), "a1", "a1", "已经在"),
    ],
)
def test_what_the_case_could_not_go_on_from_is_refused(
    done: tuple[str, ...], task: str, to: str, why: str
) -> None:
    case = Drive(block())
    for one in done:
        case.complete(one)
    before = engine.dump(case.live)

    with pytest.raises(engine.ImpossibleError, match=why):
        case.jump(task, to)

    assert engine.dump(case.live) == before


def test_into_a_phase_and_out_of_it() -> None:
    case = Drive(phase())

    case.jump("u", "w")
    assert case.open == ["w"]
    case.jump("w", "z")

    assert case.open == ["z"]
    case.complete("z")
    assert case.status == "completed"


def test_a_phase_entered_by_a_jump_can_be_returned_into() -> None:
    case = Drive(phase())
    case.jump("u", "w")
    case.complete("w")

    assert case.targets("z") == ("w", "u")
    case.send_back("z", "w")

    assert case.open == ["w"]


def test_a_jump_from_behind_a_join_into_a_branch_keeps_what_the_others_did() -> None:
    case = Drive(block())
    for task in ("u", "b1", "a1", "b2", "a2"):
        case.complete(task)

    case.jump("z", "a2")

    assert case.open == ["a2"]
    case.complete("a2")
    assert case.open == ["z"]
