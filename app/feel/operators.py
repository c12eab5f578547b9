"""Compile operators to closures: logic, comparison, arithmetic, `in`."""

from collections.abc import Callable
from decimal import Decimal

from app.feel import arithmetic
from app.feel.compare import equal, in_range, order
from app.feel.scope import Code, Scope
from app.feel.values import Range, Value

Test = Callable[[Value, Scope], bool | None]
_PLAIN = frozenset({Decimal, str})
_ARITHMETIC = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}


def conjunction(left: Code, right: Code) -> Code:
    """Compile `and`: false wins, then null."""

    def run(scope: Scope) -> Value:
        first = left(scope)
        if first is False:
            return False
        second = right(scope)
        if second is False:
            return False
        return True if first is True and second is True else None

    return run


def disjunction(left: Code, right: Code) -> Code:
    """Compile `or`: true wins, then null."""

    def run(scope: Scope) -> Value:
        first = left(scope)
        if first is True:
            return True
        second = right(scope)
        if second is True:
            return True
        return False if first is False and second is False else None

    return run


def _less(a: Value, b: Value) -> bool | None:
    if type(a) is type(b) and type(a) in _PLAIN:
        return bool(a < b)
    compared = order(a, b)
    return None if compared is None else compared < 0


def _less_or_equal(a: Value, b: Value) -> bool | None:
    if type(a) is type(b) and type(a) in _PLAIN:
        return bool(a <= b)
    compared = order(a, b)
    return None if compared is None else compared <= 0


def _greater(a: Value, b: Value) -> bool | None:
    return _less(b, a)


def _greater_or_equal(a: Value, b: Value) -> bool | None:
    return _less_or_equal(b, a)


def _unequal(a: Value, b: Value) -> bool | None:
    same = equal(a, b)
    return None if same is None else not same


COMPARE: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": _unequal,
    "<": _less,
    "<=": _less_or_equal,
    ">": _greater,
    ">=": _greater_or_equal,
}


def binary(operator: str, left: Code, right: Code) -> Code:
    """Compile one operator between two operands."""
    if operator == "and":
        return conjunction(left, right)
    if operator == "or":
        return disjunction(left, right)
    operation: Callable[[Value, Value], Value] = COMPARE.get(operator) or _ARITHMETIC[operator]
    return lambda scope: operation(left(scope), right(scope))


def binary_with_constant(operator: str, left: Code, constant: Value) -> Code:
    """Compile one operator whose right operand is a constant other than of logic."""
    operation: Callable[[Value, Value], Value] = COMPARE.get(operator) or _ARITHMETIC[operator]
    kind = type(constant)
    if operator == "=" and kind in _PLAIN:

        def run(scope: Scope) -> Value:
            value = left(scope)
            return value == constant if type(value) is kind else equal(value, constant)

        return run
    return lambda scope: operation(left(scope), constant)


def between(value: Code, low: Code, high: Code) -> Code:
    """Compile `value between low and high`, both ends included."""

    def run(scope: Scope) -> Value:
        found = value(scope)
        above = _less_or_equal(low(scope), found)
        if above is False:
            return False
        below = _less_or_equal(found, high(scope))
        if below is False:
            return False
        return None if above is None or below is None else True

    return run


def contains(elements: list[Value], value: Value) -> bool:
    """Tell whether a list has an element equal to a value, or a range around it."""
    return any(matches(value, element) is True for element in elements)


def matches(value: Value, test: Value) -> bool | None:
    """Compare with an element: lie in it when it is a range, else be equal."""
    if isinstance(test, Range) and not isinstance(value, Range):
        return in_range(value, test)
    return equal(value, test)


def expression_test(code: Code, *, uses_input: bool, several: bool) -> Test:
    """Compile a test that is an expression (10.3.2.15, semantics of unary tests).

    One that speaks of `?` holds when it is true. A list holds when it contains the value; among several
    tests, and in a cell, also when it equals it.
    """

    def run(value: Value, scope: Scope) -> bool | None:
        found = code(scope)
        if uses_input:
            return found if isinstance(found, bool) else None
        if isinstance(found, Range) and not isinstance(value, Range):
            return in_range(value, found)
        if type(found) is list:
            return contains(found, value) or (several and equal(value, found) is True)
        return equal(value, found)

    return run


def cell_test(code: Code, *, uses_input: bool) -> Test:
    """Compile an expression in a cell: as among several tests, but a truth value decides for other inputs."""
    plain = expression_test(code, uses_input=uses_input, several=True)

    def run(value: Value, scope: Scope) -> bool | None:
        if uses_input:
            found = code(scope)
            if isinstance(found, bool):
                return found
            return matches(value, found) if type(found) is not list else contains(found, value)
        if isinstance(value, bool) or value is None:
            return plain(value, scope)
        found = code(scope)
        if isinstance(found, bool):
            return found
        return plain(value, scope)

    return run


def any_test(tests: list[Test]) -> Test:
    """Join tests by or, three-valued."""
    if len(tests) == 1:
        return tests[0]

    def run(value: Value, scope: Scope) -> bool | None:
        unknown = False
        for test in tests:
            found = test(value, scope)
            if found is True:
                return True
            unknown = unknown or found is None
        return None if unknown else False

    return run


def comparison_test(operator: str, operand: Code) -> Test:
    """Compile `< operand` and its like."""
    operation = COMPARE[operator]

    def run(value: Value, scope: Scope) -> bool | None:
        found = operand(scope)
        if type(found) is list and operator in ("=", "!=") and type(value) is not list:
            return None
        return operation(value, found)

    return run
