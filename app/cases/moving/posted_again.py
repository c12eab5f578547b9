"""Turn stored form values back into a post, so that a draft is read by the same rules as what a browser sends."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.forms.paths import PRESENT_SUFFIX, ROWS_SUFFIX, Path, to_name
from app.forms.posted import as_posted


def as_data(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the input names and texts a browser would post for these values; files are left out."""
    return dict(_pairs(values, ()))


def walk_files(value: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every description of a file in form values with the path of its field."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from walk_files(inner, (*path, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if isinstance(inner, dict) and "fileName" in inner:
                yield path, inner
            else:
                yield from walk_files(inner, (*path, number))


def _pairs(value: Any, path: Path) -> Iterator[tuple[str, list[str]]]:
    name = to_name(path)
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(inner, (*path, str(key)))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        if "fileName" in value[0]:
            return
        yield name + ROWS_SUFFIX, [str(len(value))]
        for number, inner in enumerate(value):
            yield from _pairs(inner, (*path, number))
    else:
        # an empty list may be a list without rows or a choice without ticks: both are said
        if value == []:
            yield name + ROWS_SUFFIX, ["0"]
        yield name + PRESENT_SUFFIX, ["1"]
        yield name, as_posted(value)
