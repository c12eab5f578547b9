"""Export what a form takes as JSON Schema (draft 2020-12), for clients of the API. One way only.

FEEL rules have no counterpart there: they are named in `x-luoshu-*` and checked by the server alone.
"""

from decimal import Decimal
from typing import Any

from app.forms.definition import CHOICE_TYPES, MANY_TYPES, Component, Form, Limit
from app.forms.validators import VALIDATORS

_FORMATS = {"date": "date", "time": "time", "datetime": "date-time"}


def json_schema(form: Form, locale: str = "zh") -> dict[str, Any]:
    """Return the JSON Schema of the values `parse` gives for a complete post."""
    root = _object()
    for component in form.components:
        _add(component, root, locale, conditional=False, depth=0)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:luoshu:form:{form.id}",
        "title": form.id,
        **root,
    }


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": []}


def _add(component: Component, here: dict[str, Any], locale: str, *, conditional: bool, depth: int) -> None:
    conditional = conditional or component.hide is not False
    segments = [str(one) for one in component.path[depth:]]
    if component.is_list:
        item = _object()
        for child in component.children:
            _add(child, item, locale, conditional=False, depth=len(component.path) + 1)
        rules = component.validation
        schema = {"type": "array", "items": item, "minItems": rules.min_rows, "maxItems": rules.max_rows}
        _place(here, segments, schema, required=rules.min_rows > 0 and not conditional)
        return
    if component.is_keyed:
        required = component.validation.required and not conditional and component.disabled is False
        _place(here, segments, _leaf(component, locale), required=required)
        return
    for child in component.children:
        _add(child, here, locale, conditional=conditional, depth=depth)


def _place(here: dict[str, Any], segments: list[str], schema: dict[str, Any], *, required: bool) -> None:
    for segment in segments[:-1]:
        if required and segment not in here["required"]:
            here["required"].append(segment)
        here = here["properties"].setdefault(segment, _object())
    here["properties"][segments[-1]] = schema
    if required:
        here["required"].append(segments[-1])


def _leaf(component: Component, locale: str) -> dict[str, Any]:
    schema = _typed(component, locale)
    wording = component.label or component.date_label or component.time_label
    if wording is not None:
        schema["title"] = wording.template(locale).source
    if component.description is not None:
        schema["description"] = component.description.template(locale).source
    if component.readonly is True or component.expression is not None:
        schema["readOnly"] = True
    if component.sensitive:
        schema["x-luoshu-sensitive"] = True
    if component.hide is not False:
        schema["x-luoshu-conditional"] = True
    if component.validation.kind in VALIDATORS:
        schema["x-luoshu-validator"] = component.validation.kind
    return schema


def _typed(component: Component, locale: str) -> dict[str, Any]:
    rules = component.validation
    if component.type in CHOICE_TYPES:
        return _choice(component, locale)
    match component.type:
        case "number":
            return _number_schema(component)
        case "checkbox":
            return {"type": "boolean", "const": True} if rules.required else {"type": "boolean"}
        case "datetime":
            return {"type": "string", "format": _FORMATS[component.subtype]}
        case "filepicker":
            return {
                "type": "array",
                "items": {"type": "object", "properties": {"fileName": {"type": "string"}}},
            }
        case "expression":
            return {}
    text: dict[str, Any] = {"type": "string"}
    if rules.pattern is not None:
        text["pattern"] = rules.pattern.source
    if rules.kind == "email":
        text["format"] = "email"
    return _bounded(text, "Length", rules.min_length, rules.max_length)


def _choice(component: Component, locale: str) -> dict[str, Any]:
    rules = component.validation
    one: dict[str, Any] = {}
    if component.options is not None:
        english = locale.lower().startswith("en")
        one["oneOf"] = [
            {"const": option.value, "title": option.label_en if english and option.label_en else option.label}
            for option in component.options
        ]
    if component.type not in MANY_TYPES:
        return one
    many: dict[str, Any] = {"type": "array", "items": one, "uniqueItems": True}
    return _bounded(many, "Items", _decimal(rules.min_selected), _decimal(rules.max_selected))


def _number_schema(component: Component) -> dict[str, Any]:
    if component.as_text:
        return {"type": "string"}
    rules = component.validation
    bounds = {"minimum": rules.min, "maximum": rules.max, "multipleOf": component.increment}
    fixed = {name: _number(bound) for name, bound in bounds.items() if isinstance(bound, Decimal)}
    return {"type": "integer" if component.decimal_digits == 0 else "number", **fixed}


def _bounded(
    schema: dict[str, Any], what: str, lowest: Limit | None, highest: Limit | None
) -> dict[str, Any]:
    if isinstance(lowest, Decimal) and lowest > 0:
        schema[f"min{what}"] = int(lowest)
    if isinstance(highest, Decimal):
        schema[f"max{what}"] = int(highest)
    return schema


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
