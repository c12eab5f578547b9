"""From posted text to typed values: normalisation, numbers, dates, times.

It must not know components or rules.
Every reader returns a value or raises `Unreadable` with the message for the person who typed it.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from app.text import Text, text

MAX_DIGITS = 30
"""Most digits of a number, before and after the point together."""
FIRST_YEAR, LAST_YEAR = 1850, 2199
"""Years a date may have; outside, it is a slip of the finger."""

_ANY_DAY = date(2026, 1, 1)
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:时](\d{1,2})(?::(\d{2})|分)?", re.ASCII)


class Unreadable(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """Carry the message for a text that could not be read."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


def clean_text(raw: str, label: str, *, lines: bool = False) -> str:
    """Return text in NFC, trimmed, its lines ended by a line feed.

    Control, direction-changing and broken characters are refused.
    A byte order mark is dropped, other blanks of Unicode become a plain one. `lines` permits line breaks
    and tabs.
    """
    value = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", ""))
    value = value.replace("\u00a0", " ").strip()
    if not lines:
        value = value.replace("\t", " ")
    for character in value:
        if character == "\n" and not lines:
            raise Unreadable(text("%(label)s：只能填写一行", label=label))
        if not _is_allowed(character):
            code = f"U+{ord(character):04X}"
            raise Unreadable(
                text("%(label)s：含有不能使用的字符（%(code)s），请删除后重新填写", label=label, code=code)
            )
    return value


def _is_allowed(character: str) -> bool:
    if character in "\n\t":
        return True
    if character in _BIDI or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
        return False
    point = ord(character)
    return not (0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE)


def half_width(value: str) -> str:
    """Turn full-width digits, letters and marks into half-width ones: １３８ → 138, ： → :."""
    return unicodedata.normalize("NFKC", value).strip()


def number(raw: str, label: str) -> int | Decimal:
    """Read a decimal number: int without a decimal point, Decimal with one; grouping commas are taken."""
    value = half_width(raw).replace("−", "-").replace(" ", "")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", value, re.ASCII):
        value = value.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", value, re.ASCII):
        raise Unreadable(text("%(label)s：请输入数字，例如 12 或 12.5", label=label))
    if sum(character.isdigit() for character in value) > MAX_DIGITS:
        raise Unreadable(text("%(label)s：数字太长", label=label))
    try:
        return Decimal(value) if "." in value else int(value)
    except InvalidOperation as error:  # pragma: no cover - the shape was checked above
        raise Unreadable(text("%(label)s：请输入数字，例如 12 或 12.5", label=label)) from error


def day(raw: str, label: str) -> date:
    """Read a date: 2026-04-20; also 2026/4/20, 2026.4.20, 2026年4月20日 and 20260420."""
    value = re.sub(r"\s", "", half_width(raw))
    if re.fullmatch(r"\d{8}", value, re.ASCII):
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    found = _DATE.fullmatch(value)
    if not found:
        raise Unreadable(text("%(label)s：请按 年-月-日 填写日期，例如 2026-04-20", label=label))
    year, month, of_month = (int(part) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(
            text("%(label)s：年份应在%(first)s至%(last)s之间", label=label, first=FIRST_YEAR, last=LAST_YEAR)
        )
    try:
        return date(year, month, of_month)
    except ValueError as error:
        raise Unreadable(text("%(label)s：日历上没有这一天，请核对月和日", label=label)) from error


def clock_time(raw: str, label: str) -> time:
    """Read a time of day on the 24-hour clock: 9:30, 09:30, 9时30分; seconds are taken and dropped."""
    value = re.sub(r"\s", "", half_width(raw))
    found = _TIME.fullmatch(value)
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise Unreadable(text("%(label)s：请按 时:分 填写时间（24小时制），例如 09:30", label=label))


def serialize_time(value: time, form: str, zone: ZoneInfo) -> str:
    """Write a time as form-js does: 09:30 ("no_timezone"), 09:30+08:00 ("utc_offset") or 01:30Z."""
    # the city's zone has had one offset since 1991, so any recent day stands for all
    return _with_zone(datetime.combine(_ANY_DAY, value, zone), form, "%H:%M")


def serialize_moment(on: date, value: time, form: str, zone: ZoneInfo) -> str:
    """Write a day and time: 2026-04-20T09:30, with +08:00 or, normalised, in UTC with Z."""
    return _with_zone(datetime.combine(on, value, zone), form, "%Y-%m-%dT%H:%M")


def _with_zone(moment: datetime, form: str, pattern: str) -> str:
    if form == "utc_normalized":
        return moment.astimezone(UTC).strftime(pattern) + "Z"
    shown = moment.strftime(pattern)
    offset = moment.strftime("%z")
    return shown if form == "no_timezone" else f"{shown}{offset[:3]}:{offset[3:]}"


def shown_moment(stored: str, subtype: str, zone: ZoneInfo) -> tuple[str, str]:
    """Split a stored value into the date and time texts shown to people in the city's zone.

    A text that is not a stored value (a draft with a slip in it) comes back as it is, as the first filled
    part.
    """
    try:
        if subtype == "date":
            return stored, ""
        if subtype == "time":
            parsed = time.fromisoformat(stored)
            if parsed.tzinfo is None:
                return "", parsed.strftime("%H:%M")
            moment = datetime.combine(_ANY_DAY, parsed)
            return "", moment.astimezone(zone).strftime("%H:%M")
        moment = datetime.fromisoformat(stored)
        local = moment if moment.tzinfo is None else moment.astimezone(zone)
        return local.strftime("%Y-%m-%d"), local.strftime("%H:%M") if "T" in stored else ""
    except (ValueError, OverflowError):
        before, _, after = stored.partition("T")
        return ("", stored) if subtype == "time" else (before, after)
