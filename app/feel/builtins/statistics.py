"""Functions that make one value of a list: sums, extremes, averages, all, any (DMN 1.5, table 76)."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal, DecimalException

from app.feel import arithmetic
from app.feel.compare import order
from app.feel.numbers import CONTEXT
from app.feel.registry import Definition, define
from app.feel.values import Value


def _extreme(sign: int) -> Callable[[list[Value]], Value]:
    def run(elements: list[Value]) -> Value:
        if not elements:
            return None
        best = elements[0]
        if order(best, best) is None:
            return None
        for element in elements[1:]:
            compared = order(element, best)
            if compared is None:
                return None
            if compared * sign > 0:
                best = element
        return best

    return run


least, greatest = _extreme(-1), _extreme(1)


def total(elements: list[Value]) -> Value:
    """Add up numbers or durations of one kind; null for an empty list."""
    if not elements:
        return None
    amount = elements[0]
    if isinstance(amount, str):
        return None
    for element in elements[1:]:
        amount = arithmetic.add(amount, element)
    return amount if arithmetic.negate(amount) is not None else None


def _product(elements: list[Value]) -> Value:
    if not elements or not _are_numbers(elements):
        return None
    product: Value = Decimal(1)
    for element in elements:
        product = arithmetic.multiply(product, element)
    return product


def _are_numbers(elements: list[Value]) -> bool:
    return all(type(element) is Decimal for element in elements)


def _mean(elements: list[Value]) -> Value:
    amount = total(elements)
    return None if amount is None else arithmetic.divide(amount, Decimal(len(elements)))


def _median(elements: list[Value]) -> Value:
    if not elements or not _are_numbers(elements):
        return None
    ordered = sorted(elements)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return arithmetic.divide(arithmetic.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def _stddev(elements: list[Value]) -> Value:
    if len(elements) < 2 or not _are_numbers(elements):
        return None
    try:
        mean = CONTEXT.divide(total(elements), Decimal(len(elements)))
        squares = Decimal(0)
        for element in elements:
            distance = CONTEXT.subtract(element, mean)
            squares = CONTEXT.add(squares, CONTEXT.multiply(distance, distance))
        return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(elements) - 1)))
    except (DecimalException, TypeError):
        return None


def _mode(elements: list[Value]) -> Value:
    if not _are_numbers(elements):
        return None
    counts = Counter(elements)
    most = max(counts.values(), default=0)
    return sorted(element for element, count in counts.items() if count == most)


def _decide(decisive: bool) -> Callable[[list[Value]], Value]:
    def run(elements: list[Value]) -> Value:
        if any(element is decisive for element in elements):
            return decisive
        return (
            (not decisive)
            if all(element is not decisive and isinstance(element, bool) for element in elements)
            else None
        )

    return run


def _both_ways(
    name: str, implementation: Callable[[list[Value]], Value], words: str
) -> tuple[Definition, Definition]:
    """Declare a function that takes one list or the elements as arguments."""
    return (
        define(f"{name}(list: list)", implementation, words),
        define(
            f"{name}(...item: Any)",
            lambda *elements: implementation(list(elements)) if len(elements) > 1 else None,
        ),
    )


DEFINITIONS = (
    *_both_ways("min", least, "最小值"),
    *_both_ways("max", greatest, "最大值"),
    *_both_ways("sum", total, "合计"),
    *_both_ways("mean", _mean, "平均值"),
    *_both_ways("product", _product, "乘积"),
    *_both_ways("median", _median, "中位数"),
    *_both_ways("stddev", _stddev, "样本标准差"),
    *_both_ways("mode", _mode, "众数"),
    *_both_ways("all", _decide(False), "是否全为真"),
    *_both_ways("any", _decide(True), "是否有一个为真"),
)
