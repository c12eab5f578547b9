"""The months of a derivation as a picture: what became of each day. It must not know pages or colours."""

from calendar import Calendar as WeekRule
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.deadlines.derivation import Derivation
from app.deadlines.explain import day_states
from app.text import Text, text

MOST_MONTHS: Final = 24
_WEEKS: Final = WeekRule(firstweekday=0)

STATE_WORDS: Final = {
    "event": text("起算的事项发生日，不计入"),
    "counted": text("计入"),
    "worked": text("调休上班，计入"),
    "skipped": text("休息日，不计入"),
    "paused": text("中止，不计入"),
    "target": text("调整后的日期"),
    "legal": text("法定期限最后一日"),
}
"""What each state of a day means, in the order of a legend."""


@dataclass(frozen=True, slots=True)
class MonthDay:
    """Hold one day of the picture; `number` is its place among the counted days, `name` its holiday."""

    on: date
    state: str
    number: int | None
    name: str

    @property
    def words(self) -> Text | None:
        """Return what became of the day, None for a day outside of the term."""
        return STATE_WORDS.get(self.state)


@dataclass(frozen=True, slots=True)
class Month:
    """Hold one month in weeks that begin on Monday; None stands for a day of another month."""

    year: int
    month: int
    weeks: tuple[tuple[MonthDay | None, ...], ...]


def months_of(derivation: Derivation) -> tuple[Month, ...]:
    """Return the months from the event to the end of the term, at most 24 of them."""
    states = day_states(derivation)
    numbers = {day: number for number, day in enumerate(derivation.counted, 1)}
    names = {rest.on: rest.name for rest in (*derivation.skipped, *derivation.moved_over)}
    names |= {day.on: day.name for day in derivation.worked_weekends}

    def picture(day: date, month: int) -> MonthDay | None:
        if day.month != month:
            return None
        return MonthDay(day, states.get(day, ""), numbers.get(day), names.get(day, ""))

    return tuple(
        Month(
            year,
            month,
            tuple(
                tuple(picture(day, month) for day in week) for week in _WEEKS.monthdatescalendar(year, month)
            ),
        )
        for year, month in _span(derivation)
    )


def _span(derivation: Derivation) -> list[tuple[int, int]]:
    dates = (derivation.event_on, derivation.legal_on, derivation.target_on)
    first, last = min(dates), max(dates)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [
        divmod(first.year * 12 + first.month - 1 + offset, 12) for offset in range(min(count, MOST_MONTHS))
    ]
    return [(year, month + 1) for year, month in months]
