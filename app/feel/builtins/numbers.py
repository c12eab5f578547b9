"""Numeric functions (DMN 1.5, table 77)."""

import decimal
from collections.abc import Callable
from decimal import Decimal, DecimalException

from app.feel.numbers import CONTEXT, is_whole
from app.feel.registry import define
from app.feel.values import DaysTimeDuration, Value, YearsMonthsDuration

MIN_SCALE, MAX_SCALE = -6111, 6176
_WIDE = decimal.Context(prec=6200, Emin=-6300, Emax=6300, traps=[decimal.InvalidOperation])


def rounded(value: Decimal, scale: Decimal, rounding: str) -> Value:
    """Round to `scale` places behind the point (negative: before it); null for a scale out of range."""
    if not is_whole(scale) or not MIN_SCALE <= scale <= MAX_SCALE:
        return None
    places = int(scale)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return value
    try:
        return CONTEXT.plus(value.quantize(Decimal((0, (1,), -places)), rounding, _WIDE))
    except DecimalException:
        return None


def _with(rounding: str) -> Callable[..., Value]:
    return lambda value, scale=Decimal(0): rounded(value, scale, rounding)


def _decimal(value: Decimal, scale: Decimal) -> Value:
    return rounded(value, scale.to_integral_value(decimal.ROUND_DOWN), decimal.ROUND_HALF_EVEN)


def _abs(value: Value) -> Value:
    if isinstance(value, Decimal):
        return value.copy_abs()
    if isinstance(value, DaysTimeDuration):
        return DaysTimeDuration(abs(value.nanoseconds))
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(abs(value.months))
    return None


def _modulo(dividend: Decimal, divisor: Decimal) -> Value:
    if not divisor:
        return None
    try:
        rest = _WIDE.remainder(dividend, divisor)
        if rest and (rest < 0) != (divisor < 0):
            rest = _WIDE.add(rest, divisor)
        return CONTEXT.plus(rest)
    except DecimalException:
        return None


def _checked(operation: str) -> Callable[[Decimal], Value]:
    def run(value: Decimal) -> Value:
        try:
            return getattr(CONTEXT, operation)(value) if operation != "ln" or value > 0 else None
        except DecimalException:
            return None

    return run


def _parity(rest: int) -> Callable[[Decimal], Value]:
    def run(value: Decimal) -> Value:
        return abs(_WIDE.remainder(value, Decimal(2))) == rest if is_whole(value) else None

    return run


_ROUNDINGS = {
    "floor": (decimal.ROUND_FLOOR, "向下取整"),
    "ceiling": (decimal.ROUND_CEILING, "向上取整"),
}
_SCALED_ROUNDINGS = {
    "round up": (decimal.ROUND_UP, "远离零舍入"),
    "round down": (decimal.ROUND_DOWN, "向零舍入"),
    "round half up": (decimal.ROUND_HALF_UP, "四舍五入"),
    "round half down": (decimal.ROUND_HALF_DOWN, "五舍六入"),
}
DEFINITIONS = (
    define("decimal(n: number, scale: number)", _decimal, "保留小数位，恰一半时取偶"),
    *(
        define(f"{name}(n: number, scale?: number)", _with(rounding), words)
        for name, (rounding, words) in _ROUNDINGS.items()
    ),
    *(
        define(f"{name}(n: number, scale: number)", _with(rounding), words)
        for name, (rounding, words) in _SCALED_ROUNDINGS.items()
    ),
    define("abs(n: number)", _abs, "绝对值"),
    define("abs(n: duration)", _abs),
    define("modulo(dividend: number, divisor: number)", _modulo, "余数，与除数同号"),
    define("sqrt(number: number)", _checked("sqrt"), "平方根"),
    define("log(number: number)", _checked("ln"), "自然对数"),
    define("exp(number: number)", _checked("exp"), "e 的幂"),
    define("odd(number: number)", _parity(1), "是否奇数"),
    define("even(number: number)", _parity(0), "是否偶数"),
)
