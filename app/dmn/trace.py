"""Why a decision came out as it did: the rules that matched and what was strange on the way."""

from dataclasses import dataclass
from typing import Any

from app.feel.environment import Environment, Runtime
from app.feel.errors import FeelError
from app.feel.native import from_feel
from app.feel.render import render
from app.feel.values import Value
from app.text import Text


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """Hold one rule that gave the result: values are JSON-native, `index` counts from 1 as in the editor.

    `decision_id` is the decision or knowledge model whose table it is. Annotations are (column, words).
    """

    decision_id: str
    rule_id: str
    index: int
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    annotations: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the rule as JSON-native data for the record."""
        return {
            "decision_id": self.decision_id,
            "rule_id": self.rule_id,
            "index": self.index,
            "inputs": self.inputs,
            "outputs": self.outputs,
            "annotations": [list(pair) for pair in self.annotations],
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold a result: the FEEL value, the matched rules in the order they were found, and notes.

    A note says what gave null or could mislead: no rule matched, several did, an input of the wrong type.
    """

    value: Value
    matched: tuple[MatchedRule, ...] = ()
    notes: tuple[Text, ...] = ()

    def native(self) -> Any:
        """Return the value as JSON-native data; FeelError for a function or range."""
        return from_feel(self.value)


class TraceRuntime(Runtime):
    """Count work and collect the trace of one evaluation."""

    __slots__ = ("matched", "notes")

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.matched: list[MatchedRule] = []
        self.notes: list[Text] = []


def readable(value: Value) -> Any:
    """Return JSON-native data for the record; functions and ranges as their text."""
    try:
        return from_feel(value)
    except FeelError:
        return render(value)
