"""Edges of conversion, numbers, text and types that the tables of examples do not reach."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from app.feel import DaysTimeDuration, FeelSyntaxError, YearsMonthsDuration, compile_expression, to_feel
from app.feel.numbers import from_int

from .feel_helpers import feel, native


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('time(11, 59, 45, @"PT2H1M")', "11:59:45+02:01"),
        ('time(11, 59, 45, @"PT20H")', None),
        ("time(11.5, 0, 0)", None),
        ('string(time(11, 59, 45, @"-PT2H45M55S"))', "11:59:45-02:45:55"),
        ("time(11, 59, 1.3)", "11:59:01.3"),
        ('time(@"2026-03-02")', "00:00:00Z"),
        ('time(@"10:00:00")', "10:00:00"),
        ('time(@"2026-03-02T10:00:00")', "10:00:00"),
        ('date(@"2026-03-02T10:00:00")', "2026-03-02"),
        ('date and time(@"2026-03-02T10:00:00")', "2026-03-02T10:00:00"),
        ('date and time(2026, 3, 2, 1, 2, 3, @"PT8H")', "2026-03-02T01:02:03+08:00"),
        ('date and time(2026, 3, 2, 1, 2, 3, "Nowhere")', None),
        ('string(date and time(99999, 3, 2, 1, 2, 3, "Etc/UTC"))', "99999-03-02T01:02:03@Etc/UTC"),
        ("date and time(2026, 13, 2, 1, 2, 3)", None),
        ('number("1,5", ",", ",")', None),
        ('number("1,5", "x", ",")', None),
        ('number("1.5", null, ",")', None),
        ('number("1.5", ".", null)', None),
        ('duration(@"P1D")', "P1D"),
        ('years and months duration(@"2026-01-31", @"2026-03-01")', "P1M"),
        ('years and months duration(@"2026-03-01", @"2026-01-31")', "-P1M"),
        ("string((< 3)) + string((> 3)) + string((1..2])", "(< 3)(> 3)(1..2]"),
        ("string(count)", "function count"),
        ('string({"a-b": "x\\"y", f: true})', '{"a-b": "x\\"y", f: true}'),
        ('string([@"2026-03-02", @"10:00:00", @"2026-03-02T10:00:00Z", @"P1D"])',
         "[2026-03-02, 10:00:00, 2026-03-02T10:00:00Z, P1D]"),
        ("string(-0.0)", "0"),
        ('abs(@"-P1Y")', "P1Y"),
        ('abs("1")', None),
        ("round up(1e6144, -6111)", "1E+6144"),
        ("floor(5.5, 7000)", None),
        ("exp(1e300)", None),
        ("2 ** 0", 1),
        ("0 ** -1", None),
        ('"a" ** 2', None),
        ("9e6144 + 9e6144", None),
        ("9e6144 - (-9e6144)", None),
        ("9e6144 * 10", None),
        ("string join([1])", None),
        ("context put({}, [], 1)", None),
        ("sort([[1], 2], function(x, y) x < y)", [[1], 2]),
        ("[3..1][1].start", 3),
        ('"\\u0041\\U01F40E\\uD83D\\uDE00\\q"', "A🐎😀\\q"),
        ("[1, 2][1.5]", None),
        ("[][1]", None),
        ("[][item > 1]", []),
        ("for i in 1..1e50 return i", None),
        ("for i in 1.5..3 return i", None),
        ('for d in @"2026-01-02"..@"2026-01-01" return d', ["2026-01-02", "2026-01-01"]),
        ('for d in (@"2026-01-01"..@"2026-01-03") return d', ["2026-01-02"]),
        ("some i in 3, j in 4 satisfies true", None),
        ("every i in [1, 2], j in 5 satisfies true", None),
        ("null between 1 and 2", None),
        ("1 instance of Any and not([1] instance of context)", True),
        ("[null] instance of list<number>", True),
        ("[1..2] instance of range<string>", False),
        ("null instance of null", True),
        ('@"P1D" instance of duration', True),
        ('@"P1D" instance of days and time duration', True),
        ("count instance of function<Any>->Any", True),
        ("(function(a: duration) 1) instance of function<days and time duration>->number", True),
        ("(function(a: list<number>) 1) instance of function<list<string>>->number", False),
        ("3 in ? ", None),
        ("3 in (? > 2)", True),
        ("[1] in (= [1])", True),
        ("1 in (= [1])", None),
        ("(function(a, b) a)(b: 1)", None),
        ("5(1)", None),
    ],
)  # fmt: skip
def test_an_edge_gives(source: str, expected: object) -> None:
    assert native(source) == expected


@pytest.mark.parametrize(
    "source",
    ["x instance of list<number", "x instance of list<>", "x instance of function<number>", "@x", "]1, 2[", "a[1", "(1..2", "{a 1}"],
)  # fmt: skip
def test_an_edge_is_refused(source: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(source)


def test_named_types_are_the_callers() -> None:
    from app.feel.types import FeelType

    types = {"金额 类型": FeelType("number"), "model.tAmount": FeelType("number")}
    source = "a instance of 金额 类型 and a instance of model.tAmount"

    assert compile_expression(source, types=types).evaluate({"a": 1}) is True


def test_durations_meet_pythons() -> None:
    span = DaysTimeDuration.of(timedelta(days=-1, seconds=3))

    assert span.to_timedelta() == timedelta(days=-1, seconds=3)
    assert DaysTimeDuration(1) < DaysTimeDuration(2)
    assert YearsMonthsDuration(1) < YearsMonthsDuration(2)


class Whole(int):
    """Stand for an int of another class, such as an enumeration."""


def test_unusual_classes_of_data_are_taken() -> None:
    view: Mapping[str, Any] = MappingProxyType({"a": Whole(3)})

    assert to_feel(view) == {"a": Decimal(3)}
    assert to_feel({1}) == [Decimal(1)]
    assert to_feel(10**40) == Decimal(10) ** 40
    assert from_int(10**9000) is None
    assert to_feel(Decimal("Infinity")) is None
    assert to_feel(Decimal("NaN")) is None


def test_a_function_given_from_outside_can_be_called() -> None:
    double = feel("function(x) x * 2")

    assert feel("f(4)", f=double) == Decimal(8)
