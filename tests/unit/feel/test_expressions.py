"""The grammar and semantics of FEEL expressions, as tables of examples (DMN 1.5, 10.3.1 and 10.3.2)."""

from decimal import Decimal

import pytest

from app.feel import compile_expression

from .feel_helpers import feel, native


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("-3 ** 2", 9),  # the sign binds tighter than the power (grammar rule 4)
        ("2 ** 3 ** 2", 64),
        ("1e3", 1000),
        (".5 + .5", 1),
        ("0.1 + 0.2", 0.3),
        ("1 / 4", 0.25),
        ("5 / 0", None),
        ("10 + null", None),
        ('"a" + "b"', "ab"),
        ('"2" + 3', None),
        ("1 /* a */ + // b\n 2", 3),
    ],
)
def test_arithmetic_gives_exact_decimals_or_null(source: str, expected: object) -> None:
    assert native(source) == expected


def test_numbers_have_34_digits() -> None:
    assert feel("1 / 3") == Decimal("0.3333333333333333333333333333333333")
    assert feel("9999999999999999999999999999999999 + 1") == Decimal(
        "1.000000000000000000000000000000000E+34"
    )
    assert feel("10 ** 6145") is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("true and null", None),
        ("false and null", False),
        ("null or true", True),
        ("null or false", None),
        ('true and "true"', None),
        ("not(null)", None),
        ("1 = 1.0", True),
        ('1 = "1"', None),
        ("1 = null", False),
        ("null = null", True),
        ('1 < "a"', None),
        ("3 between 1 and 3", True),
        ("3 between null and 2", False),
        ("3 between null and 4", None),
        ("[1, [2]] = [1, [2]]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("[100] = 100", None),
        ("if null then 1 else 2", 2),
        ('if "true" then 1 else 2', 2),
    ],
)
def test_logic_is_three_valued(source: str, expected: object) -> None:
    assert native(source) is expected or native(source) == expected
    assert (native(source) is None) == (expected is None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("5 in [1..10]", True),
        ("10 in [1..10)", False),
        ("1 in ]1..10]", False),
        ("10 in [1..10[", False),
        ("[1..10[.end included", False),
        ("5 in (1, < 4, >= 5)", True),
        ("5 in < 4", False),
        ("5 in (!= 5)", False),
        ("[1,2,3] in [[1,2,3], [4]]", True),
        ("[1,2,3] in [1,2,3]", False),
        ("5 in (null..10]", None),
        ("(< 10) = (null..10)", False),
        ('"乙" in ("甲", "乙")', True),
    ],
)
def test_ranges_and_in(source: str, expected: object) -> None:
    assert native(source) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[10, 20, 30][2]", 20),
        ("[10, 20, 30][-1]", 30),
        ("[10, 20, 30][4]", None),
        ("[10, 20, 30][item > 15]", [20, 30]),
        ("7[1]", 7),
        ("null[1]", None),
        ("rows[n > 1].n", [2, 3]),
        ("rows[n = limit][1].n", 3),
        ("rows[item.n = 2]", [{"n": 2}]),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in (1..4) return i", [2, 3]),
        ("for i in 0..3 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6]),
        ("for i in [1, 2], j in [i, 10] return i * j", [1, 10, 4, 20]),
        ('for d in @"2026-02-28"..@"2026-03-01" return string(d)', ["2026-02-28", "2026-03-01"]),
        ("for i in null return i", None),
        ("some r in rows satisfies r.n = 2", True),
        ("every r in rows satisfies r.n > 1", False),
        ('every r in rows satisfies "x"', None),
        ("some x in [] satisfies true", False),
    ],
)
def test_lists_filters_and_loops(source: str, expected: object) -> None:
    assert native(source, rows=[{"n": 1}, {"n": 2}, {"n": 3}], limit=3) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{a: 1, b: a + 1}.b", 2),
        ('{"首 字": 1}.首 字', 1),
        ("{a-b: 1, c: a-b + 1}.c", 2),
        ("{a: {b: null}}.a.b.c", None),
        ("{f: function(a, b) a - b, r: f(5, 3)}.r", 2),
        ("{f: function(a, b) a - b, r: f(b: 5, a: 3)}.r", -2),
        ("{f: function(a) a, r: f(1, 2)}.r", None),
        ("{f: function(a: string) a, r: f(1)}.r", None),
        ("{f: function(a: list<number>) a, r: f(1)}.r", [1]),
        ("{fac: function(n) if n < 2 then 1 else n * fac(n - 1), r: fac(6)}.r", 720),
        ("(function(x) function(y) x + y)(1)(2)", 3),
        ("{x: 1, f: function() x, g: {x: 2, r: f()}.r}.g", 1),
        ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
    ],
)
def test_contexts_and_functions(source: str, expected: object) -> None:
    assert native(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 instance of number", True),
        ("null instance of Any", False),
        ('"a" instance of number', False),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("[1..2] instance of range<number>", True),
        ("{a: 1, b: 2} instance of context<a: number>", True),
        ("{b: 2} instance of context<a: number>", False),
        ('@"2026-01-01" instance of date', True),
        ('@"2026-01-01T00:00:00" instance of date', False),
        ("(function(a: string) 1) instance of function<string>->number", True),
        ("(function(a: string) 1) instance of function<string>->string", False),
    ],
)
def test_instance_of(source: str, expected: bool) -> None:
    assert native(source) is expected


def test_names_with_spaces_and_signs_are_read_as_the_longest_known_name() -> None:
    variables = {
        "信访 件": 3,
        "a-b": 10,
        "a": 2,
        "b": 1,
        "Person's age": 40,
        "level 2.1": 7,
        "date in force": 1,
    }

    assert native("信访 件 + 1", **variables) == 4
    assert native("a-b", **variables) == 10
    assert native("a - b + 0", a=2, b=1) == 1
    assert native("Person's age + level 2.1", **variables) == 47
    assert native("date in force + 1", **variables) == 2


def test_an_unknown_name_is_null_and_is_told() -> None:
    expression = compile_expression("金额 > 上限 and 类别.名称 = 默认(1)")

    assert expression.evaluate({}) is None
    assert expression.names == {"金额", "上限", "类别", "默认"}
    assert expression.functions == {"默认"}


def test_a_variable_hides_a_function_of_the_standard() -> None:
    assert native("count + 1", count=2) == 3


def test_local_names_are_not_free() -> None:
    expression = compile_expression("for i in xs return {f: function(p) p + i + q, r: f(i)}.r")

    assert expression.names == {"xs", "q"}


def test_what_comes_out_of_a_function_keeps_the_values_it_was_made_with() -> None:
    made = feel("for i in 1..3 return function() i")

    assert [str(f.call([], _runtime())) for f in made] == ["1", "2", "3"]


def _runtime() -> object:
    from app.feel.environment import NO_ENVIRONMENT, Runtime

    return Runtime(NO_ENVIRONMENT)
