"""Context functions (DMN 1.5, table 82)."""

from app.feel.registry import define
from app.feel.values import Value


def _get_entries(context: dict[str, Value]) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


def _context(entries: list[Value]) -> Value:
    built: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "key" not in entry or "value" not in entry:
            return None
        key = entry["key"]
        if not isinstance(key, str) or key in built:
            return None
        built[key] = entry["value"]
    return built


def _put(context: dict[str, Value], key: str, value: Value) -> Value:
    return {**context, key: value}


def _put_deep(context: dict[str, Value], keys: list[Value], value: Value) -> Value:
    if not keys or not isinstance(keys[0], str):
        return None
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    changed = _put_deep(inner, keys[1:], value) if isinstance(inner, dict) else None
    return None if changed is None else {**context, keys[0]: changed}


def _merge(contexts: list[Value]) -> Value:
    merged: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        merged.update(context)
    return merged


def _get_value(context: dict[str, Value], key: str) -> Value:
    return context.get(key)


DEFINITIONS = (
    define("get value(m: context, key: string)", _get_value, "取某个键的值"),
    define("get entries(m: context)", _get_entries, "列出所有键和值"),
    define("context(entries: list)", _context, "由键值列表构成上下文"),
    define("context put(context: context, key: string, value: Any)", _put, "设置某个键的值"),
    define("context put(context: context, keys: list<string>, value: Any)", _put_deep),
    define("context merge(contexts: list)", _merge, "合并上下文，后者优先"),
)
