"""Evaluate the FEEL that a drawing's properties hold: `=…` is an expression, everything else is itself."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from app.clock import local_date
from app.feel import Environment, Expression, compile_expression, from_feel, is_feel, to_feel


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Expression:
    return compile_expression(source)


def evaluate(source: str | None, values: Mapping[str, Any], environment: Environment) -> Any:
    """Return the JSON-native value of a property over `values`; a text without `=` is returned as it is."""
    if source is None:
        return None
    if not is_feel(source):
        return source
    context = {name: to_feel(value) for name, value in values.items()}
    return from_feel(_compiled(source).evaluate(context, env=environment))


def evaluate_date(source: str | None, values: Mapping[str, Any], environment: Environment) -> date | None:
    """Return the local day a property names; None when it is missing or no date."""
    found = evaluate(source, values, environment)
    if isinstance(found, datetime):
        return local_date(found)
    if isinstance(found, date):
        return found
    if isinstance(found, str) and found:
        try:
            return date.fromisoformat(found[:10])
        except ValueError:
            return None
    return None


def evaluate_text(source: str | None, values: Mapping[str, Any], environment: Environment) -> str | None:
    """Return a property as text; None stays None."""
    found = evaluate(source, values, environment)
    return None if found is None else str(found)
