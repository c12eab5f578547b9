"""How urgent a term is on a day: green, yellow from its warning day, red when it is late.

It must not know who is told about it.
"""

from datetime import date
from typing import Literal

from app.deadlines.derivation import Derivation

Level = Literal["green", "yellow", "red"]


def level(derivation: Derivation, today: date) -> Level:
    """Return the colour of an open term on a local day.

    Yellow from `warning_on` (80 % of the term unless the element says otherwise) or from the internal target,
    red after the last day in time. A least period is never late and stays green.
    """
    if derivation.term.not_before:
        return "green"
    if today > derivation.late_after:
        return "red"
    return "yellow" if today >= min(derivation.warning_on, derivation.target_on) else "green"


def days_left(derivation: Derivation, today: date) -> int:
    """Return how many counted days of the term lie after today; negative in calendar days once it is late."""
    if today > derivation.late_after:
        return (derivation.late_after - today).days
    return sum(day > today for day in derivation.counted)
