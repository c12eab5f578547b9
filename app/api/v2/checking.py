"""Hold JSON against a shape and name every difference: the part of JSON Schema that `shapes` writes, and no more."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.api.v2.shapes import Shape
from app.text import Text, text

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_NAMES: Mapping[str, Text] = {
    "string": text("文本"),
    "integer": text("整数"),
    "number": text("数字"),
    "boolean": text("true 或 false"),
    "array": text("数组"),
    "object": text("对象"),
    "null": text("null"),
}
Difference = tuple[str, Text]
"""Where something differs (a path with dots) and how."""


def differences(shape: Shape, value: Any, path: str = "") -> Iterator[Difference]:
    """Yield what is wrong with a value; nothing when it has the shape."""
    if "anyOf" in shape:
        yield from _none_fits(shape["anyOf"], value, path)
        return
    if "enum" in shape and value not in shape["enum"]:
        yield path, text("只能是：%(values)s", values="、".join(map(str, shape["enum"])))
        return
    kind = shape.get("type")
    if kind is not None and not _is(kind, value):
        yield path, text("应为%(kind)s", kind=_NAMES[kind])
        return
    if isinstance(value, str):
        yield from _text(shape, value, path)
    elif isinstance(value, bool):
        return
    elif isinstance(value, (int, float)):
        yield from _number(shape, value, path)
    elif isinstance(value, list):
        yield from _list(shape, value, path)
    elif isinstance(value, dict):
        yield from _object(shape, value, path)


def as_moment(written: str) -> datetime | None:
    """Return a moment with a zone; None when the text is none, or lies outside of what databases keep."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo is not None and 1 < found.year < 9999 else None


def _is(kind: str, value: Any) -> bool:
    if kind in ("integer", "number") and isinstance(value, bool):
        return False
    return isinstance(value, _TYPES[kind])


def _none_fits(shapes: list[Shape], value: Any, path: str) -> Iterator[Difference]:
    tried = [list(differences(shape, value, path)) for shape in shapes]
    if all(tried):
        # the reader is helped most by the try that came furthest
        deepest = [found for found in tried if found[0][0] != path]
        yield from (deepest or tried)[0]


def _text(shape: Shape, value: str, path: str) -> Iterator[Difference]:
    if "\x00" in value:
        yield path, text("不能含有空字符")
    if len(value) > shape.get("maxLength", len(value)):
        yield path, text("最多 %(most)s 个字符", most=shape["maxLength"])
    if len(value) < shape.get("minLength", 0):
        yield path, text("不能为空")
    if "pattern" in shape and not re.search(shape["pattern"], value):
        yield path, text("格式不对：%(value)s", value=value[:40])
    if shape.get("format") == "date-time" and as_moment(value) is None:
        yield path, text("应为带时区的时刻，如 2026-09-24T08:00:00Z")


def _number(shape: Shape, value: float, path: str) -> Iterator[Difference]:
    if value < shape.get("minimum", value):
        yield path, text("不能小于 %(least)s", least=shape["minimum"])
    if value > shape.get("maximum", value):
        yield path, text("不能大于 %(most)s", most=shape["maximum"])


def _list(shape: Shape, value: list[Any], path: str) -> Iterator[Difference]:
    if len(value) > shape.get("maxItems", len(value)):
        yield path, text("最多 %(most)s 项", most=shape["maxItems"])
        return
    if len(value) < shape.get("minItems", 0):
        yield path, text("不能为空")
    for index, item in enumerate(value):
        yield from differences(shape.get("items", {}), item, f"{path}[{index}]")


def _object(shape: Shape, value: dict[str, Any], path: str) -> Iterator[Difference]:
    inside = f"{path}." if path else ""
    for name in shape.get("required", ()):
        if name not in value:
            yield inside + name, text("缺少此项")
    known: Mapping[str, Shape] = shape.get("properties", {})
    for name, member in value.items():
        if name in known:
            yield from differences(known[name], member, inside + name)
        elif shape.get("additionalProperties") is False:
            yield inside + name, text("这里没有这一项")
        elif "\x00" in name:
            yield path, text("不能含有空字符")
        else:
            yield from differences({}, member, inside + name)
