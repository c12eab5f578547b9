"""What holds for every value, tried on values found by hypothesis."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.feel import FeelError, FeelSyntaxError, compile_expression, from_feel, to_feel

from .feel_helpers import env, feel

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
scalars = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8)
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
PIECES = [
    "1",
    "2.5",
    '"甲"',
    "x",
    "金额",
    "+",
    "-",
    "*",
    "/",
    "**",
    "=",
    "<",
    ">=",
    "and",
    "or",
    "not(",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ".",
    "..",
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "between",
    "instance",
    "of",
    "number",
    "null",
    "true",
    '@"2026-01-01"',
    "function(a)",
    "date(",
    "count(",
    "?",
]


@settings(max_examples=60, deadline=None)
@given(numbers, numbers)
def test_numbers_add_and_subtract_exactly(a: Decimal, b: Decimal) -> None:
    assert feel("a + b - b = a", a=a, b=b) is True
    assert feel("(a < b) = (b > a)", a=a, b=b) is True


@settings(max_examples=60, deadline=None)
@given(data)
def test_json_native_data_comes_back_unchanged(value: Any) -> None:
    assert from_feel(to_feel(value)) == value


@settings(max_examples=60, deadline=None)
@given(data)
def test_every_value_equals_itself_and_stands_in_a_list_of_itself(value: Any) -> None:
    assert feel("v = v", v=value) is True
    assert feel("list contains([v], v)", v=value) is True


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)), st.integers(-20_000, 20_000))
def test_days_added_are_days_between(start: date, days: int) -> None:
    assert feel('(d + @"P1D" * n) - d = @"P1D" * n', d=start, n=days) is True


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-100, 100), max_size=12))
def test_sort_orders_and_keeps_every_element(elements: list[int]) -> None:
    assert from_feel(feel("sort(xs, function(a, b) a < b)", xs=elements)) == sorted(elements)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_mixture_of_pieces_is_refused_or_answers(pieces: list[str]) -> None:
    source = " ".join(pieces)

    try:
        compiled = compile_expression(source)
    except FeelSyntaxError as error:
        assert error.line == 1
        assert 1 <= error.column <= len(source) + 1
        return
    try:
        compiled.evaluate({"x": 1, "金额": {"a": [1]}}, env=env())
    except FeelError as error:
        assert str(error)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_refused_or_answers(source: str) -> None:
    try:
        compile_expression(source).evaluate({}, env=env())
    except FeelError as error:
        assert str(error)
