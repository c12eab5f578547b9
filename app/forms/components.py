"""Read one raw component: its attributes checked against its type, its expressions compiled.

It must not know the other components; the tree is `load`'s.
"""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from app.feel import compile_expression
from app.forms import schema
from app.forms.attributes import Attributes
from app.forms.component_types import BUILDERS, KEY
from app.forms.definition import (
    CHOICE_TYPES,
    INPUT_TYPES,
    KEYED_TYPES,
    MANY_TYPES,
    Component,
    Limit,
    Validation,
    Wording,
)
from app.forms.paths import Path
from app.forms.problems import Problems
from app.forms.reading import Unreadable, day
from app.forms.upload import KNOWN_TYPES
from app.forms.validators import VALIDATORS
from app.text import text


def check_attributes(raw: Mapping[str, Any], problems: Problems) -> bool:
    """Check type and attribute names; False when the type cannot be built at all."""
    kind = raw.get("type")
    if kind == "iframe":
        problems.add(
            "type",
            text("不使用 iframe：外部网页会看到办事人的访问，也不受本站安全策略约束；请改用文字加链接"),
        )
        return False
    if not isinstance(kind, str) or kind not in schema.ATTRIBUTES:
        near = difflib.get_close_matches(str(kind), schema.ATTRIBUTES, 1)
        said = text("没有组件类型 %(type)s", type=str(kind))
        if near:
            said = text("没有组件类型 %(type)s，是否为 %(near)s", type=str(kind), near=near[0])
        problems.add("type", said)
        return False
    for name in raw:
        if name not in schema.ATTRIBUTES[kind] and not name.startswith("_"):
            problems.add(name, text("%(type)s 组件没有这个属性，请删除或改正拼写", type=kind))
    properties = raw.get("properties")
    for name in properties if isinstance(properties, Mapping) else ():
        if name in schema.PROPERTIES:
            continue
        lowered = {known.lower(): known for known in schema.PROPERTIES}
        near = difflib.get_close_matches(str(name).lower(), lowered, 1, 0.85)
        if near:
            problems.add(f"properties.{name}", text("没有这个属性名，是否为 %(near)s", near=lowered[near[0]]))
    return True


def build_component(
    attributes: Attributes, component_id: str, base: Path, *, inside_list: Component | None
) -> Component:
    """Build a component of a known type; `base` is the path around it, `inside_list` the nearest list."""
    raw, problems = attributes.raw, attributes.problems
    kind = raw["type"]
    values: dict[str, Any] = {"type": kind, "id": component_id, "properties": attributes.properties}
    values["label"] = _label(attributes, kind)
    values["hide"] = _hide(attributes)
    if kind in KEYED_TYPES:
        values |= _keyed(attributes, kind, base)
    if kind in INPUT_TYPES:
        values |= _input(attributes, kind, inside_list)
    builder = BUILDERS.get(kind)
    if builder:
        values |= builder(attributes, base)
    component = Component(**values)
    if kind in INPUT_TYPES and not (component.label or component.date_label or component.time_label):
        problems.add("label", text("缺少标签：读屏用户会不知道要填什么"))
    return component


def _label(attributes: Attributes, kind: str) -> Wording | None:
    if kind == "expression" and "label" in attributes.properties:
        return attributes.wording("label", raw=attributes.properties)
    if kind == "documentPreview" and not attributes.raw.get("label"):
        return attributes.wording("title", "label.en")
    return attributes.wording("label") if "label" in schema.ATTRIBUTES[kind] else None


def _hide(attributes: Attributes) -> Any:
    conditional = attributes.raw.get("conditional")
    if conditional is None:
        return False
    if not isinstance(conditional, Mapping) or set(conditional) - {"hide"}:
        attributes.problems.add("conditional", text("只能包含 hide"))
        return False
    return attributes.rule("conditional.hide", conditional.get("hide"))


def _keyed(attributes: Attributes, kind: str, base: Path) -> dict[str, Any]:
    key = attributes.raw.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        attributes.problems.add("key", text("键只能由英文字母、数字、下划线和点组成，例如 applicant.name"))
        return {}
    if "__" in key:
        attributes.problems.add("key", text("键不能含有两个相连的下划线，它们留给系统使用"))
    sensitive = attributes.true_property("sensitive")
    autocomplete = attributes.properties.get("autocomplete", "").strip()
    if kind == "expression":
        compiled = attributes.expression("expression", attributes.raw.get("expression"))
        if compiled is None and not attributes.raw.get("expression"):
            attributes.problems.add("expression", text("缺少表达式"))
        attributes.one_of("computeOn", ("change", "presubmit"), "change")
        return {"key": key, "path": (*base, *key.split(".")), "sensitive": sensitive, "expression": compiled}
    return {
        "key": key,
        "path": (*base, *key.split(".")),
        "sensitive": sensitive,
        "autocomplete": autocomplete,
    }


def _input(attributes: Attributes, kind: str, inside_list: Component | None) -> dict[str, Any]:
    raw, problems = attributes.raw, attributes.problems
    values: dict[str, Any] = {
        "description": attributes.wording("description"),
        "readonly": attributes.rule("readonly", raw.get("readonly")),
        "disabled": attributes.rule("disabled", raw.get("disabled")),
        "validation": _validation(attributes, kind),
        "default": raw.get("defaultValue"),
        "has_default": raw.get("defaultValue") is not None,
    }
    if inside_list is not None and inside_list.can_change_rows:
        if values["readonly"] is not False or values["disabled"] is not False:
            problems.add(
                "readonly", text("只读或停用的字段不能放在可增删行的列表里：删行后无法认出原值属于哪一行")
            )
        if kind == "filepicker":
            problems.add("type", text("文件不能放在可增删行的列表里，请移到列表外"))
    if values["has_default"]:
        _check_default(attributes, kind, values["default"])
    return values


def _check_default(attributes: Attributes, kind: str, default: Any) -> None:
    wanted: tuple[type, ...] = (str,)
    if kind == "checkbox":
        wanted = (bool,)
    elif kind in MANY_TYPES:
        wanted = (list,)
    elif kind == "number":
        wanted = (int, float, str)
    elif kind in CHOICE_TYPES:
        wanted = (str, int, float, bool)
    if kind == "filepicker":
        attributes.problems.add("defaultValue", text("文件没有默认值"))
    elif not isinstance(default, wanted) or (kind == "number" and isinstance(default, bool)):
        attributes.problems.add("defaultValue", text("默认值的类型不对"))


def _validation(attributes: Attributes, kind: str) -> Validation:
    raw, problems = attributes.raw.get("validate"), attributes.problems
    if raw is None:
        raw = {}
    if not isinstance(raw, Mapping):
        problems.add("validate", text("应为对象"))
        raw = {}
    for name in set(raw) - schema.VALIDATE_ATTRIBUTES.get(kind, schema.VALIDATE_DEFAULT):
        problems.add(f"validate.{name}", text("%(type)s 组件没有这个属性，请删除或改正拼写", type=kind))
    if not isinstance(raw.get("required", False), bool):
        problems.add(
            "validate.required", text("应为 true 或 false，实际是 %(found)s", found=str(raw["required"]))
        )
    return Validation(
        required=raw.get("required") is True,
        min=attributes.limit("validate.min", raw.get("min"))
        if kind == "number"
        else _date_limit(attributes, kind, "min"),
        max=attributes.limit("validate.max", raw.get("max"))
        if kind == "number"
        else _date_limit(attributes, kind, "max"),
        min_length=attributes.limit("validate.minLength", raw.get("minLength")),
        max_length=attributes.limit("validate.maxLength", raw.get("maxLength")),
        pattern=attributes.pattern(raw.get("pattern")),
        pattern_message=attributes.wording("patternErrorMessage", raw=raw),
        kind=_validator(attributes, kind, raw.get("validationType")),
        required_message=attributes.wording("requiredMessage", raw=attributes.properties),
        min_selected=attributes.whole_property("select.min", 0, 1000) or 0,
        max_selected=attributes.whole_property("select.max", None, 1000),
        max_files=attributes.whole_property("files.max", None, 100),
        file_types=_file_types(attributes),
    )


def _validator(attributes: Attributes, kind: str, validation_type: Any) -> str:
    if validation_type not in {None, "", "custom", "email", "phone"}:
        attributes.problems.add(
            "validate.validationType", text("只能是：%(allowed)s", allowed="email、phone、custom")
        )
    name = attributes.properties.get("validator", "").strip()
    if name and name not in VALIDATORS:
        attributes.problems.add(
            "properties.validator", text("没有这个校验器，可用：%(known)s", known="、".join(VALIDATORS))
        )
        return ""
    if name and kind != "textfield":
        attributes.problems.add("properties.validator", text("校验器只能用于 textfield"))
    return name or (validation_type if validation_type in {"email", "phone"} else "")


def _date_limit(attributes: Attributes, kind: str, side: str) -> Limit | None:
    value = attributes.properties.get(f"date.{side}", "").strip()
    if not value or kind != "datetime":
        return None
    if value.startswith("="):
        return attributes.expression(f"properties.date.{side}", value)
    try:
        return compile_expression(f'date("{day(value, "").isoformat()}")')
    except Unreadable:
        attributes.problems.add(
            f"properties.date.{side}", text("应为日期（2026-04-20）或以 = 开头的 FEEL 表达式")
        )
        return None


def _file_types(attributes: Attributes) -> frozenset[str] | None:
    raw = attributes.properties.get("files.types", "") or attributes.string("accept")
    words = [word.strip().lstrip(".").lower() for word in re.split(r"[,\s]+", raw) if word.strip()]
    if not words:
        return None
    unknown = [word for word in words if word not in KNOWN_TYPES]
    if unknown:
        attributes.problems.add(
            "accept",
            text(
                "不认识文件类型 %(unknown)s，可用：%(known)s",
                unknown="、".join(unknown),
                known="、".join(KNOWN_TYPES),
            ),
        )
    return frozenset(words)
