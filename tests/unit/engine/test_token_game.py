"""The token game by itself, on cases worked out by hand: it is the yardstick and must be right first."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.engine.drawing_model import read_drawing
from tests.unit.engine.token_game import TokenGame

MODELS = Path(__file__).parent / "models"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
YES, NO = True, False


def game(name: str) -> TokenGame:
    return TokenGame(read_drawing((MODELS / f"{name}.bpmn").read_bytes()), name, {}, NOW)


def play(name: str, *words: str) -> TokenGame:
    """Complete tasks in order: "r again=1" sets r_again."""
    played = game(name)
    for word in words:
        task, *settings = word.split()
        values = {f"{task}_{s.partition('=')[0]}": s.endswith("=1") for s in settings}
        played.complete(task, values, NOW)
    return played


@pytest.mark.parametrize(
    ("name", "words", "tasks"),
    [
        ("and_block", [], "a b d"),
        ("and_block", ["a", "b", "d"], "c"),
        ("and_block", ["b", "d", "c", "a"], "z"),
        ("or_block", ["pick a=1 b=1 c=0"], "a b"),
        ("or_block", ["pick a=1 b=1 c=0", "b", "d"], "a"),
        ("or_block", ["pick a=1 b=1 c=0", "b", "d", "a"], "z"),
        ("or_block", ["pick a=0 b=0 c=0"], "z"),
        ("nested_blocks", ["pick b=0 c=1", "d", "a"], "c"),
        ("nested_blocks", ["pick b=0 c=1", "d", "a", "c"], "z"),
        ("nested_blocks", ["pick b=0 c=0"], "a f"),
        ("redo_and", ["a", "b", "c", "r again=1", "c"], "a b"),
        ("redo_and", ["a", "b", "c", "r again=1", "c", "b", "a"], "r"),
        ("redo_or", ["pick a=1 b=1 c=0", "a", "b", "r again=1", "pick a=0 b=1 c=1", "c"], "b"),
        ("join_and_split", ["a", "b"], "c d f"),
        ("surplus_kept", ["a", "c", "b"], "r"),
        ("surplus_kept", ["a", "c", "b", "r again=1", "c"], "r"),
        ("multi_merge", ["a", "b"], "c c"),
        ("multi_merge", ["a", "b", "c more=1"], "c d"),
        ("sub_in_branch", ["u", "b"], "v"),
        ("sub_in_branch", ["u", "b", "v"], "w"),
        ("sub_in_branch", ["u", "b", "v", "w"], "z"),
        ("sub_in_loop", ["u"], "v w y"),
        ("sub_in_loop", ["u", "v", "y"], "w"),
        ("sub_in_loop", ["u", "v", "y", "w"], "r"),
        ("multi_instance", [], "k k u u u v"),
        ("multi_instance", ["v"], "k k u u u v"),
        ("multi_instance", ["v", "v", "k", "k", "l", "l", "u", "u"], "u"),
        ("multi_instance", ["v", "v", "k", "k", "l", "l", "u", "u", "u"], "r"),
        ("sequential_sub", ["u", "b"], "v"),
        ("sequential_sub", ["u", "v", "u", "v", "v", "u", "b"], "z"),
        ("call_activity", ["u", "v", "w again=1", "v"], "b u"),
        ("call_activity", ["b", "u", "v", "w again=0"], "r"),
        ("terminate_end", ["u stop=1"], "a b d"),
        ("terminate_end", ["u stop=0"], "a b v"),
        ("terminate_end", ["a stop=1"], ""),
        ("error_end", ["u bad=1"], "b h"),
        ("error_end", ["u bad=1", "h", "i", "b"], "r"),
        ("implicit", ["a"], "b c"),
        ("implicit", ["a", "b", "c"], "d d"),
        ("implicit", ["a", "b", "c", "d more=1", "d more=0"], "k q"),
        ("error_sub_process", ["u bad=1"], "w"),
        ("error_sub_process", ["b", "u bad=0", "v"], "z"),
        ("or_upstream", ["c same=0"], "a"),
        ("or_upstream", ["a"], "c z"),
        ("or_after_surplus", ["pick a=1 b=1", "a"], "b"),
    ],
)
def test_completing_opens_what_the_drawing_says(name: str, words: list[str], tasks: str) -> None:
    assert play(name, *words).tasks() == Counter(tasks.split())


@pytest.mark.parametrize(
    ("name", "words", "finished", "stuck"),
    [
        ("and_block", ["a", "b", "d", "c"], NO, NO),
        ("and_block", ["a", "b", "d", "c", "z"], YES, NO),
        ("surplus_left", ["a", "b", "c"], NO, NO),
        ("surplus_left", ["a", "b", "c", "z"], NO, YES),
        ("surplus_kept", ["a", "c", "b", "r again=1", "c", "r again=0"], YES, NO),
        ("surplus_kept", ["a", "c", "b", "r again=0"], NO, YES),
        ("terminate_end", ["a stop=1"], YES, NO),
        ("implicit", ["a", "b", "c", "d more=1", "d more=0", "k", "q"], YES, NO),
    ],
)
def test_the_end_is_told_from_a_token_that_can_never_go_on(
    name: str, words: list[str], finished: bool, stuck: bool
) -> None:
    played = play(name, *words)

    assert (played.finished, played.stuck) == (finished, stuck)


def test_an_interrupting_timer_ends_its_task_and_another_one_does_not() -> None:
    played = game("boundary_beside_join")

    played.fire(NOW + 50 * MINUTE)

    assert played.tasks() == Counter("abn")
    assert played.timers() == Counter([("ta", NOW + 180 * MINUTE), ("na", NOW + 100 * MINUTE)])

    played.fire(NOW + 180 * MINUTE)

    assert played.tasks() == Counter("bhnn")  # two late rounds are one reminder
    assert not played.timers()


def test_a_message_takes_the_way_of_its_event() -> None:
    played = game("boundary_beside_join")

    played.deliver("note", {}, NOW)
    played.deliver("urgent", {}, NOW)

    assert played.tasks() == Counter("aki")
    assert not played.messages()


def test_the_first_event_after_an_event_gateway_withdraws_the_others() -> None:
    played = game("event_gateway")
    assert played.messages() == Counter([("yes", "c1"), ("no", "c2")])
    assert {name for name, _ in played.timers()} == {"c3", "c4"}

    played.deliver("no", {}, NOW)

    assert played.tasks() == Counter("bd")
    assert not played.messages()
    assert not played.timers()


def test_an_inclusive_join_waits_for_a_token_that_came_by_a_boundary_event() -> None:
    played = play("boundary_into_or_join", "pick a=1 b=0")
    played.fire(NOW + 2 * HOUR)

    played.complete("a", {}, NOW + 3 * HOUR)
    assert played.tasks() == Counter("h")

    played.complete("h", {}, NOW + 3 * HOUR)
    assert played.tasks() == Counter("r")


def test_an_inclusive_join_waits_for_a_task_whose_boundary_event_marked_another_input() -> None:
    played = play("boundary_into_or_join", "pick a=1 b=0")
    played.fire(NOW + 2 * HOUR)

    played.complete("h", {}, NOW + 3 * HOUR)
    assert played.tasks() == Counter("a")

    played.complete("a", {}, NOW + 3 * HOUR)
    assert played.tasks() == Counter("r")


def test_an_inclusive_join_does_not_wait_for_a_second_token_on_a_marked_input() -> None:
    played = play("or_after_surplus", "pick a=1 b=0")
    played.deliver("note", {}, NOW)

    played.complete("a", {}, NOW)
    assert played.tasks() == Counter("hz")

    played.complete("h", {}, NOW)
    assert played.tasks() == Counter("zz")


def test_a_timer_on_a_sub_process_takes_everything_inside_with_it() -> None:
    played = game("sub_in_branch")
    played.deliver("note", {}, NOW)

    played.fire(NOW + 4 * HOUR)

    assert played.tasks() == Counter("bhn")


def test_an_event_sub_process_runs_beside_its_scope_or_in_its_place() -> None:
    played = game("event_sub_process")

    played.deliver("note", {}, NOW)
    played.deliver("note", {}, NOW)
    assert played.tasks() == Counter("auvqq")

    played.fire(NOW + 100 * MINUTE)
    assert played.tasks() == Counter("auvnqq")

    played.deliver("urgent", {}, NOW)
    assert played.tasks() == Counter("aiqq")

    played.complete("i", {}, NOW)
    played.complete("a", {}, NOW)
    assert played.tasks() == Counter("zqq")

    played.fire(NOW + 9 * HOUR)
    assert played.tasks() == Counter("w")
    assert not played.messages()
