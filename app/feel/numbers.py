"""Numbers of FEEL: IEEE 754-2008 decimal128, 34 digits, rounded half to even (DMN 1.5, 10.3.2.3.1)."""

import decimal
from decimal import Decimal

CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""Used through its methods (`CONTEXT.add`), never as the thread's context: other code keeps its own."""

_PLAIN_EXPONENT = 6200


def parse_number(literal: str) -> Decimal | None:
    """Turn the text of a number into a Decimal rounded to 34 digits; None past decimal128's range."""
    try:
        return CONTEXT.create_decimal(literal)
    except decimal.DecimalException:
        return None


def from_int(value: int) -> Decimal | None:
    """Turn an int into a FEEL number; None past decimal128's range."""
    if -(10**34) < value < 10**34:
        return Decimal(value)
    return parse_number(str(value)) if value.bit_length() < _PLAIN_EXPONENT * 4 else None


def to_int(value: Decimal) -> int | None:
    """Return a number's whole part cut towards zero; None when it has more than 40 digits."""
    return int(value) if value.adjusted() < 40 else None


def is_whole(value: Decimal) -> bool:
    """Tell whether a number has no fraction."""
    return value == value.to_integral_value()


def format_number(value: Decimal) -> str:
    """Return the digits without exponent and without trailing zeros of the fraction."""
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits
