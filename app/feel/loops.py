"""Compile what walks through lists: for, some, every, filters. Every element costs a step of the budget."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from app.feel.compare import order
from app.feel.numbers import is_whole, to_int
from app.feel.scope import Code, Scope
from app.feel.values import Range, Value

IteratorCode = tuple[str, Code, Code | None]


def domain(value: Value, end: Value, *, has_end: bool) -> Iterable[Value] | None:
    """Return what an iterator walks through: list, numbers or days between two ends; None otherwise."""
    if has_end:
        return _steps(value, end, low_included=True, high_included=True)
    if type(value) is list:
        return value
    if isinstance(value, Range) and not value.operator:
        return _steps(
            value.low, value.high, low_included=value.low_included, high_included=value.high_included
        )
    return None


def _steps(low: Value, high: Value, *, low_included: bool, high_included: bool) -> Iterable[Value] | None:
    if type(low) is Decimal and type(high) is Decimal and is_whole(low) and is_whole(high):
        first, last = to_int(low), to_int(high)
        if first is None or last is None:
            return None
        step = 1 if first <= last else -1
        start, stop = (first if low_included else first + step), (last + step if high_included else last)
        return (Decimal(number) for number in range(start, stop, step))
    if type(low) is date and type(high) is date:
        return _days(low, high, low_included=low_included, high_included=high_included)
    return None


def _days(low: date, high: date, *, low_included: bool, high_included: bool) -> Iterator[date]:
    step = 1 if (order(low, high) or 0) <= 0 else -1
    count = abs((high - low).days)
    for index in range(count + 1):
        if (index == 0 and not low_included) or (index == count and not high_included):
            continue
        yield low + timedelta(days=index * step)


def _walk(iterators: list[IteratorCode], index: int, scope: Scope) -> Iterator[bool]:
    """Bind all combinations in `scope`, in order; yield True each, False once when a domain is no list."""
    name, source, end = iterators[index]
    elements = domain(source(scope), end(scope) if end else None, has_end=end is not None)
    if elements is None:
        yield False
        return
    runtime = scope[None]
    innermost = index + 1 == len(iterators)
    for element in elements:
        runtime.charge(1)
        scope[name] = element
        if innermost:
            yield True
        else:
            for bound in _walk(iterators, index + 1, scope):
                yield bound
                if not bound:
                    return


def for_loop(iterators: list[IteratorCode], body: Code) -> Code:
    """Compile `for … return body`; `partial` holds the results so far."""

    def run(scope: Scope) -> Value:
        inner = dict(scope)
        results: list[Value] = []
        inner["partial"] = results
        for bound in _walk(iterators, 0, inner):
            if not bound:
                return None
            results.append(body(inner))
        return results

    return run


def quantified(iterators: list[IteratorCode], condition: Code, *, every: bool) -> Code:
    """Compile `some` and `every … satisfies condition`, three-valued."""
    decisive = not every

    def run(scope: Scope) -> Value:
        inner = dict(scope)
        unknown = False
        for bound in _walk(iterators, 0, inner):
            if not bound:
                return None
            found = condition(inner)
            if found is decisive:
                return decisive
            unknown = unknown or not isinstance(found, bool)
        return None if unknown else every

    return run


def list_filter(target: Code, condition: Code) -> Code:
    """Compile `target[condition]`: a number counts from 1 or from the end, a condition keeps what is true."""

    def run(scope: Scope) -> Value:
        found = target(scope)
        elements = found if type(found) is list else [] if found is None else [found]
        return filter_elements(elements, condition, scope, found_null=found is None)

    return run


def filter_elements(elements: list[Value], condition: Code, scope: Scope, *, found_null: bool) -> Value:
    """Select from elements; see `list_filter`."""
    inner = dict(scope)
    if not elements:
        inner["item"] = None
        chosen = condition(inner)
        return None if type(chosen) is Decimal or found_null else []
    runtime = scope[None]
    kept: list[Value] = []
    for index, element in enumerate(elements):
        runtime.charge(1)
        inner = {**scope, "item": element, **element} if type(element) is dict else {**scope, "item": element}
        chosen = condition(inner)
        if chosen is True:
            kept.append(element)
        elif index == 0 and type(chosen) is Decimal:
            return pick(elements, chosen)
    return kept


def pick(elements: list[Value], index: Decimal) -> Value:
    """Return the element at an index from 1, or from -1 at the end; null outside."""
    position = to_int(index) if is_whole(index) else None
    if not position or abs(position) > len(elements):
        return None
    return elements[position - 1 if position > 0 else position]


def constant_index(target: Code, index: Decimal) -> Code:
    """Compile `target[number]`."""

    def run(scope: Scope) -> Value:
        found = target(scope)
        if found is None:
            return None
        return pick(found if type(found) is list else [found], index)

    return run
