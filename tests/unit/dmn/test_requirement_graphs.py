"""Requirement graphs, knowledge models, services, boxed expressions, types (DMN 1.5, 6, 7, 10)."""

import pytest

from app.dmn import load
from app.errors import NotFoundError
from app.feel import Environment, FeelBudgetError, from_feel

from .dmn_helpers import decision, definitions, evaluate, inputs, literal, model, table

PMT = (
    '<businessKnowledgeModel id="k_f" name="翻 倍"><variable name="翻 倍"/><encapsulatedLogic>'
    '<formalParameter name="x" typeRef="number"/>'
    + literal("x * 2")
    + "</encapsulatedLogic></businessKnowledgeModel>"
)


def test_a_decision_sees_what_it_requires_and_nothing_else() -> None:
    source = model(
        inputs("a", "b"),
        decision("sum", literal("a + b"), "i_a", "i_b"),
        decision("twice", literal("翻 倍(sum)"), "d_sum", "k_f"),
        PMT,
    )

    assert from_feel(evaluate(source, "twice", a=1, b=2).value) == 6
    assert from_feel(evaluate(source, "d_sum", a=1, b=2, other=9).value) == 3
    assert source.decision_ids == ("d_sum", "d_twice")
    assert source.inputs_of("twice") == ("a", "b")


def test_the_rules_of_required_decisions_are_told_too() -> None:
    source = model(
        inputs("n"),
        decision("kind", table("FIRST", ["n"], ["kind"], [["> 5", '"大"'], ["-", '"小"']]), "i_n"),
        decision("days", table("FIRST", ["kind"], ["days"], [['"大"', "60"], ["-", "15"]]), "d_kind"),
    )

    found = evaluate(source, "days", n=9)

    assert from_feel(found.value) == 60
    assert [(rule.decision_id, rule.index) for rule in found.matched] == [("d_kind", 1), ("d_days", 1)]


def test_a_knowledge_model_may_call_itself_within_the_budget() -> None:
    factorial = (
        '<businessKnowledgeModel id="k_fac" name="fac"><encapsulatedLogic><formalParameter name="n"/>'
        + literal("if n < 2 then 1 else n * fac(n - 1)")
        + "</encapsulatedLogic></businessKnowledgeModel>"
    )
    source = model(inputs("n"), factorial, decision("f", literal("fac(n)"), "i_n", "k_fac"))

    assert from_feel(evaluate(source, "f", n=10).value) == 3628800
    with pytest.raises(FeelBudgetError):
        evaluate(source, "f", n=100_000)


SERVICE = (
    '<decisionService id="k_s" name="svc"><variable name="svc"/><outputDecision href="#d_out"/>'
    '<encapsulatedDecision href="#d_mid"/><inputDecision href="#d_given"/><inputData href="#i_a"/></decisionService>'
)


def test_a_decision_service_takes_inputs_then_decisions() -> None:
    source = model(
        inputs("a", type_="number"),
        decision("given", literal("100"), type_="number"),
        decision("mid", literal("given * 10"), "d_given"),
        decision("out", literal("a + mid"), "i_a", "d_mid"),
        SERVICE,
        decision("call", literal("svc(1, 2)"), "k_s"),
        decision("wrong", literal('svc(1, "x")'), "k_s"),
    )

    assert from_feel(evaluate(source, "call").value) == 21
    assert evaluate(source, "wrong").value is None
    assert from_feel(source.evaluate("svc", {"a": 1, "given": 3}).value) == 31


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (
            "<context><contextEntry><variable name='x y'/>" + literal("1") + "</contextEntry>"
            "<contextEntry><variable name='z'/>" + literal("x y + 1") + "</contextEntry></context>",
            {"x y": 1, "z": 2},
        ),
        (
            "<context><contextEntry><variable name='x'/>" + literal("1") + "</contextEntry>"
            "<contextEntry>" + literal("x + 1") + "</contextEntry></context>",
            2,
        ),
        ("<list>" + literal("1") + literal('"a"') + "</list>", [1, "a"]),
        (
            "<relation><column name='n'/><column name='p q'/><row>"
            + literal("1")
            + literal("2")
            + "</row><row>"
            + literal("3")
            + literal("4")
            + "</row></relation>",
            [{"n": 1, "p q": 2}, {"n": 3, "p q": 4}],
        ),
        (
            "<context><contextEntry><variable name='f'/><functionDefinition><formalParameter name='a'/>"
            + literal("a * 2")
            + "</functionDefinition></contextEntry><contextEntry>"
            + literal("f(21)")
            + "</contextEntry></context>",
            42,
        ),
        (
            "<invocation>" + literal("翻 倍") + "<binding><parameter name='x'/>" + literal("4") + "</binding></invocation>",
            8,
        ),
        (
            "<conditional><if>" + literal("1 > 2") + "</if><then>" + literal("1") + "</then><else>"
            + literal("2") + "</else></conditional>",
            2,
        ),
        (
            "<for iteratorVariable='i'><in>" + literal("[1, 2]") + "</in><return>" + literal("i + count(partial)")
            + "</return></for>",
            [1, 3],
        ),
        (
            "<some iteratorVariable='i'><in>" + literal("[1, 2]") + "</in><satisfies>" + literal("i > 1")
            + "</satisfies></some>",
            True,
        ),
        (
            "<every iteratorVariable='i'><in>" + literal("[1, 2]") + "</in><satisfies>" + literal("i > 1")
            + "</satisfies></every>",
            False,
        ),
        (
            "<filter><in>" + literal("[{n: 1}, {n: 2}]") + "</in><match>" + literal("item.n > 1") + "</match></filter>",
            [{"n": 2}],
        ),
    ],
)  # fmt: skip
def test_a_boxed_expression_gives(logic: str, expected: object) -> None:
    source = model(PMT, decision("box", logic, "k_f"))

    assert from_feel(evaluate(source, "box").value) == expected


ITEMS = (
    '<itemDefinition name="tList" isCollection="true"><typeRef>tItem</typeRef></itemDefinition>'
    '<itemDefinition name="tItem"><itemComponent name="kind"><typeRef>string</typeRef><allowedValues>'
    '<text>"甲", "乙"</text></allowedValues></itemComponent><itemComponent name="n-1"><typeRef>number</typeRef>'
    "</itemComponent></itemDefinition>"
)


def test_inputs_are_held_to_their_types_and_allowed_values() -> None:
    source = model(ITEMS, inputs("x", type_="tItem"), decision("d", literal("x.n-1 + 1"), "i_x"))

    good = evaluate(source, "d", x={"kind": "甲", "n-1": 1})
    bad = evaluate(source, "d", x={"kind": "丙", "n-1": 1})

    assert from_feel(good.value) == 2
    assert good.notes == ()
    assert bad.value is None
    assert "允许值" in str(bad.notes[0])


def test_one_element_and_its_list_stand_for_each_other() -> None:
    source = model(
        ITEMS,
        inputs("x", type_="tList"),
        decision("d", literal("count(x)"), "i_x", type_="number"),
        decision("first", literal("[7]"), type_="number"),
        decision("wrong", literal('"text"'), type_="number"),
    )

    assert from_feel(evaluate(source, "d", x={"kind": "甲", "n-1": 1}).value) == 1
    assert from_feel(evaluate(source, "first").value) == 7
    wrong = evaluate(source, "wrong")
    assert wrong.value is None
    assert "结果不符合其类型" in str(wrong.notes[0])


def test_an_imported_model_is_seen_under_its_name() -> None:
    base = load(definitions(PMT + inputs("a") + decision("one", literal("a + 1"), "i_a"), own="urn:base"))
    body = (
        '<import name="基 础" namespace="urn:base" importType="x"/>'
        '<decision id="d_x" name="x"><informationRequirement><requiredDecision href="urn:base#d_one"/>'
        '</informationRequirement><knowledgeRequirement><requiredKnowledge href="urn:base#k_f"/></knowledgeRequirement>'
        + literal("基 础.翻 倍(基 础.one)")
        + "</decision>"
    )
    source = load(definitions(body), imports=[base])

    assert from_feel(source.evaluate("x", {"a": 3}).value) == 8


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_of_the_format_is_read(namespace: str) -> None:
    source = load(definitions(decision("d", literal("1")), namespace=namespace))

    assert from_feel(source.evaluate("d", {}).value) == 1


def test_an_unknown_decision_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="没有名为“x”的决策"):
        model(decision("d", literal("1"))).evaluate("x", {}, env=Environment())
