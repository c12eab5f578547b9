"""Options of radio, select, checklist and taglist, and columns of tables: written in the form or computed.

An option is posted as a token; the value that is stored is the form's own, so a forged token can bring in
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from app.feel import FeelError, from_feel
from app.forms.definition import Column, Component, StaticOption
from app.forms.expressions import Scope
from app.forms.paths import get_in, plain_copy
from app.forms.problems import Problems
from app.text import text

MAX_OPTIONS = 2000
"""Most options of one field; the rest is left out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold one option as offered: the token that is posted, the value that is stored, the label."""

    token: str
    value: Any
    label: str


def token_of(value: Any) -> str:
    """Write an option value as the text a browser posts; equal values have equal tokens."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)).normalize(), "f")
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode()


def choices_of(component: Component, scope: Scope, locale: str = "zh") -> tuple[Choice, ...]:
    """Return the options a component offers in a scope, in order, each token once."""
    if component.options is not None:
        return tuple(
            Choice(token_of(option.value), option.value, _label(option.label, option.label_en, locale))
            for option in component.options
        )
    found: Any = None
    if component.values_expression is not None:
        found = scope.native(component.values_expression)
    elif component.values_key:
        found = _native(get_in(scope.data, tuple(component.values_key.split("."))))
    choices: dict[str, Choice] = {}
    for option in found[:MAX_OPTIONS] if isinstance(found, list) else ():
        choice = _computed(option, locale)
        if choice is not None:
            choices.setdefault(choice.token, choice)
    return tuple(choices.values())


def _native(value: Any) -> Any:
    try:
        return from_feel(value)
    except (FeelError, TypeError, ValueError):
        return None


def _computed(option: Any, locale: str) -> Choice | None:
    if isinstance(option, Mapping):
        value, label = option.get("value"), option.get("label")
        if value is None:
            value = label
        if value is None:
            return None
        shown = str(label) if label is not None else token_of(value)
        english = option.get("label.en") or option.get("label_en")
        return Choice(
            token_of(value), plain_copy(value), _label(shown, str(english) if english else None, locale)
        )
    if isinstance(option, str | int | float | Decimal) and option != "":
        return Choice(token_of(option), option, token_of(option))
    return None


def _label(label: str, english: str | None, locale: str) -> str:
    return english if english and locale.lower().startswith("en") else label


def read_options(raw: Any, problems: Problems) -> tuple[StaticOption, ...]:
    """Read the `values` of a component, noting what is wrong with them."""
    if not isinstance(raw, list) or not raw:
        problems.add("values", text("应为非空的选项列表"))
        return ()
    options: list[StaticOption] = []
    seen: set[str] = set()
    for number, option in enumerate(raw, start=1):
        place = f"values[{number}]"
        if not isinstance(option, Mapping) or set(option) - {"label", "value", "label.en"}:
            problems.add(place, text("选项只能包含 label、value、label.en"))
            continue
        label, value, english = option.get("label"), option.get("value"), option.get("label.en")
        if not isinstance(label, str) or not label.strip():
            problems.add(place, text("选项缺少文字（label）"))
            continue
        if not isinstance(value, str | int | float | bool) or value == "":
            problems.add(place, text("选项缺少值（value）"))
            continue
        if token_of(value) in seen:
            problems.add(place, text("选项值 %(value)s 重复", value=token_of(value)))
        seen.add(token_of(value))
        options.append(StaticOption(value, label, english if isinstance(english, str) and english else None))
    return tuple(options)


def read_columns(raw: Any, problems: Problems) -> tuple[Column, ...]:
    """Read the `columns` of a table."""
    columns: list[Column] = []
    if not isinstance(raw, list):
        problems.add("columns", text("应为列的列表"))
        return ()
    for number, column in enumerate(raw, start=1):
        if not isinstance(column, Mapping) or not isinstance(column.get("key"), str) or not column["key"]:
            problems.add(f"columns[{number}]", text("列缺少键（key）"))
            continue
        columns.append(
            Column(column["key"], str(column.get("label") or column["key"]), column.get("label.en"))
        )
    return tuple(columns)


def columns_of(component: Component, scope: Scope) -> tuple[Column, ...]:
    """Return the columns of a table, written or computed."""
    if component.columns_expression is None:
        return component.columns
    found = scope.native(component.columns_expression)
    return tuple(
        Column(str(one["key"]), str(one.get("label") or one["key"]), one.get("label.en"))
        for one in (found if isinstance(found, list) else ())
        if isinstance(one, Mapping) and one.get("key")
    )
