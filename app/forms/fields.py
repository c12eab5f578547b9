"""Build the view of one input: what kind, which words, which hints to the browser. No settling, no errors."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.forms.checking import HARD_LIMIT, LimitError, date_limit, number_limit
from app.forms.choices import token_of
from app.forms.definition import CHOICE_TYPES, MANY_TYPES
from app.forms.expressions import Scope
from app.forms.paths import DATE_SUFFIX, KEEP_SUFFIX, MISSING, TIME_SUFFIX, to_anchor, to_name
from app.forms.posted import zone_of
from app.forms.reading import shown_moment
from app.forms.settle import Slot
from app.forms.upload import KNOWN_TYPES, UploadLimits
from app.forms.uploads_of import field_limits
from app.forms.validators import VALIDATORS
from app.forms.view import FieldView, FileView, OptionView, PartView
from app.text import Text, text

_SHORT_LIMIT = 20


def field_view(slot: Slot, scope: Scope, locale: str, limits: UploadLimits) -> FieldView:
    """Build the view of an input slot whose choices are set."""
    component = slot.component
    wording = component.label or component.date_label or component.time_label
    validator = VALIDATORS.get(component.validation.kind)
    common: dict[str, Any] = {
        "kind": component.type,
        "name": to_name(slot.path),
        "id": to_anchor(slot.path),
        "label": wording.render(scope, locale) if wording else component.key,
        "hint": component.description.render(scope, locale) if component.description else "",
        "required": component.validation.required,
        "sensitive": component.sensitive,
        "autocomplete": component.autocomplete or (validator.autocomplete if validator else ""),
        "prefix": component.prefix.render(scope, locale) if component.prefix else "",
        "suffix": component.suffix.render(scope, locale) if component.suffix else "",
    }
    if component.type in CHOICE_TYPES:
        return FieldView(**common, options=_options(slot, common["id"]))
    if component.type == "checkbox":
        return FieldView(**common, checked=slot.value is True)
    if component.type == "datetime":
        return FieldView(
            **common, parts=_parts(slot, scope, common, locale), format_hint=_date_hint(slot, scope)
        )
    if component.type == "filepicker":
        return _filepicker(slot, scope, common, limits)
    return FieldView(
        **common,
        value=text_of(slot.value),
        inputmode=_inputmode(slot) or (validator.inputmode if validator else ""),
        format_hint=_length_hint(slot, scope),
        width=_width(slot),
    )


def text_of(value: Any) -> str:
    """Write a stored single value as the text of an input."""
    if value is None or value is MISSING:
        return ""
    return value if isinstance(value, str) else token_of(value)


def _inputmode(slot: Slot) -> str:
    if slot.component.type != "number":
        return ""
    return "numeric" if slot.component.decimal_digits == 0 else "decimal"


def _width(slot: Slot) -> str:
    component = slot.component
    highest = component.validation.max_length
    if component.type == "number" or component.validation.kind in {
        "idcard",
        "uscc",
        "cn-mobile",
        "phone",
        "postcode",
    }:
        return "short"
    return "short" if isinstance(highest, int | float) or _is_small(highest) else ""


def _is_small(limit: Any) -> bool:
    try:
        return limit is not None and limit <= _SHORT_LIMIT
    except TypeError:
        return False


def _length_hint(slot: Slot, scope: Scope) -> Text | None:
    try:
        highest = number_limit(slot.component.validation.max_length, scope)
    except LimitError:
        return None
    if slot.component.type != "textarea" or highest is None or highest > HARD_LIMIT:
        return None
    return text("最多 %(limit)s 个字", limit=format(highest.normalize(), "f"))


def _options(slot: Slot, anchor: str) -> tuple[OptionView, ...]:
    held = slot.value if slot.component.type in MANY_TYPES and isinstance(slot.value, list) else [slot.value]
    selected = {token_of(one) for one in held if one is not None and one is not MISSING}
    return tuple(
        OptionView(choice.token, choice.label, f"{anchor}-o{number}", choice.token in selected)
        for number, choice in enumerate(slot.choices)
    )


def _parts(slot: Slot, scope: Scope, common: Mapping[str, Any], locale: str) -> tuple[PartView, ...]:
    component = slot.component
    stored = slot.value if isinstance(slot.value, str) else ""
    day, at = shown_moment(stored, component.subtype, zone_of(scope.env)) if stored else ("", "")
    name, anchor = common["name"], common["id"]
    both = component.subtype == "datetime"
    parts: list[PartView] = []
    if component.subtype != "time":
        label = component.date_label.render(scope, locale) if component.date_label else common["label"]
        parts.append(
            PartView(
                name + DATE_SUFFIX if both else name,
                f"{anchor}-date" if both else anchor,
                label,
                text("年-月-日，例如 2026-04-20"),
                day,
                "numeric",
                common["autocomplete"],
                "date",
            )
        )
    if component.subtype != "date":
        label = component.time_label.render(scope, locale) if component.time_label else common["label"]
        parts.append(
            PartView(
                name + TIME_SUFFIX if both else name,
                f"{anchor}-time" if both else anchor,
                label,
                text("24小时制，例如 09:30"),
                at,
                "numeric",
                "",
                "time",
            )
        )
    return tuple(parts)


def _date_hint(slot: Slot, scope: Scope) -> Text | None:
    rules = slot.component.validation
    try:
        lowest, highest = date_limit(rules.min, scope), date_limit(rules.max, scope)
    except LimitError:
        return None
    if lowest and highest:
        return text("应在 %(first)s 至 %(last)s 之间", first=lowest.isoformat(), last=highest.isoformat())
    if lowest:
        return text("不早于 %(first)s", first=lowest.isoformat())
    return text("不晚于 %(last)s", last=highest.isoformat()) if highest else None


def _filepicker(slot: Slot, scope: Scope, common: Mapping[str, Any], limits: UploadLimits) -> FieldView:
    narrowed = field_limits(slot.component, scope, limits)
    kinds = [word for word in KNOWN_TYPES if word in narrowed.types and word != "jpeg"]
    endings = [f".{ending}" for word in kinds for ending in KNOWN_TYPES[word].endings]
    name, anchor = common["name"], common["id"]
    held: Sequence[Any] = slot.value if isinstance(slot.value, list) else ()
    files = tuple(
        FileView(
            str(one.get("fileName", "")),
            int(one.get("size") or 0),
            name + KEEP_SUFFIX,
            f"{anchor}-drop{number}",
        )
        for number, one in enumerate(held)
        if isinstance(one, Mapping)
    )
    return FieldView(
        **common,
        files=files,
        accept=",".join(endings),
        multiple=narrowed.max_files > 1,
        format_hint=text(
            "最多 %(count)s 个文件，每个不超过 %(size)s MB，类型：%(types)s",
            count=narrowed.max_files,
            size=narrowed.max_bytes // (1024 * 1024),
            types="、".join(word.upper() for word in kinds),
        ),
    )
