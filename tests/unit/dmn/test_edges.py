"""Edges of boxed expressions, types and tables that the other tests do not reach."""

import pytest

from app.feel import Environment, FeelError, from_feel

from .dmn_helpers import decision, definitions, evaluate, inputs, literal, model, problems_of, table


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<conditional><if>" + literal("true") + "</if></conditional>", "缺少“then”部分"),
        ("<for iteratorVariable='i'><in/><return>" + literal("i") + "</return></for>", "缺少表达式"),
        ("<invocation>" + literal("1") + "<binding>" + literal("1") + "</binding></invocation>", "缺少参数"),
        ("<relation><column name='a'/><row>" + literal("1") + literal("2") + "</row></relation>", "应为 1 格"),
        (("<decisionTable><input/><output/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text>"
         "</outputEntry></rule></decisionTable>"), "输入列缺少表达式"),
    ],
)  # fmt: skip
def test_an_incomplete_box_is_refused(body: str, words: str) -> None:
    found = problems_of(definitions(decision("a", body)))

    assert any(words in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (('<itemDefinition name="t"><typeRef>string</typeRef><allowedValues><text>"a" "b"</text></allowedValues>'
         "</itemDefinition>"), "允许值"),
        ('<decision id="x"/>', "没有名称"),
        ('<businessKnowledgeModel id="k" name="k"/>', "没有逻辑"),
        ('<decisionService id="s" name="s"><outputDecision href="urn:gone#x"/></decisionService>', "不存在"),
    ],
)  # fmt: skip
def test_an_incomplete_element_is_refused(body: str, words: str) -> None:
    found = problems_of(definitions(body))

    assert any(words in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        ("<conditional><if>" + literal('"x"') + "</if><then>" + literal("1") + "</then><else>" + literal("2")
         + "</else></conditional>", None),
        ("<for iteratorVariable='i'><in>" + literal('"x"') + "</in><return>" + literal("i") + "</return></for>", None),
        ("<some iteratorVariable='i'><in>" + literal("5") + "</in><satisfies>" + literal("true") + "</satisfies></some>",
         None),
        ("<every iteratorVariable='i'><in>" + literal("[1]") + "</in><satisfies>" + literal("i") + "</satisfies></every>",
         None),
        ("<invocation>" + literal("1 + 1") + "<binding><parameter name='x'/></binding></invocation>", None),
        ("<filter><in>" + literal("null") + "</in><match>" + literal("true") + "</match></filter>", None),
        ("<filter><in>" + literal("[1, 2]") + "</in><match>" + literal("2") + "</match></filter>", 2),
    ],
)  # fmt: skip
def test_a_box_over_unfit_values_is_null(logic: str, expected: object) -> None:
    assert from_feel(evaluate(model(decision("box", logic)), "box").value) == expected


def test_types_of_functions_lists_and_constraints_are_kept() -> None:
    items = (
        '<itemDefinition name="tF"><functionItem outputTypeRef="number"><parameters name="a" typeRef="number"/>'
        "</functionItem></itemDefinition>"
        '<itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef><typeConstraint>'
        "<text>count(?) &lt; 3</text></typeConstraint></itemDefinition>"
    )
    source = model(
        items,
        inputs("few", type_="tFew"),
        decision("right", literal("(function(a: number) 1) instance of tF")),
        decision("wrong", literal('(function(a: number) "x") instance of tF')),
        decision("n", literal("count(few)"), "i_few"),
    )

    assert evaluate(source, "right").value is True
    assert evaluate(source, "wrong").value is False
    assert from_feel(evaluate(source, "n", few=[1, 2]).value) == 2
    assert evaluate(source, "n", few=[1, 2, 3]).value is None


def test_a_service_with_several_outputs_gives_a_context() -> None:
    source = model(
        inputs("a"),
        decision("one", literal("a + 1"), "i_a"),
        decision("two", literal("a + 2"), "i_a"),
        '<decisionService id="k_s" name="svc"><outputDecision href="#d_one"/><outputDecision href="#d_two"/>'
        '<inputData href="#i_a"/></decisionService>',
        decision("call", literal("svc(a: 1).two"), "k_s"),
        decision("few", literal("svc()"), "k_s"),
    )

    assert from_feel(source.evaluate("svc", {"a": 1}).value) == {"one": 2, "two": 3}
    assert from_feel(evaluate(source, "call").value) == 3
    assert evaluate(source, "few").value is None
    assert source.inputs_of("svc") == ("a",)
    assert dict(source.decision_names)["d_one"] == "one"


def test_a_knowledge_model_is_asked_like_a_decision() -> None:
    source = model(
        '<businessKnowledgeModel id="k" name="k"><encapsulatedLogic><formalParameter name="x"/>'
        + literal("x + 1")
        + "</encapsulatedLogic></businessKnowledgeModel>"
    )

    assert from_feel(source.evaluate("k", {"x": 1}).value) == 2


def test_priorities_come_from_the_type_when_the_output_lists_none() -> None:
    items = (
        '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"低", "高"</text></allowedValues>'
        "</itemDefinition>"
    )
    body = table("PRIORITY", ["1"], ["level"], [["-", '"高"'], ["-", '"低"']])
    source = model(items, decision("d", body, type_="tLevel"))

    assert evaluate(source, "d").value == "低"


def test_aggregation_of_several_outputs_gives_one_row() -> None:
    body = table("COLLECT", ["1"], ["a", "b"], [["-", "1", "2"], ["-", "3", "4"]], ' aggregation="SUM"')

    assert from_feel(evaluate(model(decision("d", body)), "d").value) == {"a": 4, "b": 6}


def test_a_result_that_is_no_data_is_told_as_text_and_not_stored() -> None:
    body = table("FIRST", ["[1..2]"], ["o"], [["-", "function() 1"]])

    found = evaluate(model(decision("d", body)), "d")

    assert found.matched[0].inputs == {"[1..2]": "[1..2]"}
    with pytest.raises(FeelError):
        found.native()


def test_a_list_policy_without_a_rule_gives_its_default_as_a_list() -> None:
    source = model(inputs("n"), decision("d", table("COLLECT", ["n"], ["o||0"], [["> 5", "n"]]), "i_n"))

    assert from_feel(source.evaluate("d", {"n": 1}, env=Environment()).value) == [0]
