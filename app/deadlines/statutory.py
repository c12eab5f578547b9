"""The holidays of a year by the statute alone: 全国年节及纪念日放假办法 as amended 2024-11-10.

Used for years whose yearly notice of the State Council is not published or not imported yet. It must not know
such notices; what it says is provisional by nature.
"""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal

StatutoryDay = tuple[Literal["holiday", "made_up"], str]

SATURDAY: Final = 5
ONE_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=1)
def lunar_days() -> Mapping[int, tuple[date, date, date, date]]:
    """Return year → (正月初一, 清明, 端午, 中秋) from lunar_days.csv, which covers 1990 to 2099."""
    source = resources.files("app.deadlines").joinpath("lunar_days.csv").read_text(encoding="utf-8")
    table = {}
    for row in csv.DictReader(source.splitlines()):
        spring, qingming, dragon_boat, mid_autumn = (
            date.fromisoformat(row[column])
            for column in ("spring_festival", "qingming", "dragon_boat", "mid_autumn")
        )
        table[int(row["year"])] = (spring, qingming, dragon_boat, mid_autumn)
    return MappingProxyType(table)


def statutory_holidays(year: int) -> dict[date, str]:
    """Return the days of article 2 in a year with their names.

    Outside the lunar table only the holidays of the solar calendar are known; the year is not refused.
    """
    days = {
        date(year, 1, 1): "元旦",
        date(year, 5, 1): "劳动节",
        date(year, 5, 2): "劳动节",
        date(year, 10, 1): "国庆节",
        date(year, 10, 2): "国庆节",
        date(year, 10, 3): "国庆节",
    }
    lunar = lunar_days().get(year)
    if lunar is None:
        return days
    spring, qingming, dragon_boat, mid_autumn = lunar
    for offset in range(-1, 3):
        days[spring + offset * ONE_DAY] = "春节"
    days[qingming] = "清明节"
    days[dragon_boat] = "端午节"
    days.setdefault(mid_autumn, "中秋节")
    return days


@lru_cache(maxsize=512)
def provisional_year(year: int) -> Mapping[date, StatutoryDay]:
    """Return the rest days that the statute alone gives a year, weekends apart.

    Article 6: a holiday on a Saturday or Sunday is made up for on a working day; we take the first one that
    follows and is not yet taken. Article 7 (moving working days onto weekends) needs a notice and is not guessed.
    """
    holidays = statutory_holidays(year)
    days: dict[date, StatutoryDay] = {on: ("holiday", name) for on, name in holidays.items()}
    for on in sorted(holidays):
        if on.weekday() < SATURDAY:
            continue
        made_up = on
        while made_up in days or made_up.weekday() >= SATURDAY:
            made_up += ONE_DAY
        days[made_up] = ("made_up", holidays[on])
    return MappingProxyType(days)
