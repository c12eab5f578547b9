"""String functions (DMN 1.5, table 75); positions count characters from 1."""

from decimal import Decimal

from app.feel.arithmetic import MAX_STRING
from app.feel.builtins.regular import compile_pattern, first_match, replace_all, split_all
from app.feel.errors import FeelBudgetError
from app.feel.numbers import to_int
from app.feel.registry import define
from app.feel.values import Value
from app.text import text


def _substring(value: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = to_int(start)
    if not first or abs(first) > len(value):
        return None
    begin = first - 1 if first > 0 else len(value) + first
    if length is None:
        return value[begin:]
    count = to_int(length)
    return None if count is None or count < 0 else value[begin : begin + count]


def _before(value: str, match: str) -> Value:
    head, found, _ = value.partition(match) if match else ("", "", "")
    return head if found else ""


def _after(value: str, match: str) -> Value:
    if not match:
        return value
    return value.partition(match)[2]


def _matches(value: str, pattern: str, flags: str | None = None) -> Value:
    compiled = compile_pattern(pattern, flags or "")
    return None if compiled is None else first_match(compiled, value)


def _replace(value: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    compiled = compile_pattern(pattern, flags or "")
    return (
        None if compiled is None else replace_all(compiled, value, replacement, literal="q" in (flags or ""))
    )


def _split(value: str, delimiter: str) -> Value:
    compiled = compile_pattern(delimiter, "")
    return None if compiled is None else split_all(compiled, value)


def _join(elements: list[Value], delimiter: str | None = None) -> Value:
    if any(element is not None and not isinstance(element, str) for element in elements):
        return None
    parts = [element for element in elements if element is not None]
    if sum(map(len, parts)) + len(parts) * len(delimiter or "") > MAX_STRING:
        raise FeelBudgetError(text("字符串过长（最多 %(limit)s 个字符）", limit=MAX_STRING))
    return (delimiter or "").join(parts)


DEFINITIONS = (
    define("substring(string: string, start position: number, length?: number?)", _substring, "截取一段"),
    define("string length(string: string)", lambda value: Decimal(len(value)), "字符个数"),
    define("upper case(string: string)", lambda value: value.upper(), "转为大写"),
    define("lower case(string: string)", lambda value: value.lower(), "转为小写"),
    define("substring before(string: string, match: string)", _before, "某段文字之前的部分"),
    define("substring after(string: string, match: string)", _after, "某段文字之后的部分"),
    define(
        "replace(input: string, pattern: string, replacement: string, flags?: string?)",
        _replace,
        "按正则替换",
    ),
    define("contains(string: string, match: string)", lambda value, match: match in value, "是否包含"),
    define(
        "starts with(string: string, match: string)",
        lambda value, match: value.startswith(match),
        "是否以此开头",
    ),
    define(
        "ends with(string: string, match: string)", lambda value, match: value.endswith(match), "是否以此结尾"
    ),
    define("matches(input: string, pattern: string, flags?: string?)", _matches, "是否有一处符合正则"),
    define("split(string: string, delimiter: string)", _split, "按正则拆分"),
    define("string join(list: list, delimiter?: string?)", _join, "连接列表中的文本"),
)
