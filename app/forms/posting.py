"""Write typed values as a browser would post them: for programs that fill in forms through the front door."""

from collections.abc import Mapping
from typing import Any

from app.forms.paths import ROWS_SUFFIX
from app.forms.posted import as_posted


def as_post(values: Mapping[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """Return input name → texts; lists of rows become `name[0].sub`, false and None are not sent."""
    posted: dict[str, list[str]] = {}
    for name, value in values.items():
        full = f"{prefix}{name}"
        if isinstance(value, Mapping):
            posted |= as_post(value, f"{full}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            posted[full + ROWS_SUFFIX] = [str(len(value))]
            for number, row in enumerate(value):
                posted |= as_post(row, f"{full}[{number}].")
        elif value is not False and value is not None:
            posted[full] = as_posted(value)
    return posted
