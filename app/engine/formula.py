"""A text of the drawing that is either a literal or FEEL ("=…"), compiled once and evaluated many times.

Knows scopes only as a function from a name to a value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.clock import LOCAL_ZONE
from app.feel import (
    BUILTINS_ONLY,
    Environment,
    Expression,
    FeelError,
    FunctionRegistry,
    compile_expression,
    from_feel,
    to_feel,
)
from app.text import Text, text

MISSING: Any = object()
Lookup = Callable[[str], Any]


class EngineFailureError(Exception):
    """Stop one token: becomes an incident that a person can look at and retry."""

    def __init__(self, kind: str, message: Text, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(str(message))
        self.kind = kind
        self.message = message
        self.values: Mapping[str, Any] = values or {}


@dataclass(frozen=True, slots=True)
class EngineEnvironment:
    """Hold what an act on an instance may use: the moment (aware), FEEL functions, the decision service.

    `decide(decision_id, variables)` returns the value and a trace; it raises to make an incident.
    """

    now: datetime
    functions: FunctionRegistry = BUILTINS_ONLY
    decide: Callable[[str, Mapping[str, Any]], tuple[Any, Any]] | None = None
    feel: Environment = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            message = "an engine environment needs an aware moment"
            raise ValueError(message)
        feel = Environment(now=self.now, zone=LOCAL_ZONE, functions=self.functions)
        object.__setattr__(self, "feel", feel)


@dataclass(frozen=True, slots=True)
class Formula:
    """Hold one compiled text; a literal evaluates to itself."""

    source: str
    expression: Expression | None = None

    @property
    def is_literal(self) -> bool:
        """Tell whether the text is taken as written."""
        return self.expression is None

    def evaluate(self, lookup: Lookup, env: EngineEnvironment) -> Any:
        """Return the JSON-native value; raises `EngineFailureError` of kind "expression"."""
        if self.expression is None:
            return self.source
        context: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for name in self.expression.names:
            value = lookup(name)
            if value is not MISSING:
                values[name] = value
                context[name] = to_feel(value)
        try:
            return from_feel(self.expression.evaluate(context, env=env.feel))
        except FeelError as error:
            message = text(
                "表达式“%(source)s”不能求值：%(reason)s", source=self.source, reason=str(error.message)
            )
            raise EngineFailureError("expression", message, values) from error
        except (TypeError, ValueError, ArithmeticError) as error:
            message = text(
                "表达式“%(source)s”的结果不能保存：%(reason)s", source=self.source, reason=str(error)
            )
            raise EngineFailureError("expression", message, values) from error

    def truth(self, lookup: Lookup, env: EngineEnvironment) -> bool:
        """Return a boolean; any other value is an `EngineFailureError`, never a silent false."""
        value = self.evaluate(lookup, env)
        if isinstance(value, bool):
            return value
        names = self.expression.names if self.expression else ()
        found = {name: lookup(name) for name in names}
        raise EngineFailureError(
            "condition",
            text("条件“%(source)s”的结果应为真或假，却是 %(value)s。", source=self.source, value=repr(value)),
            {name: value for name, value in found.items() if value is not MISSING},
        )


def literal(source: str) -> Formula:
    """Return a formula that evaluates to the text itself."""
    return Formula(source)


def compile_formula(source: str, functions: FunctionRegistry = BUILTINS_ONLY) -> Formula:
    """Compile "=…" as FEEL, take anything else as written; raises `FeelSyntaxError`."""
    stripped = source.strip()
    if not stripped.startswith("="):
        return Formula(source)
    return compile_feel(stripped[1:], functions, shown=stripped)


def compile_feel(source: str, functions: FunctionRegistry = BUILTINS_ONLY, *, shown: str = "") -> Formula:
    """Compile FEEL without its "="; raises `FeelSyntaxError`."""
    return Formula(shown or f"={source}", compile_expression(source, names=_names(functions)))


def _names(functions: FunctionRegistry) -> tuple[str, ...]:
    names = getattr(functions, "names", ())
    return tuple(names() if callable(names) else names)
