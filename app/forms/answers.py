"""Answers in words: the check-answers page, the receipt, and locked fields.

A row says what was asked, what was answered, and where to change it. It must not know HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.feel import Environment
from app.forms.choices import choices_of, token_of
from app.forms.definition import CHOICE_TYPES, Form
from app.forms.expressions import Scope
from app.forms.given import settle_values
from app.forms.paths import MISSING, to_anchor, to_name
from app.forms.posted import zone_of
from app.forms.reading import shown_moment
from app.forms.settle import Settled, Slot
from app.forms.templating import display
from app.forms.validators import VALIDATORS


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """Hold one answer: `kind` "answer", "heading" or "row" (the number of a list's row in `answer`).

    `anchor` is the id of the input on the form page ("" when there is nothing to change); `answer` has one
    text
    per line, none when the question was left empty.
    """

    label: str
    answer: tuple[str, ...]
    name: str
    anchor: str
    kind: str = "answer"
    sensitive: bool = False


def check_answers(
    form: Form, values: Mapping[str, Any], locale: str = "zh", *, env: Environment
) -> tuple[AnswerRow, ...]:
    """Return the rows of a check-answers page: visible fields in order, nothing masked."""
    return tuple(_rows(form, values, locale, env, masked=False))


def receipt_rows(
    form: Form, values: Mapping[str, Any], locale: str = "zh", *, env: Environment
) -> tuple[AnswerRow, ...]:
    """Return the rows of a printable receipt: answered fields only, sensitive ones masked."""
    return tuple(
        AnswerRow(row.label, row.answer, row.name, "", row.kind, row.sensitive)
        for row in _rows(form, values, locale, env, masked=True)
        if row.answer or row.kind == "heading"
    )


def _rows(
    form: Form, values: Mapping[str, Any], locale: str, env: Environment, *, masked: bool
) -> list[AnswerRow]:
    settled = settle_values(form, values, env)
    rows: list[AnswerRow] = []
    for slot in settled.slots:
        _collect(slot, settled, locale, rows, masked=masked)
    return rows


def _collect(slot: Slot, settled: Settled, locale: str, rows: list[AnswerRow], *, masked: bool) -> None:
    component = slot.component
    if slot.hidden:
        return
    scope = settled.scope_of(slot)
    wording = component.label or component.date_label or component.time_label
    label = wording.render(scope, locale) if wording else ""
    if component.type in {"group", "dynamiclist"} and label:
        rows.append(AnswerRow(label, (), to_name(slot.path), "", "heading"))
    if component.is_keyed and label:
        words = answer_words(slot, locale, scope, masked=masked and component.sensitive)
        anchor = "" if slot.locked or component.type == "expression" else anchor_of(slot)
        rows.append(AnswerRow(label, words, to_name(slot.path), anchor, sensitive=component.sensitive))
    for child in slot.children:
        _collect(child, settled, locale, rows, masked=masked)
    for index, row in enumerate(slot.rows):
        if len(slot.rows) > 1 or component.can_change_rows:
            rows.append(
                AnswerRow(
                    label,
                    (str(index + 1),),
                    to_name((*slot.path, index)),
                    to_anchor((*slot.path, index)),
                    "row",
                )
            )
        for child in row:
            _collect(child, settled, locale, rows, masked=masked)


def anchor_of(slot: Slot) -> str:
    """Return the id of the element that takes the focus when this answer is to be changed."""
    anchor = to_anchor(slot.path)
    if slot.component.type == "datetime" and slot.component.subtype == "datetime":
        return f"{anchor}-date"
    if slot.component.type in {"radio", "checklist", "taglist"}:
        return f"{anchor}-o0"
    return anchor


def answer_words(slot: Slot, locale: str, scope: Scope, *, masked: bool = False) -> tuple[str, ...]:
    """Return a slot's answer in words, one text per line; none for no answer."""
    component, value = slot.component, slot.value
    if slot.locked and component.expression is None:
        value = _stored(slot, scope)
    if value is None or value is MISSING or value in ("", []):
        return ()
    if component.type in CHOICE_TYPES:
        labels = {one.token: one.label for one in choices_of(component, scope, locale)}
        held = value if isinstance(value, list) else [value]
        return tuple(labels.get(token_of(one), token_of(one)) for one in held)
    if component.type == "checkbox":
        return (_yes(value is True, locale),)
    if component.type == "datetime" and isinstance(value, str):
        day, at = shown_moment(value, component.subtype, zone_of(scope.env))
        return (" ".join(part for part in (day, at) if part),)
    if component.type == "filepicker" and isinstance(value, list):
        return tuple(str(one.get("fileName", "")) for one in value if isinstance(one, Mapping))
    shown = _number_words(slot, scope, locale) if component.type == "number" else display_native(value)
    return tuple((mask(shown, component.validation.kind) if masked else shown).split("\n"))


def _stored(slot: Slot, scope: Scope) -> Any:
    here: Any = scope.data
    for segment in slot.path:
        if isinstance(segment, int):
            here = here[segment] if isinstance(here, list) and segment < len(here) else None
        else:
            here = here.get(segment) if isinstance(here, Mapping) else None
    return here if here is not None else slot.value


def _number_words(slot: Slot, scope: Scope, locale: str) -> str:
    component = slot.component
    prefix = component.prefix.render(scope, locale) if component.prefix else ""
    suffix = component.suffix.render(scope, locale) if component.suffix else ""
    return f"{prefix}{display_native(slot.value)}{suffix}"


def display_native(value: Any) -> str:
    """Write a JSON-native value for people."""
    if isinstance(value, float | Decimal) and not isinstance(value, bool):
        return token_of(value)
    return display(value) if not isinstance(value, int) or isinstance(value, bool) else str(value)


def _yes(value: bool, locale: str) -> str:
    if locale.lower().startswith("en"):
        return "Yes" if value else "No"
    return "是" if value else "否"


def mask(value: str, kind: str = "") -> str:
    """Hide the middle of a value: 410***********1234 for an ID number, 张* for a name."""
    validator = VALIDATORS.get(kind)
    first, last = validator.mask if validator else (1, 1)
    if kind == "email" and "@" in value:
        name, _, host = value.partition("@")
        return f"{name[:1]}{'*' * max(len(name) - 1, 1)}@{host}"
    if len(value) <= first + last:
        first, last = min(1, max(len(value) - 1, 0)), 0
    return value[:first] + "*" * (len(value) - first - last) + (value[len(value) - last :] if last else "")
