"""List functions (DMN 1.5, table 76) and `sort`; positions count from 1, negative ones from the end."""

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from app.feel.compare import equal
from app.feel.numbers import is_whole, to_int
from app.feel.registry import define
from app.feel.values import FunctionBase, Value


def _position(elements: list[Value], position: Decimal) -> int | None:
    """Return the index from 0; None outside of the list."""
    found = to_int(position) if is_whole(position) else None
    if not found or abs(found) > len(elements):
        return None
    return found - 1 if found > 0 else len(elements) + found


def _has(elements: list[Value], element: Value) -> bool:
    return any(equal(known, element) is True for known in elements)


def _sublist(elements: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    begin = _position(elements, start)
    if begin is None:
        return None
    if length is None:
        return elements[begin:]
    count = to_int(length)
    return (
        None
        if count is None or count < 0 or begin + count > len(elements)
        else elements[begin : begin + count]
    )


def _insert_before(elements: list[Value], position: Decimal, element: Value) -> Value:
    index = _position(elements, position)
    return None if index is None else [*elements[:index], element, *elements[index:]]


def _remove(elements: list[Value], position: Decimal) -> Value:
    index = _position(elements, position)
    return None if index is None else [*elements[:index], *elements[index + 1 :]]


def _replace_at(elements: list[Value], position: Decimal, element: Value) -> Value:
    index = _position(elements, position)
    return None if index is None else [*elements[:index], element, *elements[index + 1 :]]


def _index_of(elements: list[Value], match: Value) -> Value:
    return [Decimal(index) for index, element in enumerate(elements, 1) if equal(element, match) is True]


def _concatenate(*lists: list[Value]) -> Value:
    return [element for elements in lists for element in elements]


def _distinct(elements: list[Value]) -> list[Value]:
    kept: list[Value] = []
    seen: set[tuple[type, Value]] = set()
    for element in elements:
        if type(element) in (Decimal, str, bool):
            if (type(element), element) in seen:
                continue
            seen.add((type(element), element))
        elif _has(kept, element):
            continue
        kept.append(element)
    return kept


def _union(*lists: list[Value]) -> Value:
    return _distinct(_concatenate(*lists))


def _flatten(elements: list[Value]) -> list[Value]:
    flat: list[Value] = []
    for element in elements:
        if type(element) is list:
            flat.extend(_flatten(element))
        else:
            flat.append(element)
    return flat


def _sort(runtime: Any, elements: list[Value], precedes: FunctionBase) -> Value:
    def compare(left: Value, right: Value) -> int:
        if precedes.call([left, right], runtime) is True:
            return -1
        return 1 if precedes.call([right, left], runtime) is True else 0

    return sorted(elements, key=cmp_to_key(compare))


def _replace_matching(runtime: Any, elements: list[Value], match: FunctionBase, element: Value) -> Value:
    replaced: list[Value] = []
    for known in elements:
        found = match.call([known, element], runtime)
        if not isinstance(found, bool):
            return None
        replaced.append(element if found else known)
    return replaced


def _replace(runtime: Any, elements: list[Value], place: Value, element: Value) -> Value:
    if isinstance(place, FunctionBase):
        return _replace_matching(runtime, elements, place, element)
    return _replace_at(elements, place, element)


DEFINITIONS = (
    define("list contains(list: list, element: Any)", _has, "列表是否含有某元素"),
    define("count(list: list)", lambda elements: Decimal(len(elements)), "元素个数"),
    define("sublist(list: list, start position: number, length?: number?)", _sublist, "截取一段列表"),
    define(
        "append(list: list, ...item: Any)", lambda elements, *items: [*elements, *items], "在末尾添加元素"
    ),
    define("concatenate(...list: list)", _concatenate, "依次连接列表"),
    define("insert before(list: list, position: number, newItem: Any)", _insert_before, "在某位置前插入"),
    define("remove(list: list, position: number)", _remove, "去掉某位置的元素"),
    define("reverse(list: list)", lambda elements: elements[::-1], "颠倒次序"),
    define("index of(list: list, match: Any)", _index_of, "某元素出现的所有位置"),
    define("union(...list: list)", _union, "合并并去掉重复"),
    define("distinct values(list: list)", _distinct, "去掉重复"),
    define("flatten(list: list)", _flatten, "展开嵌套的列表"),
)
RUNTIME_DEFINITIONS = (
    define("sort(list: list, precedes: function)", _sort, "按先后函数排序"),
    define("list replace(list: list, position: number, newItem: Any)", _replace, "替换元素"),
    define("list replace(list: list, match: function, newItem: Any)", _replace),
)
