"""FEEL inside forms: what an expression may see, and what happens when it fails.

A broken expression is refused when the form is loaded. At run time a failing one gives null, so a field
is rather shown than hidden; limits are the exception: `Scope.strict` tells that a limit could not be
computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.feel import Environment, Expression, FeelBudgetError, FeelError, from_feel, to_feel

Rule = bool | Expression
"""A switch of a component: fixed, or FEEL."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Hold what an expression sees, after form-js: all data, and inside a list `this`, `parent`, `i`.

    `data` is the whole form's data in FEEL values; `this` is the row, `parent` the row around it, `i` the row
    numbers from 1, outermost first.
    """

    data: Mapping[str, Any]
    env: Environment
    this: Any = None
    parent: Any = None
    indexes: tuple[int, ...] = ()

    @staticmethod
    def of(data: Mapping[str, Any], env: Environment) -> "Scope":
        """Open the outermost scope over JSON-native data."""
        converted = {key: _feel(value) for key, value in data.items()}
        return Scope(converted, env, this=converted)

    def row(self, this: Any, index: int) -> "Scope":
        """Open the scope of one row of a list; `index` counts from 0."""
        return Scope(self.data, self.env, _feel(this), self.this, (*self.indexes, index + 1))

    def with_names(self, names: Mapping[str, Any]) -> "Scope":
        """Open a scope with extra names: the body of a template loop."""
        return Scope({**self.data, **names}, self.env, self.this, self.parent, self.indexes)

    def names(self) -> dict[str, Any]:
        """Return every name an expression sees; data wins over the special names, `_this_` never loses."""
        special = {"this": self.this, "parent": self.parent, "i": [to_feel(index) for index in self.indexes]}
        return {**special, **self.data, **{f"_{name}_": value for name, value in special.items()}}

    def evaluate(self, expression: Expression) -> Any:
        """Evaluate to a FEEL value; null when the expression fails."""
        try:
            return expression.evaluate(self.names(), env=self.env)
        except (FeelError, FeelBudgetError):
            return None

    def native(self, expression: Expression) -> Any:
        """Evaluate to a JSON-native value (numbers int or Decimal or float as `app.feel` decides)."""
        value = self.evaluate(expression)
        try:
            return from_feel(value)
        except (FeelError, TypeError, ValueError):
            return None

    def strict(self, expression: Expression) -> Any:
        """Evaluate to a FEEL value; raise FeelError where the expression fails."""
        return expression.evaluate(self.names(), env=self.env)

    def holds(self, rule: Rule) -> bool:
        """Tell whether a switch is on; only true switches on, as in form-js."""
        return rule if isinstance(rule, bool) else self.evaluate(rule) is True


def _feel(value: Any) -> Any:
    """Convert to a FEEL value; what has no counterpart there is null to expressions."""
    try:
        return to_feel(value)
    except FeelError:
        return None
