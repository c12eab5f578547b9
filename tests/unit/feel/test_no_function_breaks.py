"""No arguments make a function or operator of the standard raise anything but a FeelError."""

import random

import pytest

from app.feel import FeelError, compile_expression
from app.feel.builtins import BUILTINS

from .feel_helpers import env

VALUES = [
    "null",
    "true",
    "0",
    "-1",
    "2.5",
    "1e300",
    "-1e-300",
    "9999999999999999999999999999999999",
    '""',
    '"信访a1"',
    '"["',
    '"2026-03-02"',
    '@"2026-03-02"',
    '@"9999-12-31"',
    'date("99999-12-31")',
    'date and time("-99999-12-31T11:22:33@Europe/Paris")',
    '@"2026-03-02T10:00:00"',
    '@"2026-03-02T10:00:00.123456789+08:00"',
    '@"10:00:00"',
    '@"10:00:00@Asia/Shanghai"',
    '@"P1DT1H"',
    '@"-P9999999Y"',
    '@"P99999999999999999D"',
    "[]",
    "[1, null, [2]]",
    '["a", "b"]',
    "{}",
    '{key: "a", value: 1}',
    "[1..5]",
    '(null.."a"]',
    "(< 3)",
    "function(x, y) x < y",
    "count",
]
OPERATORS = ["+", "-", "*", "/", "**", "=", "<", ">=", "and", "or", "in"]


def answers(source: str) -> None:
    try:
        compile_expression(source).evaluate({}, env=env(max_steps=2000))
    except FeelError as error:
        assert str(error)


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_function_answers_or_says_why(name: str) -> None:
    choose = random.Random(name)
    for count in range(1, 5):
        for _ in range(40):
            answers(f"{name}({', '.join(choose.choices(VALUES, k=count))})")


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_answers_or_says_why(operator: str) -> None:
    for left in VALUES:
        for right in VALUES:
            answers(f"({left}) {operator} ({right})")


@pytest.mark.parametrize("value", VALUES)
def test_everything_else_answers_or_says_why(value: str) -> None:
    for source in (
        "-({})",
        "string({})",
        "({}).year",
        "({}).time offset",
        "({})[1]",
        "({})[item = 1]",
        "for i in ({}) return i",
        "for i in 1..({}) return i",
        "({}) instance of list<number>",
        "[({})..3]",
        "({}) between 1 and 2",
        "({})()",
    ):
        answers(source.format(value))
