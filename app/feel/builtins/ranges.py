"""Relations between points and ranges (DMN 1.5, table 79), and `range` that reads one from text."""

from collections.abc import Callable
from typing import Any

from app.feel import nodes as n
from app.feel.compare import in_range, order
from app.feel.errors import FeelSyntaxError
from app.feel.parser import Parser
from app.feel.reader import name_table
from app.feel.registry import Definition, define
from app.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from app.feel.values import Range, Value


class _NoOrderError(Exception):
    """Say that two values cannot be compared; the relation is then null."""


def _order(left: Value, right: Value) -> int:
    compared = order(left, right)
    if compared is None:
        raise _NoOrderError
    return compared


def _point_before_range(point: Value, span: Range) -> bool:
    compared = _order(point, span.low)
    return compared < 0 or (compared == 0 and not span.low_included)


def _range_before_point(span: Range, point: Value) -> bool:
    compared = _order(span.high, point)
    return compared < 0 or (compared == 0 and not span.high_included)


def _before(first: Range, second: Range) -> bool:
    compared = _order(first.high, second.low)
    return compared < 0 or (compared == 0 and not (first.high_included and second.low_included))


def _meets(first: Range, second: Range) -> bool:
    return first.high_included and second.low_included and _order(first.high, second.low) == 0


def _reaches(first: Range, second: Range) -> bool:
    """Tell whether the end of `first` is not before the start of `second`."""
    compared = _order(first.high, second.low)
    return compared > 0 or (compared == 0 and first.high_included and second.low_included)


def _overlaps(first: Range, second: Range) -> bool:
    return _reaches(first, second) and _reaches(second, first)


def _overlaps_before(first: Range, second: Range) -> bool:
    start, end = _order(first.low, second.low), _order(first.high, second.high)
    return (
        (start < 0 or (start == 0 and first.low_included and not second.low_included))
        and _reaches(first, second)
        and (end < 0 or (end == 0 and (not first.high_included or second.high_included)))
    )


def _point_finishes(point: Value, span: Range) -> bool:
    return span.high_included and _order(span.high, point) == 0


def _finishes(first: Range, second: Range) -> bool:
    start = _order(first.low, second.low)
    return (
        first.high_included == second.high_included
        and _order(first.high, second.high) == 0
        and (start > 0 or (start == 0 and (not first.low_included or second.low_included)))
    )


def _includes_point(span: Range, point: Value) -> bool:
    found = in_range(point, span)
    if found is None:
        raise _NoOrderError
    return found


def _includes(first: Range, second: Range) -> bool:
    start, end = _order(first.low, second.low), _order(first.high, second.high)
    return (start < 0 or (start == 0 and (first.low_included or not second.low_included))) and (
        end > 0 or (end == 0 and (first.high_included or not second.high_included))
    )


def _point_starts(point: Value, span: Range) -> bool:
    return span.low_included and _order(span.low, point) == 0


def _starts(first: Range, second: Range) -> bool:
    end = _order(first.high, second.high)
    return (
        first.low_included == second.low_included
        and _order(first.low, second.low) == 0
        and (end < 0 or (end == 0 and (not first.high_included or second.high_included)))
    )


def _coincides(first: Range, second: Range) -> bool:
    return (
        first.low_included == second.low_included
        and first.high_included == second.high_included
        and _order(first.low, second.low) == 0
        and _order(first.high, second.high) == 0
    )


def _or_null(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Value]:
    def run(first: Value, second: Value) -> Value:
        try:
            return relation(first, second)
        except _NoOrderError:
            return None

    return run


def _swapped(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda first, second: relation(second, first)


_RR, _PR, _RP, _PP = (
    "range1: range, range2: range",
    "point: Any, range: range",
    "range: range, point: Any",
    "point1: Any, point2: Any",
)
_RELATIONS: tuple[tuple[str, str, tuple[tuple[str, Callable[[Any, Any], bool]], ...]], ...] = (
    (
        "before",
        "after",
        (
            (_RR, _before),
            (_PR, _point_before_range),
            (_RP, _range_before_point),
            (_PP, lambda first, second: _order(first, second) < 0),
        ),
    ),
    ("meets", "met by", ((_RR, _meets),)),
    ("overlaps", "", ((_RR, _overlaps),)),
    ("overlaps before", "overlaps after", ((_RR, _overlaps_before),)),
    ("finishes", "finished by", ((_RR, _finishes), (_PR, _point_finishes))),
    ("includes", "during", ((_RR, _includes), (_RP, _includes_point))),
    ("starts", "started by", ((_RR, _starts), (_PR, _point_starts))),
    ("coincides", "", ((_RR, _coincides), (_PP, lambda first, second: _order(first, second) == 0))),
)
_OPPOSITE = {_RR: _RR, _PR: _RP, _RP: _PR, _PP: _PP}
_READERS: dict[str, Callable[[str], Value]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}


def _definitions() -> list[Definition]:
    definitions = []
    for name, opposite, shapes in _RELATIONS:
        for parameters, relation in shapes:
            definitions.append(
                define(f"{name}({parameters})", _or_null(relation), "两个点或区间的先后、包含关系")
            )
            if opposite:
                definitions.append(
                    define(
                        f"{opposite}({_OPPOSITE[parameters]})",
                        _or_null(_swapped(relation)),
                        "与前者相反的关系",
                    )
                )
    return definitions


def _endpoint(node: n.Node) -> Value:
    """Return the constant an end of a range text stands for; null when it is anything but a literal."""
    if isinstance(node, n.Literal):
        return node.value
    if isinstance(node, n.Call) and isinstance(node.function, n.Name) and len(node.arguments) == 1:
        argument = node.arguments[0]
        read = _READERS.get(node.function.name)
        if read is not None and isinstance(argument, n.Literal) and isinstance(argument.value, str):
            return read(argument.value)
    return None


def _range(literal: str) -> Value:
    try:
        parser = Parser(literal, names=name_table(["date and time"]), builtins={}, members={}, types={})
        node = parser.parse_expression()
    except FeelSyntaxError:
        return None
    if not isinstance(node, n.RangeLiteral):
        return None
    low, high = _endpoint(node.low), _endpoint(node.high)
    compared = order(low, high)
    if compared is None or compared > 0:
        return None
    return Range(low, high, node.low_included, node.high_included)


DEFINITIONS = (*_definitions(), define("range(from: string)", _range, "由文本得到区间"))
