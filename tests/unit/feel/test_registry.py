"""Functions of the domain come in through one registry; their signature is their documentation."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.errors import NotFoundError
from app.feel import BUILTINS_ONLY, FeelError, FunctionRegistry, compile_expression, define
from app.text import text

from .feel_helpers import env


def _add_days(start: date, days: Decimal) -> date:
    return start + timedelta(days=int(days))


REGISTRY = BUILTINS_ONLY.with_functions(
    define("add working days(date: date, days: number)", _add_days, "工作日"),
    define("法定期限(起算日: date, 天数?: number)", lambda start, days=Decimal(1): _add_days(start, days)),
    define("facts()", lambda: {"amount": 3, "rate": 0.1, "list": [1]}),
)


def evaluate(source: str, registry: FunctionRegistry = REGISTRY, **values: Any) -> Any:
    return compile_expression(source).evaluate(values, env=env(functions=registry))


def test_a_function_of_the_domain_is_called_by_position_or_name() -> None:
    assert evaluate('add working days(@"2026-03-02", 2)') == date(2026, 3, 4)
    assert evaluate('add working days(days: 2, date: @"2026-03-02")') == date(2026, 3, 4)
    assert evaluate('法定期限(@"2026-03-02")') == date(2026, 3, 3)


def test_arguments_that_do_not_fit_give_null_without_a_call() -> None:
    assert evaluate('add working days("2026-03-02", 2)') is None
    assert evaluate("add working days(null, 2)") is None
    assert evaluate('add working days(@"2026-03-02")') is None


def test_what_a_function_returns_becomes_feel() -> None:
    assert evaluate("facts().amount + facts().rate") == Decimal("3.1")


def test_without_the_registry_the_function_is_unknown() -> None:
    assert evaluate('add working days(@"2026-03-02", 2)', BUILTINS_ONLY) is None


def test_an_error_of_a_function_names_the_function_and_the_place() -> None:
    def fail(_: Decimal) -> None:
        raise NotFoundError(text("没有这条规则"))

    registry = BUILTINS_ONLY.with_functions(define("rule(n: number)", fail))

    with pytest.raises(FeelError, match="函数“rule”：没有这条规则") as caught:
        evaluate("1 +\n  rule(1)", registry)

    assert caught.value.position is not None
    assert (caught.value.position.line, caught.value.position.column) == (2, 7)


@pytest.mark.parametrize("signature", ["no brackets", "f(a)", "f(a: money)", "f(a: list<money>)"])
def test_a_malformed_signature_is_refused(signature: str) -> None:
    with pytest.raises(ValueError, match=r"signature|parameter|unknown type"):
        BUILTINS_ONLY.with_functions(define(signature, lambda a: a))


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        REGISTRY.with_functions(define("facts()", dict))


def test_definitions_may_come_as_a_collection() -> None:
    registry = BUILTINS_ONLY.with_functions([define("one()", lambda: 1), define("two()", lambda: 2)])

    assert evaluate("one() + two()", registry) == 3
    assert {function.name for function in registry} == {"one", "two"}
    assert "one" in registry
