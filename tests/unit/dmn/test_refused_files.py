"""A broken or hostile decision file is refused with every problem, each with file, line and element."""

import pytest

from app.dmn import load
from app.errors import InvalidError
from app.feel import BUILTINS_ONLY, define

from .dmn_helpers import decision, definitions, inputs, literal, problems_of, table

JAVA = (
    '<businessKnowledgeModel id="k" name="k"><encapsulatedLogic kind="Java"><context/></encapsulatedLogic>'
    "</businessKnowledgeModel>"
)


def test_all_problems_are_told_at_once_with_their_places() -> None:
    source = (
        b'<?xml version="1.0"?>\n'
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="u">\n'
        b'<decision id="one" name="One"><literalExpression><text>1 +</text></literalExpression></decision>\n'
        b'<decision id="two" name="Two"><literalExpression><text>amonut * 2</text></literalExpression></decision>\n'
        b'<decision id="three" name="Three"><informationRequirement><requiredInput href="#gone"/>'
        b"</informationRequirement><literalExpression><text>1</text></literalExpression></decision>\n"
        b"</definitions>"
    )

    with pytest.raises(InvalidError) as caught:
        load(source, file="kinds.dmn")

    assert set(caught.value.fields) == {"kinds.dmn:3", "kinds.dmn:4", "kinds.dmn:5"}
    first, second, third = (str(sentences[0]) for sentences in caught.value.fields.values())
    assert first == "kinds.dmn 第 3 行 One（one）：表达式第 1 行第 4 列：表达式在此中断，缺少表达式"
    assert "Two（two）：未知的名称“amonut”" in second
    assert "引用的元素“#gone”不存在" in third


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (decision("a", literal("foo(1)")), "未知的函数“foo”"),
        (decision("a", literal('@"2026-13-01"')), "不是日期"),
        (decision("a", ""), "没有逻辑"),
        (decision("a", literal("")), "缺少表达式"),
        (decision("a", literal("b"), "d_b") + decision("b", literal("a"), "d_a"), "循环依赖"),
        (decision("a", literal("1")) * 2, "重复"),
        (decision("a", literal("1"), type_="tGone"), "未知的类型“tGone”"),
        (decision("a", '<context typeRef="number"/>').replace("context", "iterator"), "没有逻辑"),
        (decision("a", '<literalExpression expressionLanguage="python"><text>1</text></literalExpression>'), "只支持 FEEL"),
        (decision("a", table("SOMETIMES", ["1"], ["o"], [["-", "1"]])), "命中策略"),
        (decision("a", table("COLLECT", ["1"], ["o"], [["-", "1"]], ' aggregation="AVG"')), "汇总方式"),
        (decision("a", table("PRIORITY", ["1"], ["o"], [["-", "1"]])), "输出值的次序"),
        (decision("a", table("FIRST", ["1"], ["o"], [["-"]])), "与列数不符"),
        (decision("a", table("FIRST", ["1"], ["o"], [["> 5,", "1"]])), "中断"),
        (decision("a", table("FIRST", ["1"], [], [])), "没有输出列"),
        ('<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>', "引用了自身"),
        ('<import name="x" namespace="urn:gone" importType="y"/>', "找不到导入的模型“x”"),
        ('<decisionService id="s" name="s"/>', "没有输出决策"),
        (
            JAVA,
            "不支持外部函数（Java）",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_named(body: str, words: str) -> None:
    found = problems_of(definitions(body))

    assert any(words in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "不是可读的 XML"),
        (b"\x00\xff", "不是可读的 XML"),
        (b"<definitions>", "不是可读的 XML"),
        (b"<html/>", "不是 DMN"),
        (definitions("", namespace="urn:other"), "不是 DMN"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><definitions/>', "DOCTYPE"),
        (b'<!DOCTYPE d SYSTEM "http://example.org/x.dtd"><definitions/>', "DOCTYPE"),
        (b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><definitions>&a;</definitions>', "DOCTYPE"),
        (definitions("<a>" * 80 + "</a>" * 80), "嵌套太深"),
        (b"<a>" + b" " * 5_000_001 + b"</a>", "上限"),
    ],
)
def test_a_hostile_file_is_refused(source: bytes, words: str) -> None:
    assert words in " ".join(problems_of(source))


def test_a_registered_function_is_known() -> None:
    registry = BUILTINS_ONLY.with_functions(define("工作日(n: number)", lambda n: n))
    source = definitions(decision("a", literal("工作日(1)")))

    assert problems_of(source, functions=registry) == []
    assert problems_of(source) != []


def test_names_in_a_filter_may_be_members_of_the_elements() -> None:
    body = inputs("rows") + decision("a", literal("rows[n > 1]"), "i_rows")

    assert problems_of(definitions(body)) == []
