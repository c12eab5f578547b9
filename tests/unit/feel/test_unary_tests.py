"""Cells of decision tables (DMN 1.5, 10.3.2.15)."""

from typing import Any

import pytest

from app.feel import compile_unary_tests


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", None, True),
        ("", 5, True),
        ("< 18", 17, True),
        ("< 18", "a", None),
        ("< 18, > 60", 61, True),
        ("[18..60]", 18, True),
        ("]18..60[", 18, False),
        ('"甲", "乙"', "乙", True),
        ('not("甲", "乙")', "乙", False),
        ('not("甲")', None, True),
        ("true", True, True),
        ("false", False, True),
        ("false", True, False),
        ("limit", 10, True),
        ("> limit", 11, True),
        ("limit > 5", 3, True),  # a truth value decides for an input that is none
        ("? > limit and ? < 20", 15, True),
        ('contains(?, "信")', "信访", True),
        ("not(? > limit)", 11, False),
        ("null", None, True),
        ("null", 1, False),
        ("[1, 2, 3]", 2, True),
        ("[1, 2, 3]", [1, 2, 3], True),
        ('@"2026-01-01"', "2026-01-01", None),
        ("-5", -5, True),
        ("not(true)", False, True),
    ],
)
def test_a_cell_decides(cell: str, value: Any, expected: bool | None) -> None:
    tests = compile_unary_tests(cell, names=["limit"])

    assert tests.matches(value, {"limit": 10}) is expected


def test_the_names_of_a_cell_are_told_without_its_input() -> None:
    assert compile_unary_tests("? > limit").names == {"limit"}
