"""The functions of the standard: one line an example (DMN 1.5, tables 73–82)."""

from pathlib import Path

import pytest

from app.feel.builtins import BUILTINS

from .feel_helpers import native

EXAMPLES: list[tuple[str, object]] = [
    # conversion
    ('number("1 000,5", " ", ",")', 1000.5),
    ('number("1.000", ".", ".")', None),
    ('number("十")', None),
    ("string(1.10)", "1.1"),
    ('string([1, "a", null])', '[1, "a", null]'),
    ("string(null)", None),
    ('duration("P1Y2M")', "P1Y2M"),
    ('years and months duration(@"2011-12-22", @"2013-08-24")', "P1Y8M"),
    ('years and months duration(@"2013-08-24", @"2011-12-22")', "-P1Y8M"),
    ('date and time(2026, 3, 2, 9, 30, 0, "Asia/Shanghai")', "2026-03-02T09:30:00@Asia/Shanghai"),
    ("date(year: 2026, month: 3, day: 2)", "2026-03-02"),
    ('2 in range("[1..3]")', True),
    ('range("[3..1]")', None),
    ('range("[date(x)..3]")', None),
    ("not(false)", True),
    # strings
    ('substring("信访办理", 3)', "办理"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("foobar", 0)', None),
    ('string length("🐎马")', 2),
    ('upper case("aB")', "AB"),
    ('lower case("aB")', "ab"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "x")', ""),
    ('substring after("foobar", "ob")', "ar"),
    ('substring after("", "a")', ""),
    ('contains("信访件", "访")', True),
    ('starts with("信访件", "信")', True),
    ('ends with("信访件", "信")', False),
    ('matches("信访2026-001", "^\\p{L}+\\d{4}-\\d+$")', True),
    ('matches("aA", "(a)\\1", "i")', True),
    ('matches("a", "(a", "")', None),
    ('matches("a", "a", "k")', None),
    ('matches("x", "[A-Z-[OI]]", "i")', True),
    ('matches("o", "[A-Z-[OI]]", "i")', False),
    ('replace("0123", "(\\d)(\\d)", "$2$1")', "1032"),
    ('replace("abc", "x*", "-")', None),
    ('replace("a.b", ".", "x", "q")', "axb"),
    ('split("甲；乙；", "；")', ["甲", "乙", ""]),
    ('string join(["a", null, "b"], "，")', "a，b"),
    ('string join(["a", 1])', None),
    # numbers
    ("decimal(2.5, 0)", 2),
    ("decimal(1/3, 2)", 0.33),
    ("floor(-1.56, 1)", -1.6),
    ("ceiling(1.1)", 2),
    ("round up(-5.5, 0)", -6),
    ("round down(-5.5, 0)", -5),
    ("round half up(-5.5, 0)", -6),
    ("round half down(-5.5, 0)", -5),
    ("round up(5.5, 1.1)", None),
    ('abs(@"-P1D")', "P1D"),
    ("modulo(-10.1, 4.5)", 3.4),
    ("modulo(10, 0)", None),
    ("sqrt(16)", 4),
    ("sqrt(-1)", None),
    ("log(1)", 0),
    ("log(0)", None),
    ("exp(0)", 1),
    ("odd(3)", True),
    ("even(3)", False),
    # lists
    ("list contains([1, null], null)", True),
    ("count([1, null])", 2),
    ("sublist([1, 2, 3], -2, 1)", [2]),
    ("sublist([1, 2, 3], 1, 9)", None),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], [2], [3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], 2)", [1, 3]),
    ("remove([1], 2)", None),
    ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]),
    ("list replace([1, 5], function(item, newItem) item < newItem, 3)", [3, 5]),
    ("reverse([1, 2])", [2, 1]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("distinct values([1, 1.0, [2], [2]])", [1, [2]]),
    ("flatten([1, [2, [3]]])", [1, 2, 3]),
    ("sort([2, 1], function(x, y) x < y)", [1, 2]),
    # statistics
    ("min(3, 1, 2)", 1),
    ('max(["a", "b"])', "b"),
    ('max([1, "b"])', None),
    ("min([])", None),
    ("sum([1, 2, 3])", 6),
    ("sum([])", None),
    ("sum([1, null])", None),
    ("mean(1, 2)", 1.5),
    ("product([2, 3])", 6),
    ("median([8, 2, 5, 3])", 4),
    ("mode([6, 3, 9, 6, 3])", [3, 6]),
    ("all([true, null])", None),
    ("all([])", True),
    ("any([false, true, null])", True),
    ("any(null)", None),
    # dates
    ('is(@"P1D", @"PT24H")', True),
    ('day of year(@"2026-12-31")', 365),
    ('day of week(@"2026-03-02")', "Monday"),
    ('month of year(@"2026-03-02")', "March"),
    ('week of year(@"2005-01-01")', 53),
    # contexts
    ('get value({a: 1}, "a")', 1),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}),
    ('context put({a: 1}, ["a", "b"], 2)', None),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    # ranges
    ("before(1, [2..3])", True),
    ("after([5..6], [1..5])", False),
    ("after([5..6], [1..5))", True),
    ("meets([1..5], [5..6])", True),
    ("met by([5..6], [1..5])", True),
    ("overlaps([1..5], [5..6])", True),
    ("overlaps before([1..5], [3..8])", True),
    ("overlaps after([3..8], [1..5])", True),
    ("finishes(10, [1..10])", True),
    ("finished by([1..10], [5..10])", True),
    ("includes([1..10], [2..3])", True),
    ("during(5, [1..10])", True),
    ("starts([1..5], [1..10])", True),
    ("started by([1..10], 1)", True),
    ("coincides([1..5], [1..5])", True),
    ('before(1, "a")', None),
]


@pytest.mark.parametrize(("source", "expected"), EXAMPLES)
def test_a_function_of_the_standard_gives(source: str, expected: object) -> None:
    found = native(source)

    assert found == expected
    assert type(found) is type(expected) or isinstance(expected, int | float)


def test_standard_deviation_is_that_of_a_sample() -> None:
    assert native("round half up(stddev([2, 4, 7, 5]), 6)") == 2.081666


def test_every_function_has_an_example_or_a_test() -> None:
    tested = {"now", "today", "date", "time", "date and time", "stddev"}  # test_dates and above
    text = "\n".join(source for source, _ in EXAMPLES)

    missing = [name for name in BUILTINS if f"{name}(" not in text and name not in tested]

    assert missing == []


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_function_answers_null_to_arguments_that_do_not_fit(name: str) -> None:
    if name in ("is", "append", "concatenate", "union", "now", "today"):
        pytest.skip("takes anything or nothing")

    assert native(f"{name}()") is None
    assert native(f"{name}(no such parameter: 1)") is None


def test_every_signature_is_in_the_reference() -> None:
    reference = (Path(__file__).parents[3] / "docs" / "reference" / "feel.md").read_text(encoding="utf-8")

    missing = [
        text for function in BUILTINS.values() for text in function.texts if f"`{text}`" not in reference
    ]

    assert missing == []
