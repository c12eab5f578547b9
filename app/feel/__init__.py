"""FEEL, the expression language of DMN, compiled to closures: no eval, no exec, a budget for every run.

Knows nothing of processes, forms or the database; functions of the domain come in through `FunctionRegistry`.
"""

from app.feel.environment import Environment
from app.feel.errors import FeelBudgetError, FeelError, FeelSyntaxError, Position
from app.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests, is_feel
from app.feel.native import from_feel, to_feel
from app.feel.registry import BUILTINS_ONLY, Definition, FunctionRegistry, define
from app.feel.values import DaysTimeDuration, Range, Value, YearsMonthsDuration

__all__ = [
    "BUILTINS_ONLY",
    "DaysTimeDuration",
    "Definition",
    "Environment",
    "Expression",
    "FeelBudgetError",
    "FeelError",
    "FeelSyntaxError",
    "FunctionRegistry",
    "Position",
    "Range",
    "UnaryTests",
    "Value",
    "YearsMonthsDuration",
    "compile_expression",
    "compile_unary_tests",
    "define",
    "from_feel",
    "is_feel",
    "to_feel",
]
