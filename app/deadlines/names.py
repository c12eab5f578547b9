"""The words of dates in two languages: weekdays, holidays, kinds of rest. It must not know terms or calendars."""

from datetime import date
from typing import Final

_WEEKDAYS_ZH: Final = "一二三四五六日"
_WEEKDAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
                     "October", "November", "December")  # fmt: skip

_HOLIDAYS_EN: Final = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "抗战胜利70周年纪念日": "70th anniversary of victory in the War of Resistance",
    "周末": "weekend",
}


def is_english(locale: str) -> bool:
    """Tell whether a locale code (zh_CN, en, en_GB …) asks for English."""
    return locale.lower().startswith("en")


def holiday_name(name: str, locale: str = "zh") -> str:
    """Return a holiday's name in the reader's language; a name we do not know stays as it was imported."""
    return _HOLIDAYS_EN.get(name, name) if is_english(locale) else name


def weekday_name(on: date, locale: str = "zh") -> str:
    """Return 星期五 or Friday."""
    if is_english(locale):
        return _WEEKDAYS_EN[on.weekday()]
    return "星期" + _WEEKDAYS_ZH[on.weekday()]


def long_date(on: date, locale: str = "zh") -> str:
    """Return 2026年10月9日（星期五） or Friday 9 October 2026."""
    if is_english(locale):
        return f"{weekday_name(on, locale)} {on.day} {_MONTHS_EN[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日（{weekday_name(on)}）"


def short_date(on: date, locale: str = "zh") -> str:
    """Return 10月9日（星期五） or Friday 9 October."""
    if is_english(locale):
        return f"{weekday_name(on, locale)} {on.day} {_MONTHS_EN[on.month - 1]}"
    return f"{on.month}月{on.day}日（{weekday_name(on)}）"


def month_name(year: int, month: int, locale: str = "zh") -> str:
    """Return 2026年10月 or October 2026."""
    return f"{_MONTHS_EN[month - 1]} {year}" if is_english(locale) else f"{year}年{month}月"


def rest_label(reason: str, name: str, locale: str = "zh") -> str:
    """Return why a day rests: 国庆节, 国庆节（调休）, 劳动节（补假）, 周末 — or the English of it."""
    shown = holiday_name(name, locale)
    if reason == "lieu":
        return f"{shown} (day moved)" if is_english(locale) else f"{shown}（调休）"
    if reason == "made_up":
        return f"{shown} (day in lieu)" if is_english(locale) else f"{shown}（补假）"
    return shown
