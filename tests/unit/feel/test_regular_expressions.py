"""Regular expressions are those of XPath and XQuery Functions 3.0, whatever Python would make of them."""

import pytest

from app.feel import FeelBudgetError
from app.feel.builtins.regular import compile_pattern, first_match, replace_all, split_all


def matches(value: str, pattern: str, flags: str = "") -> bool | None:
    compiled = compile_pattern(pattern, flags)
    return None if compiled is None else first_match(compiled, value)


@pytest.mark.parametrize(
    ("value", "pattern", "flags", "expected"),
    [
        ("a\nb", "a.b", "", False),
        ("a\rb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "", False),
        ("a\nb", "^b$", "m", True),
        ("b\n", "^b$", "", False),
        ("hello world", "hello\\ sworld", "x", True),
        ("hello world", " hello[ ]world ", "x", True),
        ("hello world", "\\p{ IsBasicLatin}+", "x", True),
        ("hello world", "\\p{ IsBasicLatin}+", "", None),
        ("信访", "^\\p{IsCJKUnifiedIdeographs}+$", "", True),
        ("信访", "^\\p{Lo}{2}$", "", True),
        ("信访", "\\P{L}", "", False),
        ("x[y-z]", "x[y-z]", "q", True),
        ("x[Y-z]", "X[y-Z]", "qi", True),
        ("-", "[0-9-.]", "", True),
        (".", "^[0-9-.]$", "", True),
        ("5", "^[^0-9]$", "", False),
        ("a-", "^[a-]+$", "", True),
        ("B", "[a-z-[aeiou]]", "i", True),
        ("e", "[a-z-[aeiou]]", "i", False),
        ("&&", "^[&&]+$", "", True),
        ("a b", "^\\i\\c*\\s\\w$", "", True),
        ("ab12", "^\\D+\\d{2}$", "", True),
        ("_", "^\\w$", "", False),  # punctuation is no word character there
        ("", "^\\S|\\W|\\I|\\C$", "", False),
        ("a.b", "a\\.b", "", True),
        ("tab\t", "\\t", "", True),
        ("aa", "(a)\\1", "", True),
        ("a", "(a)\\2", "", None),
        ("a", "[\\1]", "", None),
        ("a", "\\0", "", None),
        ("a", "a\\", "", None),
        ("a", "(?=a)", "", None),
        ("a", "(?:a)", "", True),
        ("a", "a++", "", None),
        ("a", "a{1,2}", "", True),
        ("a", "a{e<=1}", "", None),
        ("a", "a{", "", None),
        ("a", "a}", "", None),
        ("a", "a]", "", None),
        ("a", "[a", "", None),
        ("a", "[]", "", None),
        ("a", "[^]", "", None),
        ("a", "[a[b]]", "", None),
        ("a", "[a-[b]c]", "", None),
        ("a", "\\p", "", None),
        ("a", "\\pL", "", None),
        ("a", "\\p{IsNowhere}", "", None),
        ("a", "\\y", "", None),
        ("a", "a", "z", None),
    ],
)
def test_a_pattern_matches_as_the_standard_says(
    value: str, pattern: str, flags: str, expected: bool | None
) -> None:
    assert matches(value, pattern, flags) is expected


@pytest.mark.parametrize(
    ("value", "pattern", "replacement", "expected"),
    [
        ("abcd", "(ab)|(a)", "[1=$1][2=$2]", "[1=ab][2=]cd"),
        ("abc", "b", "$0$0", "abbc"),
        ("abc", "(b)", "$12", "ab2c"),
        ("abc", "b", "$7", "ac"),
        ("abc", "b", "\\$\\\\", "a$\\c"),
        ("abc", "b", "$x", None),
        ("abc", "b", "\\x", None),
        ("abc", "x?", "-", None),
    ],
)
def test_a_replacement_may_name_groups(
    value: str, pattern: str, replacement: str, expected: str | None
) -> None:
    compiled = compile_pattern(pattern, "")

    assert compiled is not None
    assert replace_all(compiled, value, replacement, literal=False) == expected


def test_a_literal_replacement_stays_as_it_is() -> None:
    compiled = compile_pattern(".", "q")

    assert compiled is not None
    assert replace_all(compiled, "a.b", "$1", literal=True) == "a$1b"


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        ("a1b22c", "\\d+", ["a", "b", "c"]),
        (";a;", ";", ["", "a", ""]),
        ("abc", "", ["a", "b", "c"]),
        ("", ";", [""]),
    ],
)
def test_split_keeps_empty_parts(value: str, pattern: str, expected: list[str]) -> None:
    compiled = compile_pattern(pattern, "")

    assert compiled is not None
    assert split_all(compiled, value) == expected


SLOW = ("^(a|aa|a?a?)+c?(\\1)[de]$", "a" * 60 + "b")


def test_a_pattern_that_takes_for_ever_is_stopped() -> None:
    compiled = compile_pattern(SLOW[0], "")
    assert compiled is not None

    for run in (
        lambda: first_match(compiled, SLOW[1]),
        lambda: replace_all(compiled, SLOW[1], "x", literal=False),
        lambda: split_all(compiled, SLOW[1]),
    ):
        with pytest.raises(FeelBudgetError, match="过久"):
            run()


def test_a_replacement_that_grows_without_bound_is_stopped() -> None:
    compiled = compile_pattern("a", "")
    assert compiled is not None

    with pytest.raises(FeelBudgetError, match="过长"):
        replace_all(compiled, "a" * 2000, "x" * 1000, literal=False)
