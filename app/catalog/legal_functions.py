"""The functions of legal time under which expressions of a package run: working days, legal dates.

Compiling needs their names only, running needs them on one calendar. docs/reference/terms.md lists them.
"""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from app.deadlines import Calendar, build_calendar, feel_functions
from app.deadlines.published import published_calendar
from app.feel import BUILTINS_ONLY, FunctionRegistry
from app.feel.registry import Definition, define

_TYPES = {"rule": "string", "days": "number"}


def legal_functions(calendar: Calendar) -> FunctionRegistry:
    """Return FEEL's built-ins with the functions of legal time on a calendar version."""
    return BUILTINS_ONLY.with_functions(_define(*pair) for pair in feel_functions(calendar).items())


@cache
def known_functions() -> FunctionRegistry:
    """Return the same functions for compiling: their names and signatures do not depend on the calendar."""
    return legal_functions(build_calendar(published_calendar()))


def _define(name: str, function: Callable[..., Any]) -> Definition:
    parameters = (f"{own}: {_TYPES.get(own, 'date')}" for own in inspect.signature(function).parameters)
    return define(f"{name}({', '.join(parameters)})", function)
