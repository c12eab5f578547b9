"""One signer more or less while a multi-instance activity runs."""

from typing import Any

import pytest

from app import engine
from tests.unit.engine.driving import Drive, Part, extension, part


def signing(*, sequential: bool = False, completion: str = "") -> Part:
    """Signers from a list, each gives `vote`; the votes are collected."""
    loop = (
        '<zeebe:loopCharacteristics inputCollection="=[1,2,3]" inputElement="item"'
        ' outputCollection="votes" outputElement="=vote"/>'
    )
    flag = ' isSequential="true"' if sequential else ""
    condition = (
        f'<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">{completion}</bpmn:completionCondition>'
        if completion
        else ""
    )
    marker = (
        f"<bpmn:multiInstanceLoopCharacteristics{flag}>{extension(loop)}{condition}"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    drawing = part("start s; user z; end e", "s sign z e")
    return drawing.node("userTask", "sign", marker)


def item_of(case: Drive, task_id: str) -> Any:
    return case.tasks[task_id].variables["item"]


def id_for(case: Drive, item: Any) -> str:
    return next(i for i in case.tasks if case.tasks[i].variables.get("item") == item)


def test_one_more_is_asked_at_once_beside_the_others() -> None:
    case = Drive(signing())

    case.ask("sign", 4)

    assert sorted(item_of(case, i) for i in case.tasks) == [1, 2, 3, 4]
    for vote in "abcd":
        case.complete("sign", vote=vote)
    assert (case.open, case.variables["votes"]) == (["z"], ["a", "b", "c", "d"])


@pytest.mark.parametrize(("place", "order"), [("next", [1, 9, 2, 3]), ("last", [1, 2, 3, 9])])
def test_one_more_is_asked_in_turn(place: str, order: list[int]) -> None:
    case = Drive(signing(sequential=True))

    case.ask("sign", 9, place=place)

    asked = []
    while case.open == ["sign"]:
        asked.append(item_of(case, case.id_of("sign")))
        case.complete("sign", vote=asked[-1])
    assert (asked, case.variables["votes"]) == (order, order)


def test_who_is_no_longer_asked_leaves_no_gap() -> None:
    case = Drive(signing())
    case.complete("sign", vote="a")

    outcome = case.ask_no_more(id_for(case, 2))

    assert [(c.element_id, c.reason) for c in outcome.closed] == [("sign", "removed")]
    case.complete("sign", vote="c")
    assert (case.open, case.variables["votes"]) == (["z"], ["a", "c"])


def test_when_the_last_one_missing_is_no_longer_asked_the_case_goes_on() -> None:
    case = Drive(signing())
    case.complete("sign", vote="a")
    case.complete("sign", vote="b")

    case.ask_no_more(id_for(case, 3))

    assert (case.open, case.variables["votes"]) == (["z"], ["a", "b"])


def test_in_turn_the_next_one_is_asked_instead() -> None:
    case = Drive(signing(sequential=True))

    case.ask_no_more(case.id_of("sign"))

    assert item_of(case, case.id_of("sign")) == 2
    case.complete("sign", vote="b")
    case.complete("sign", vote="c")
    assert case.variables["votes"] == ["b", "c"]


def test_a_share_that_is_reached_by_asking_fewer_ends_the_signing() -> None:
    share = "=numberOfCompletedInstances / numberOfInstances &gt;= 0.5"
    case = Drive(signing(completion=share))
    case.complete("sign", vote="a")

    outcome = case.ask_no_more(id_for(case, 3))

    assert sorted(c.reason for c in outcome.closed) == ["canceled", "removed"]
    assert case.open == ["z"]


def test_the_only_signer_stays() -> None:
    case = Drive(signing())
    case.ask_no_more(id_for(case, 1))
    case.ask_no_more(id_for(case, 2))

    with pytest.raises(engine.ImpossibleError, match="只剩"):
        case.ask_no_more(id_for(case, 3))
    assert case.open == ["sign"]


def test_a_plain_task_has_no_signers() -> None:
    case = Drive(part("start s; user a; end e", "s a e"))

    with pytest.raises(engine.ImpossibleError, match="多人"):
        case.ask("a", 1)


def test_a_whole_phase_for_one_more_unit_and_for_one_less() -> None:
    drawing = part("start s; user z; end e", "s phase z e")
    inside = part("start ps; user v w; end pe", "ps v w pe")
    case = Drive(drawing.sub("phase", inside, items='=["a","b"]'))

    case.ask("v", "c")
    assert case.open == ["v", "v", "v"]
    case.complete("v")
    case.ask_no_more(case.id_of("v"))

    assert case.open == ["v", "w"]
    case.complete("v")
    case.complete("w")
    case.complete("w")
    assert case.open == ["z"]


def test_a_signer_takes_the_signature_back_while_others_still_sign() -> None:
    case = Drive(signing())
    first = case.id_of("sign")
    case.complete("sign", vote="a")

    case.take_back(first)

    assert [item_of(case, i) for i in sorted(case.tasks, key=int)] == [2, 3, 1]
    for vote in ("b", "c", "a2"):
        case.complete("sign", vote=vote)
    assert case.variables["votes"] == ["a2", "b", "c"]


def test_in_turn_a_signature_is_taken_back_before_the_next_one_signs() -> None:
    case = Drive(signing(sequential=True))
    first = case.id_of("sign")
    case.complete("sign", vote="a")

    outcome = case.take_back(first)

    assert [c.reason for c in outcome.closed] == ["canceled"]
    assert [item_of(case, i) for i in case.tasks] == [1]
    again = case.id_of("sign")
    for vote in ("a2", "b"):
        case.complete("sign", vote=vote)
    before = engine.dump(case.live)
    with pytest.raises(engine.ImpossibleError):
        case.take_back(again)
    assert engine.dump(case.live) == before
    case.complete("sign", vote="c")
    assert case.variables["votes"] == ["a2", "b", "c"]


def test_the_last_signature_is_not_taken_back() -> None:
    case = Drive(signing())
    ids = sorted(case.tasks, key=int)
    for vote in "abc":
        case.complete("sign", vote=vote)

    with pytest.raises(engine.ImpossibleError):
        case.take_back(ids[-1])
    assert case.open == ["z"]
