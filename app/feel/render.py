"""Write any FEEL value as text: what `string()` answers (DMN 1.5, 10.3.4.1)."""

from datetime import date, datetime, time
from decimal import Decimal

from app.feel.far_dates import FarDateTime
from app.feel.numbers import format_number
from app.feel.temporal import format_date_time, format_time
from app.feel.values import FunctionBase, Range, Value


def render(value: Value) -> str:
    """Return a value's text; a string as it is, but in quotes inside of lists and contexts."""
    return value if isinstance(value, str) else _render_inside(value)


def _render_inside(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(value, datetime | FarDateTime):
        return format_date_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return format_time(value)
    return _render_compound(value)


def _render_compound(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_render_inside(element) for element in value)}]"
    if isinstance(value, dict):
        return (
            f"{{{', '.join(f'{_key(name)}: {_render_inside(element)}' for name, element in value.items())}}}"
        )
    if isinstance(value, Range):
        return _render_range(value)
    if isinstance(value, FunctionBase):
        return f"function {value.name}".rstrip()
    return str(value)


def _render_range(value: Range) -> str:
    if value.operator:
        return f"({value.operator} {_render_inside(value.low if value.high is None else value.high)})"
    opening, closing = "[" if value.low_included else "(", "]" if value.high_included else ")"
    return f"{opening}{_render_inside(value.low)}..{_render_inside(value.high)}{closing}"


def _key(name: str) -> str:
    return name if name and all(char.isalnum() or char in "_ " for char in name) else _quoted(name)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
