"""Multi-instance activities: all at once, one by one, early ends, results."""

import pytest

from app import engine
from tests.unit.engine.driving import Drive, Part, extension, mapping, part


def marked(
    kind: str = "userTask", *, sequential: bool = False, until: str = "", inner: str = "", more: str = ""
) -> Part:
    flag = ' isSequential="true"' if sequential else ""
    loop = (
        '<zeebe:loopCharacteristics inputCollection="=people" inputElement="person"'
        ' outputCollection="votes" outputElement="=vote"/>'
    )
    condition = (
        f'<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">{until}</bpmn:completionCondition>'
        if until
        else ""
    )
    marker = "bpmn:multiInstanceLoopCharacteristics"
    content = f"{more}<{marker}{flag}>{extension(loop)}{condition}</{marker}>{inner}"
    return part("start s; user z; end e", "s m z e").node(kind, "m", content)


def test_all_rounds_open_at_once_and_results_keep_their_order() -> None:
    case = Drive(marked(), {"people": ["x", "y", "w"]})
    assert case.open == ["m", "m", "m"]
    assert [t.variables["person"] for t in case.outcome.opened] == ["x", "y", "w"]

    first, *others = sorted(case.tasks, key=int)
    opened = case.tasks.pop(first)
    case.complete("m", vote=2)
    case.complete("m", vote=3)
    case.tasks[first] = opened
    case.complete("m", vote=1)

    assert len(others) == 2
    assert case.open == ["z"]
    assert case.variables == {"people": ["x", "y", "w"], "votes": [1, 2, 3]}


def test_one_round_after_the_other() -> None:
    case = Drive(marked(sequential=True), {"people": ["x", "y"]})
    assert [t.variables["person"] for t in case.outcome.opened] == ["x"]

    outcome = case.complete("m", vote="no")
    assert [(t.variables["person"], t.variables["loopCounter"]) for t in outcome.opened] == [("y", 2)]
    case.complete("m", vote="yes")

    assert (case.open, case.variables["votes"]) == (["z"], ["no", "yes"])


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_collection_passes_at_once(sequential: bool) -> None:
    case = Drive(marked(sequential=sequential), {"people": []})

    assert (case.open, case.variables["votes"]) == (["z"], [])


def test_a_collection_that_is_no_list_is_an_incident() -> None:
    case = Drive(marked(), {"people": "x"})

    assert [i.kind for i in case.outcome.incidents] == ["collection"]
    case.retry(people=["x"])
    assert case.open == ["m"]


def test_the_completion_condition_ends_the_rest() -> None:
    case = Drive(marked(until='=vote = "no"'), {"people": ["x", "y", "w"]})

    case.complete("m", vote="yes")
    outcome = case.complete("m", vote="no")

    assert case.open == ["z"]
    assert [(c.element_id, c.reason) for c in outcome.closed] == [("m", "completed"), ("m", "canceled")]
    assert case.variables["votes"] == ["yes", "no", None]


def test_the_completion_condition_may_count() -> None:
    case = Drive(
        marked(until="=numberOfCompletedInstances / numberOfInstances >= 0.5"), {"people": [1, 2, 3, 4]}
    )

    case.complete("m")
    assert case.open == ["m", "m", "m"]
    case.complete("m")

    assert case.open == ["z"]


def test_a_completion_condition_that_is_no_boolean_is_an_incident_of_the_round() -> None:
    case = Drive(marked(until="=vote"), {"people": [1, 2]})

    case.complete("m", vote="perhaps")

    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("m", "condition")]


def test_the_activity_is_entered_and_left_once_and_edge_events_belong_to_it() -> None:
    drawing = marked().add("user late").boundary("t", "m", "timer PT1H").path("t late e")
    case = Drive(drawing, {"people": [1, 2]})
    assert [e.element_id for e in case.outcome.entered].count("m") == 1
    assert len(case.outcome.timers) == 1

    outcome = case.wait(hours=1)

    assert case.open == ["late"]
    assert [c.reason for c in outcome.closed] == ["canceled", "canceled"]
    assert [e.element_id for e in outcome.left if e.canceled] == ["m"]


def test_a_sub_process_repeats_with_variables_of_its_own() -> None:
    body = part("start is; user u v; end ie", "is u v ie").inside()
    case = Drive(
        marked("subProcess", inner=body, more=extension(mapping(inputs=("mine==person",)))),
        {"people": ["x", "y"]},
    )
    assert case.open == ["u", "u"]

    case.complete("u", mine="changed")
    assert [t.variables["mine"] for t in case.outcome.opened] == ["changed"]
    outcome = case.complete("u")
    assert [t.variables["mine"] for t in outcome.opened] == ["y"]
    case.complete("v", vote=1)
    case.complete("v", vote=2)

    assert (case.open, case.variables["votes"]) == (["z"], [1, 2])
    assert "mine" not in case.variables


def test_those_whose_turn_has_not_come_are_told() -> None:
    case = Drive(marked(sequential=True), {"people": ["x", "y", "w"]})
    [first] = case.tasks

    before = engine.waiting_items(case.live, first)
    case.complete("m", vote=1)
    [second] = case.tasks

    assert (before, engine.waiting_items(case.live, second)) == (("y", "w"), ("w",))


def test_hundreds_of_rounds_are_no_trouble() -> None:
    case = Drive(marked(), {"people": list(range(300))})

    for _ in range(300):
        case.complete("m", vote=1)

    assert (case.open, sum(case.variables["votes"])) == (["z"], 300)


def test_the_completion_condition_sees_the_results_so_far() -> None:
    case = Drive(marked(until="=sum(votes[item != null]) &gt;= 3"), {"people": ["x", "y", "w"]})

    case.complete("m", vote=1)
    assert case.open == ["m", "m"]
    case.complete("m", vote=2)

    assert (case.open, case.variables["votes"]) == (["z"], [1, 2, None])
