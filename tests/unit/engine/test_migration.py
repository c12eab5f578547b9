"""Moving a running case to another version of its drawing: who can, who cannot and why, and that nothing changes."""

from collections.abc import Mapping

import pytest

from app import engine
from tests.unit.engine.driving import Drive, Part, definition_of, part


def old() -> Part:
    return part("start s; user draft check sign print; end e", "s draft check sign print e")


def new() -> Part:
    """A legal check between check and sign."""
    return part("start s; user draft check legal sign print; end e", "s draft check legal sign print e")


def at(drawing: Part, *done: str) -> Drive:
    case = Drive(drawing)
    for task in done:
        case.complete(task)
    return case


def move(
    case: Drive, to: Part | engine.ProcessDefinition, mapping: Mapping[str, str] | None = None
) -> engine.Outcome:
    target = to if isinstance(to, engine.ProcessDefinition) else definition_of(to)
    outcome = engine.migrate(case.live, target, case.env, mapping=mapping)
    case.definition = target
    return case._take(outcome)


def codes(case: Drive, to: Part, mapping: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
    found = engine.migration_problems(case.live, definition_of(to), mapping)
    return [(one.element_id, one.code, one.other_id) for one in found]


@pytest.mark.parametrize(
    ("done", "problems"),
    [
        ((), []),
        (("draft",), []),
        (("draft", "check"), [("sign", "missed", "legal")]),
        (("draft", "check", "sign"), [("print", "missed", "legal")]),
    ],
)
def test_a_case_moves_unless_it_is_past_a_new_step(
    done: tuple[str, ...], problems: list[tuple[str, str, str]]
) -> None:
    assert codes(at(old(), *done), new()) == problems


def test_an_open_task_stays_what_it_is_and_goes_on_by_the_new_drawing() -> None:
    case = at(old(), "draft")
    task = case.id_of("check")

    outcome = move(case, new())

    assert (outcome.opened, outcome.closed, outcome.entered, outcome.left) == ((), (), (), ())
    assert case.id_of("check") == task
    case.complete("check")
    assert case.open == ["legal"]


def test_a_refused_move_changes_nothing() -> None:
    case = at(old(), "draft", "check")
    before = engine.dump(case.live)

    with pytest.raises(engine.ImpossibleError, match="legal"):
        move(case, new())

    assert engine.dump(case.live) == before
    case.complete("sign")
    assert case.open == ["print"]


def test_what_a_case_went_back_from_does_not_hold_it_up() -> None:
    case = at(old(), "draft", "check")
    case.send_back("sign", "draft")

    assert codes(case, new()) == []


def test_a_case_that_did_the_step_already_moves_when_it_becomes_a_must() -> None:
    optional = part("start s; user draft legal sign; xor x m; end e", "s draft x", "legal m sign e")
    optional.path("x legal", when="=wanted").path("x m", default=True)
    must = part("start s; user draft legal sign; end e", "s draft legal sign e")
    with_it, without = Drive(optional, {"wanted": True}), Drive(optional, {"wanted": False})
    for case in (with_it, without):
        case.complete("draft")
    with_it.complete("legal")

    assert codes(with_it, must) == []
    assert codes(without, must) == [("sign", "missed", "legal")]


def test_a_task_that_is_gone_or_another_kind_holds_a_case_up() -> None:
    case = at(old(), "draft")
    gone = part("start s; user draft sign print; end e", "s draft sign print e")
    other = part("start s; user draft sign print; end e", "s draft check sign print e").job("check")

    assert codes(case, gone) == [("check", "gone", "")]
    assert codes(case, other) == [("check", "kind", "")]


def test_a_renamed_task_is_found_by_the_mapping() -> None:
    case = at(old(), "draft")
    renamed = part("start s; user draft review sign print; end e", "s draft review sign print e")

    assert codes(case, renamed, {"check": "review"}) == []
    move(case, renamed, {"check": "review"})

    assert [task.element_id for task in case.tasks.values()] == [
        "check"
    ]  # known so until the use case renames it
    engine.complete(case.live, next(iter(case.tasks)), {}, case.env)
    assert case.live.workflow.find


def test_nobody_goes_back_to_a_task_that_the_new_version_lacks() -> None:
    case = at(old(), "draft", "check")
    without = part("start s; user draft sign print; end e", "s draft sign print e")

    move(case, without)

    assert case.targets("sign") == ("draft",)
    with pytest.raises(engine.ImpossibleError, match="没有环节“check”"):
        case.send_back("sign", "check")
    case.send_back("sign", "draft")
    case.complete("draft")
    assert case.open == ["sign"]


def branches(third: bool) -> Part:
    drawing = part("start s; user u a b z; and g j; end e", "s u g a j z e", "g b j")
    return drawing.add("user c").path("g c j") if third else drawing


@pytest.mark.parametrize(
    ("done", "problems"),
    [
        ((), []),
        (("u",), ["a", "b"]),
        (("u", "a"), ["b", "j"]),
        (("u", "a", "b"), ["z"]),
    ],
)
def test_a_case_between_split_and_join_does_not_get_another_branch(
    done: tuple[str, ...], problems: list[str]
) -> None:
    found = engine.migration_problems(
        at(branches(third=False), *done).live, definition_of(branches(third=True))
    )

    assert sorted(one.element_id for one in found) == problems


def test_a_step_put_into_one_branch_is_no_problem_for_a_case_before_it() -> None:
    longer = part("start s; user u a a2 b z; and g j; end e", "s u g a a2 j z e", "g b j")
    case = at(branches(third=False), "u", "b")

    move(case, longer)
    case.complete("a")
    assert case.open == ["a2"]
    case.complete("a2")

    assert case.open == ["z"]


def test_a_joined_branch_cannot_be_gone_back_into_when_there_is_one_more() -> None:
    one_more = branches(third=False)
    one_more.add("user c; end f").path("g c f")
    case = at(branches(third=False), "u", "a")

    assert [one.code for one in engine.migration_problems(case.live, definition_of(one_more))] == [
        "branches"
    ] * 2


def limited(*, reminder: bool) -> Part:
    drawing = part("start s; user a late r; end e f h", "s a e", "limit late f")
    drawing.boundary("limit", "a", "timer P3D")
    if reminder:
        drawing.boundary("remind", "a", "timer P1D", interrupting=False).path("remind r h")
    return (
        drawing
        if reminder
        else part("start s; user a late; end e f", "s a e", "limit late f").boundary(
            "limit", "a", "timer P3D"
        )
    )


def test_clocks_run_on_and_new_ones_begin() -> None:
    case = Drive(limited(reminder=False))
    due = case.outcome.timers[0].due_at
    case.wait(hours=5)

    outcome = move(case, limited(reminder=True))

    timers = {timer.element_id: timer.due_at for timer in outcome.timers}
    assert timers["limit"] == due
    assert (timers["remind"] - case.now).days == 1


def test_a_clock_that_is_gone_stops_and_one_that_fired_does_not_fire_again() -> None:
    case = Drive(limited(reminder=True))
    case.wait(days=1)
    assert case.open == ["a", "r"]

    again = move(case, limited(reminder=True))
    assert [timer.element_id for timer in again.timers] == ["limit"]
    case.complete("r")
    plain = move(case, part("start s; user a; end e", "s a e"))

    assert plain.timers == ()


def test_inside_a_phase_the_new_step_is_asked_for_there() -> None:
    def drawing(*inside: str) -> Part:
        inner = part(f"start ps; user {' '.join(inside)}; end pe", f"ps {' '.join(inside)} pe")
        return part("start s; user z; end e", "s phase z e").sub("phase", inner)

    first, second = at(drawing("v", "w")), at(drawing("v", "w"), "v")

    assert codes(first, drawing("v", "n", "w")) == []
    assert codes(second, drawing("v", "n", "w")) == [("w", "missed", "n")]
    move(first, drawing("v", "n", "w"))
    first.complete("v")
    assert first.open == ["n"]


def test_another_process_is_no_version() -> None:
    case = Drive(old())
    other = definition_of(old(), "q")

    assert [one.code for one in engine.migration_problems(case.live, other)] == ["process"]
