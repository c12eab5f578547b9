"""Builders shared by the tests of FEEL."""

from datetime import UTC, datetime
from typing import Any

from app.feel import Environment, compile_expression, from_feel

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Monday 2 March 2026, 09:30 in the city."""


def env(**changes: Any) -> Environment:
    return Environment(NOW, **changes)


def feel(source: str, **variables: Any) -> Any:
    """Evaluate and give back the FEEL value."""
    return compile_expression(source, names=variables).evaluate(variables, env=env())


def native(source: str, **variables: Any) -> Any:
    """Evaluate and give back the JSON-native value."""
    return from_feel(feel(source, **variables))
