"""Choices and joins, also inside loops."""

from itertools import permutations

import pytest

from tests.unit.engine.driving import Drive, part


def test_an_exclusive_gateway_takes_the_first_condition_that_holds() -> None:
    drawing = part("start s; user a b c; xor x; end e", "s x", "a e", "b e")
    drawing.path("x a", when="=n > 10").path("x b", when="=n > 5").path("x c e", default=True)

    assert Drive(drawing, {"n": 20}).open == ["a"]
    assert Drive(drawing, {"n": 7}).open == ["b"]
    assert Drive(drawing, {"n": 1}).open == ["c"]


def test_an_exclusive_gateway_where_nothing_fits_is_an_incident_that_can_be_retried() -> None:
    drawing = part("start s; user a b; xor x; end e", "s x", "a e", "b e")
    drawing.path("x a", when="=n = 1").path("x b", when="=n = 2")

    case = Drive(drawing, {"n": 3})

    assert (case.status, case.open) == ("incident", [])
    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("x", "no-flow")]
    assert case.outcome.incidents[0].input["n"] == 3

    case.retry(n=2)

    assert (case.status, case.open, case.outcome.incidents) == ("active", ["b"], ())


def test_a_condition_that_is_no_boolean_is_an_incident_not_a_no() -> None:
    drawing = part("start s; user a b; xor x; end e", "s x", "a e", "b e")
    drawing.path("x a", when="=n").path("x b", default=True)

    case = Drive(drawing, {"n": None})

    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("x", "condition")]
    assert case.status == "incident"


def test_branches_do_not_lose_one_another_s_variables() -> None:
    case = Drive(part("start s; and g j; user a b z; end e", "s g a j z e", "g b j"))

    case.complete("a", x=1, shared={"from": "a"})
    case.complete("b", y=2)

    assert case.open == ["z"]
    assert case.variables == {"x": 1, "shared": {"from": "a"}, "y": 2}


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_a_join_in_a_loop_waits_for_all_in_every_order_on_every_pass(order: tuple[str, ...]) -> None:
    drawing = part("start s; xor m x; and g j; user a b c r; end e", "s m g a j r x", "g b j", "g c j")
    drawing.path("x m", when="=again").path("x e", default=True)
    case = Drive(drawing)

    for done in range(4):
        for name in order if done % 2 else reversed(order):
            assert name in case.open
            assert "r" not in case.open
            case.complete(name)
        assert case.open == ["r"]
        case.complete("r", again=done < 3)

    assert case.status == "completed"


def test_surplus_tokens_stay_on_their_flow_for_the_next_round() -> None:
    drawing = part(
        "start s; and g j; xor ma mc x; user a b c r; end f", "s g a ma j r x", "g b ma", "g mc c j"
    )
    drawing.path("x mc", when="=again").path("x f", default=True)
    case = Drive(drawing)

    case.complete("a")
    case.complete("b")
    case.complete("c")
    assert case.open == ["r"]
    case.complete("r", again=True)
    case.complete("c")

    assert case.open == ["r"]
    assert case.complete("r", again=False).status == "completed"


def test_a_join_that_nothing_reaches_any_more_is_an_incident() -> None:
    drawing = part("start s; and g j; xor x; user a b; end e f", "s g a j e", "g b x")
    drawing.path("x j", when="=ok").path("x f", default=True)
    case = Drive(drawing)

    case.complete("a")
    assert case.status == "active"
    case.complete("b", ok=False)

    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("j", "deadlock")]
    assert case.status == "incident"
    assert case.retry().incidents[0].kind == "deadlock"


def inclusive() -> Drive:
    drawing = part("start s; xor m x; or g j; user a b c r; end e", "s m g", "a j r x", "b j", "c j")
    drawing.path("g a", when="=list contains(want, &quot;a&quot;)")
    drawing.path("g b", when="=list contains(want, &quot;b&quot;)").path("g c", default=True)
    drawing.path("x m", when="=again").path("x e", default=True)
    return Drive(drawing, {"want": ["a", "b"]})


def test_an_inclusive_join_waits_for_exactly_the_branches_taken() -> None:
    case = inclusive()
    assert case.open == ["a", "b"]

    case.complete("b")
    assert case.open == ["a"]
    case.complete("a")

    assert case.open == ["r"]


def test_an_inclusive_join_in_a_loop_starts_afresh_on_every_pass() -> None:
    case = inclusive()
    for first, second in (("a", "b"), ("b", "a"), ("a", "b")):
        case.complete(first)
        case.complete(second)
        assert case.open == ["r"]
        case.complete("r", again=True)

    case.complete("a")
    case.complete("b")
    case.complete("r", again=True, want=[])
    assert case.open == ["c"]
    case.complete("c")

    assert case.complete("r", again=False).status == "completed"


def test_an_inclusive_gateway_where_nothing_fits_is_an_incident() -> None:
    drawing = part("start s; or g; user a b; end e", "s g", "a e", "b e")
    drawing.path("g a", when="=n = 1").path("g b", when="=n = 2")

    assert [i.kind for i in Drive(drawing, {"n": 0}).outcome.incidents] == ["no-flow"]


def test_several_flows_out_of_a_task_are_all_taken_and_several_into_one_run_it_for_each() -> None:
    case = Drive(part("start s; user a b c d; end e", "s a b d e", "a c d"))

    case.complete("a")
    assert case.open == ["b", "c"]
    case.complete("b")
    case.complete("c")
    assert case.open == ["d", "d"]
    case.complete("d")

    assert case.complete("d").status == "completed"


def test_a_long_loop_has_no_depth_limit_and_does_not_grow() -> None:
    drawing = part("start s; xor m x; user a; end e", "s m a x")
    drawing.path("x m", when="=again").path("x e", default=True)
    case = Drive(drawing)

    for _ in range(1200):
        case.complete("a", again=True)

    assert case.open == ["a"]
    assert len(case.live.tasks) == 1
    assert case.complete("a", again=False).status == "completed"


def test_a_loop_nobody_stops_is_an_incident() -> None:
    drawing = part("start s; xor m x; end e", "s m x")
    drawing.path("x m", when="=true").path("x e", default=True)

    case = Drive(drawing)

    assert [i.kind for i in case.outcome.incidents] == ["endless-loop"]


def test_a_row_of_parallel_blocks_predicts_nothing() -> None:
    words, path = "start s; end e", ["s"]
    drawing = part(words)
    for block in range(8):
        drawing.add(f"and g{block} j{block}; user a{block} b{block} c{block}")
        path += [f"g{block}", f"a{block}", f"j{block}"]
        drawing.path(f"g{block} b{block} j{block}").path(f"g{block} c{block} j{block}")
    drawing.path(" ".join([*path, "e"]))

    case = Drive(drawing)

    assert len(case.live.tasks) == 3
    for block in range(8):
        for name in "cab":
            case.complete(f"{name}{block}")
    assert case.status == "completed"
