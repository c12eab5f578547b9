"""Where a value lives: paths such as `persons[0].name`, which are also the names of the HTML inputs.

A path is a tuple of object keys (str) and row numbers (int, from 0). It must not know components.
"""

import re
from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]

MISSING: Any = object()
"""Stands for "no value was ever given", which is not the same as an empty answer (None)."""

ROWS_SUFFIX = "__rows"
PRESENT_SUFFIX = "__present"
DATE_SUFFIX = "__date"
TIME_SUFFIX = "__time"
KEEP_SUFFIX = "__drop"


def to_name(path: Path) -> str:
    """Write a path as an input name: ("persons", 0, "name") → "persons[0].name"."""
    name = ""
    for segment in path:
        if isinstance(segment, int):
            name += f"[{segment}]"
        else:
            name += f".{segment}" if name else segment
    return name


def to_anchor(path: Path) -> str:
    """Write a path as the id of an HTML element: ("persons", 0, "name") → "f-persons-0-name"."""
    return "f-" + re.sub(r"[^A-Za-z0-9_-]", "-", "-".join(str(segment) for segment in path))


def get_in(data: Any, path: Path, default: Any = None) -> Any:
    """Read the value at a path; `default` when any part of the way is missing or of another shape."""
    for segment in path:
        if isinstance(segment, int):
            if not isinstance(data, list) or not 0 <= segment < len(data):
                return default
            data = data[segment]
        elif isinstance(data, Mapping) and segment in data:
            data = data[segment]
        else:
            return default
    return data


def set_in(data: dict[str, Any], path: Path, value: Any) -> None:
    """Write a value at a path, making objects and rows on the way; what is in the way is replaced."""
    here: Any = data
    for position, segment in enumerate(path[:-1]):
        fresh: Any = [] if isinstance(path[position + 1], int) else {}
        here = _step(here, segment, fresh)
    last = path[-1]
    if isinstance(last, int):
        while len(here) <= last:
            here.append({})
    here[last] = value


def _step(here: Any, segment: str | int, fresh: Any) -> Any:
    if isinstance(segment, int):
        while len(here) <= segment:
            here.append({})
        if type(here[segment]) is not type(fresh):
            here[segment] = fresh
    elif type(here.get(segment)) is not type(fresh):
        here[segment] = fresh
    return here[segment]


def remove_in(data: dict[str, Any], path: Path) -> None:
    """Take the value at a path away; objects that become empty on the way go too, rows stay."""
    holders: list[tuple[Any, str | int]] = []
    here: Any = data
    for segment in path[:-1]:
        holders.append((here, segment))
        here = get_in(here, (segment,), MISSING)
        if here is MISSING:
            return
    if isinstance(here, dict):
        here.pop(str(path[-1]), None)
    for holder, segment in reversed(holders):
        if here != {} or isinstance(segment, int):
            return
        del holder[segment]
        here = holder


def plain_copy(value: Any) -> Any:
    """Copy nested mappings and lists into plain dicts and lists; other values are shared."""
    if isinstance(value, Mapping):
        return {str(key): plain_copy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_copy(item) for item in value]
    return value
