"""The official years, read from the package `chinesecalendar` into our own data.

Called when a database is migrated or first filled, never while a term is computed: the package raises for a year
it does not know. It must not know the database.
"""

from typing import Final

from chinese_calendar import constants

from app.deadlines.calendar import SATURDAY, CalendarData, DayKind, SpecialDay

NAMES: Final = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def published_calendar() -> CalendarData:
    """Return every year that the installed package knows, as version `cn-<last year>.1`.

    The package marks as `in_lieu_days` the weekdays that are free because a weekend is worked for them (调休);
    weekend days inside a holiday carry the holiday's name.
    """
    days: dict[object, SpecialDay] = {}
    for on, name in constants.holidays.items():
        is_lieu = on in constants.in_lieu_days and on.weekday() < SATURDAY
        kind: DayKind = "lieu" if is_lieu else "holiday"
        days[on] = SpecialDay(on, kind, NAMES.get(name, name))
    for on, name in constants.workdays.items():
        days[on] = SpecialDay(on, "work", NAMES.get(name, name))
    ordered = tuple(sorted(days.values(), key=lambda day: day.on))
    # The first and last year are whole; December days named by the notice of the year after belong to their own.
    years = frozenset(range(ordered[0].on.year, ordered[-1].on.year + 1))
    return CalendarData(f"cn-{max(years)}.1", years, ordered)
