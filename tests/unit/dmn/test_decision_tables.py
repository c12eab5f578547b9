"""Hit policies, aggregations and the reason of a result (DMN 1.5, 8)."""

from typing import Any

import pytest

from app.feel import from_feel

from .dmn_helpers import decision, evaluate, inputs, model, table

GRADES = [["> 10", '"高"', "1"], ["> 5", '"中"', "2"], ["> 0", '"低"', "3"]]


def graded(policy: str, outputs: list[str], extra: str = "") -> Any:
    rules = [[rule[0], *rule[1 : 1 + len(outputs)]] for rule in GRADES]
    if outputs[0].startswith("points"):
        rules = [[rule[0], rule[2]] for rule in GRADES]
    return model(inputs("n"), decision("grade", table(policy, ["n"], outputs, rules, extra), "i_n"))


@pytest.mark.parametrize(
    ("policy", "outputs", "extra", "n", "expected"),
    [
        ("UNIQUE", ["level"], "", 3, "低"),
        ("UNIQUE", ["level"], "", 20, None),
        ("FIRST", ["level"], "", 20, "高"),
        ("ANY", ["level"], "", 20, None),
        ("ANY", ["level"], "", 1, "低"),
        ("PRIORITY", ['level|"低", "中", "高"'], "", 20, "低"),
        ("RULE ORDER", ["level"], "", 20, ["高", "中", "低"]),
        ("OUTPUT ORDER", ['level|"低", "高", "中"'], "", 20, ["低", "高", "中"]),
        ("COLLECT", ["level"], "", 20, ["高", "中", "低"]),
        ("COLLECT", ["points"], ' aggregation="SUM"', 20, 6),
        ("COLLECT", ["points"], ' aggregation="MIN"', 20, 1),
        ("COLLECT", ["points"], ' aggregation="MAX"', 7, 3),
        ("COLLECT", ["points"], ' aggregation="COUNT"', 7, 2),
        ("FIRST", ["level"], "", 0, None),
        ("FIRST", ['level||"无"'], "", 0, "无"),
        ("UNIQUE", ["level", "points"], "", 3, {"level": "低", "points": 3}),
    ],
)
def test_a_hit_policy_gives(policy: str, outputs: list[str], extra: str, n: int, expected: object) -> None:
    found = evaluate(graded(policy, outputs, extra), "grade", n=n)

    assert from_feel(found.value) == expected


def test_a_result_tells_the_rule_its_values_and_its_annotation() -> None:
    found = evaluate(graded("FIRST", ["level"]), "grade", n=7)

    (rule,) = found.matched
    assert (rule.decision_id, rule.rule_id, rule.index) == ("d_grade", "r2", 2)
    assert rule.inputs == {"n": 7}
    assert rule.outputs == {"level": "中"}
    assert rule.annotations == (("", "说明2"),)
    assert rule.as_json()["annotations"] == [["", "说明2"]]


def test_named_annotations_are_told_with_their_column() -> None:
    body = (
        '<decisionTable hitPolicy="FIRST"><input><inputExpression><text>n</text></inputExpression></input><output/>'
        '<annotation name="依据"/><rule id="r"><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text>'
        "</outputEntry><annotationEntry><text>条例第十八条</text></annotationEntry></rule></decisionTable>"
    )
    found = evaluate(model(inputs("n"), decision("a", body, "i_n")), "a", n=1)

    assert found.matched[0].annotations == (("依据", "条例第十八条"),)


def test_a_conflict_names_the_rules_and_matches_nothing() -> None:
    found = evaluate(graded("UNIQUE", ["level"]), "grade", n=20)

    assert found.matched == ()
    assert "规则 1、2、3 同时成立" in str(found.notes[0])


def test_no_rule_is_noted_with_the_values() -> None:
    found = evaluate(graded("FIRST", ["level"]), "grade", n=-1)

    assert "没有规则适用于 n = -1" in str(found.notes[0])


def test_a_missing_input_is_null_and_noted() -> None:
    found = evaluate(graded("FIRST", ["level"]), "grade")

    assert found.value is None
    assert "没有给出输入“n”" in str(found.notes[0])


def test_a_value_of_the_wrong_type_is_null_and_noted() -> None:
    source = model(
        inputs("n", type_="number"), decision("grade", table("FIRST", ["n"], ["level"], [["-", "n"]]), "i_n")
    )

    found = evaluate(source, "grade", n="many")

    assert found.value is None
    assert "不符合其类型" in str(found.notes[0])


def test_only_rules_that_gave_the_result_are_told() -> None:
    found = evaluate(graded("PRIORITY", ['level|"低", "中", "高"']), "grade", n=20)

    assert [rule.rule_id for rule in found.matched] == ["r3"]
