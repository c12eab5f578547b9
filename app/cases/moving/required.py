"""Plain inputs of acts outside of forms: a reason, a day, a number, each refused in words that name the field."""

from datetime import date

from app.errors import InvalidError
from app.text import Text, text

_LONGEST = 2000
NAMES: dict[str, Text] = {
    "reason": text("理由"),
    "body": text("内容"),
    "answer": text("答复"),
    "question": text("要征求的内容"),
    "weight": text("权重"),
    "request": text("委派要求"),
    "number": text("编号"),
    "days": text("天数"),
    "starts_on": text("开始日期"),
    "ends_on": text("结束日期"),
    "on_date": text("日期"),
}
"""Fields of acts, as messages name them."""


def required_text(value: str, field: str, *, longest: int = _LONGEST) -> str:
    """Return the text without blanks around it; InvalidError when it is missing or too long."""
    found = value.strip()
    if not found:
        raise _wrong(field, text("请填写%(field)s。", field=NAMES.get(field, field)))
    if len(found) > longest:
        raise _wrong(
            field, text("%(field)s不能超过%(most)s字。", field=NAMES.get(field, field), most=longest)
        )
    return found


def required_day(value: str, field: str) -> date:
    """Return a day written YYYY-MM-DD; InvalidError when it is missing or none."""
    try:
        return date.fromisoformat(value.strip().replace("/", "-").replace(".", "-"))
    except ValueError:
        message = text("%(field)s应写成 2026-06-30 这样的日期。", field=NAMES.get(field, field))
        raise _wrong(field, message) from None


def required_number(value: str, field: str, *, least: int, most: int) -> int:
    """Return a whole number within bounds; InvalidError otherwise."""
    found = value.strip()
    if found.isascii() and found.isdigit() and least <= int(found[:9]) <= most:
        return int(found)
    message = text(
        "%(field)s应为%(least)s到%(most)s的整数。", field=NAMES.get(field, field), least=least, most=most
    )
    raise _wrong(field, message)


def _wrong(field: str, message: Text) -> InvalidError:
    return InvalidError(message, {field: [message]})
