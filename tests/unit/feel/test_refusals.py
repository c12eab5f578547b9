"""Texts that are no FEEL are refused with their place; runs that take too much are stopped."""

import time

import pytest

from app.feel import (
    Environment,
    FeelBudgetError,
    FeelError,
    FeelSyntaxError,
    compile_expression,
    compile_unary_tests,
)

from .feel_helpers import NOW, env


@pytest.mark.parametrize(
    ("source", "line", "column", "words"),
    [
        ("1 +", 1, 4, "中断"),
        ("foo(1", 1, 6, "“)”"),
        ("[1, 2", 1, 6, "“]”"),
        ("金额＞5", 1, 3, "半角"),
        ("“甲”", 1, 1, "英文引号"),
        ('"abc', 1, 1, "引号"),
        ("a = 1\nand\n  )", 3, 3, "“)”"),
        ("if a then b", 1, 12, "else"),
        ("for i in 1..3", 1, 14, "return"),
        ("{a: 1, a: 2}", 1, 8, "重复"),
        ('@"2026-13-01"', 1, 2, "不是日期"),
        ("x instance of 钱", 1, 3, "未知的类型"),
        ("function(x) external {java: {}}", 1, 1, "外部函数"),
        ("1 2", 1, 3, "结尾"),
        ("", 1, 1, "中断"),
        ("=1 +", 1, 5, "中断"),
        ("a; b", 1, 2, "“;”"),
    ],
)
def test_a_syntax_error_names_line_column_and_reason(source: str, line: int, column: int, words: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(source)

    assert (caught.value.line, caught.value.column) == (line, column)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000,
        "-" * 5000 + "1",
        "[" * 3000 + "]" * 3000,
        "1" + "+1" * 5000,
        "a" + ".b" * 5000,
        "x" * 30_000,
    ],
)
def test_a_monstrous_text_is_refused_quickly(source: str) -> None:
    started = time.process_time()

    with pytest.raises(FeelSyntaxError):
        compile_expression(source)

    assert time.process_time() - started < 1


@pytest.mark.parametrize("piece", ["a in (", "[1..", "x[1..2[", "(1 in ("])
def test_a_text_made_to_read_twice_is_refused_quickly(piece: str) -> None:
    started = time.process_time()

    with pytest.raises(FeelSyntaxError):
        compile_expression(piece * 500)

    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "source",
    [
        "for i in 1..1000000000 return i",
        "count(for i in 1..1000, j in 1..1000 return i)",
        "some i in 1..1000000000 satisfies i < 0",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "{f: function(n) f(n - 1) + f(n - 1), r: f(50)}.r",
        'for i in 1..40 return if i = 1 then "xxxxxxxxxx" else partial[-1] + partial[-1]',
        "for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a|aa|a?a?)+c?(\\1)$")',
    ],
)
def test_a_run_without_end_is_stopped(source: str) -> None:
    started = time.process_time()

    try:
        found = compile_expression(source).evaluate({}, env=env())
    except FeelBudgetError as error:
        found = error
    assert time.process_time() - started < 1
    assert isinstance(found, FeelBudgetError) or source.startswith("matches")


def test_the_budget_is_the_callers() -> None:
    expression = compile_expression("count(for i in 1..100 return i)")

    assert expression.evaluate({}, env=Environment(NOW, max_steps=1000)) == 100
    with pytest.raises(FeelBudgetError, match="10 步"):
        expression.evaluate({}, env=Environment(NOW, max_steps=10))


def test_deep_operators_within_the_limits_run() -> None:
    assert compile_expression("+".join(["1"] * 100)).evaluate({}) == 100
    assert compile_expression("(" * 50 + "1" + ")" * 50).evaluate({}) == 1


@pytest.mark.parametrize(
    "source", ["__import__('os')", "().__class__", "x.__class__.__mro__", "open('/etc/passwd')", "a.__dict__"]
)
def test_python_is_not_reachable(source: str) -> None:
    try:
        found = compile_expression(source).evaluate({"x": 1, "a": {"b": 1}})
    except FeelError:
        found = None

    assert found is None


def test_a_broken_cell_is_refused_with_its_place() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_unary_tests("> 5, < ")

    assert caught.value.column == 8
