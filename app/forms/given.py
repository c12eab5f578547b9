"""Settle a form over values that are stored already: for showing it and for repeating its answers."""

from collections.abc import Mapping
from typing import Any

from app.feel import Environment
from app.forms.definition import Component, Form
from app.forms.paths import MISSING, Path, get_in
from app.forms.schema import MAX_ROWS
from app.forms.settle import Settled, Slot, empty_or_default, settle


class Given:
    """Give stored values to the slots of a form; what was never given gets its default."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def row_numbers(self, component: Component, posted_path: Path) -> list[int]:
        """Return the rows the values hold, or the default number of rows."""
        stored = get_in(self.values, posted_path, MISSING)
        if not isinstance(stored, list):
            return list(range(component.default_rows))
        return list(range(min(len(stored), MAX_ROWS)))

    def fill(self, slot: Slot) -> None:
        """Set the stored value or the default."""
        stored = get_in(self.values, slot.path, MISSING)
        slot.value = empty_or_default(slot.component) if stored is MISSING else stored


def settle_values(form: Form, values: Mapping[str, Any], env: Environment) -> Settled:
    """Settle a form over stored values, defaults filled in."""
    return settle(form, Given(values), values, env)
