"""From the day of an event to the day a term ends, with everything that was decided on the way.

Pure: a calendar and a term go in, a `Derivation` comes out. It must not know stored cases, clocks or languages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from app.clock import LOCAL_ZONE
from app.deadlines.calendar import ONE_DAY, Calendar, RestDay, SpecialDay
from app.deadlines.legal_term import LegalTerm, find_rule
from app.deadlines.suspension import Suspension, covering
from app.errors import InvalidError
from app.text import text

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200


@dataclass(frozen=True, slots=True)
class Pause:
    """A suspension as it entered the count: the days on which the term stood still because of it.

    `paused` is empty for one that lies wholly outside the term.
    """

    suspension: Suspension
    paused: tuple[date, ...]


@dataclass(frozen=True)
class Derivation:
    """A computed term. All dates are local days of the city; `legal_on` ends at 24:00.

    `legal_on` is the raw legal day, `target_on` the adjusted one (see `compute`), `warning_on` the day from which
    the term is yellow. `counted` are the days that count, in order of counting; `skipped` the rest days a
    working-day term passed over; `moved_over` the rest days between `legal_on` and `target_on`;
    `worked_weekends` the Saturdays and Sundays that counted as working days. `provisional` says that a year
    without a published calendar had a part in `legal_on` or `target_on`.
    """

    term: LegalTerm
    event_on: date
    legal_on: date
    target_on: date
    warning_on: date
    extension: int
    calendar_version: str
    provisional: bool
    counted: tuple[date, ...] = field(repr=False)
    skipped: tuple[RestDay, ...] = field(repr=False)
    moved_over: tuple[RestDay, ...] = field(repr=False)
    suspended: tuple[Pause, ...] = field(repr=False)
    worked_weekends: tuple[SpecialDay, ...] = field(repr=False)
    provisional_years: tuple[int, ...] = ()

    @property
    def days(self) -> int:
        """Return the whole length counted, in the term's unit, extensions included."""
        return self.term.days + self.extension

    @property
    def law(self) -> str:
        """Return the citation, e.g. 《信访工作条例》第三十四条."""
        return self.term.citation

    @property
    def late_after(self) -> date:
        """Return the last day on which the act is in time: the later of the two dates.

        For an office this is the legal day, for a citizen's right the day it was rolled forward to.
        """
        return max(self.legal_on, self.target_on)

    @property
    def first_on(self) -> date:
        """Return the first day after the event in the direction of counting (the event's day never counts)."""
        return self.event_on - ONE_DAY if self.term.direction == "back" else self.event_on + ONE_DAY


def end_of_day(on: date) -> datetime:
    """Return the moment a local day ends, 24:00, as aware UTC: when a boundary timer of that day is due."""
    midnight = datetime.combine(on + ONE_DAY, time(0), tzinfo=LOCAL_ZONE)
    return midnight.astimezone(UTC)


def compute(
    rule: LegalTerm | str,
    event_on: date,
    *,
    calendar: Calendar,
    suspensions: Iterable[Suspension] = (),
    extension: int = 0,
) -> Derivation:
    """Compute when a term ends.

    The event's day is not counted (民法典 201). Working-day terms count the calendar's working days; calendar
    terms count every day. A suspension stops the count on its days, both ends included: working days of it for a
    working-day term, every day of it for a calendar term.

    `legal_on` is the day so reached. `target_on` is for an office's duty the last working day on or before it,
    for a citizen's right the first working day on or after it. A least period (`not_before`) also moves forward,
    because an earlier day would cut it short; a notice beforehand (`direction` back) moves to the last working
    day on or before. An office's target never lies on or before the event: when no working day lies between, the
    legal day stands.

    `extension` is what was granted on top, in the term's unit. Raises InvalidError for an unknown rule, an
    extension beyond what the term allows, or a date outside 1900–2200.
    """
    term = find_rule(rule) if isinstance(rule, str) else rule
    stops = tuple(sorted(set(suspensions), key=lambda item: (item.first_on, item.last_on)))
    _check(term, event_on, extension, stops)
    walk = _Walk(term, event_on, calendar, stops)
    walk.run(term.days + extension)
    legal_on = walk.counted[-1]
    target_on = _target(term, event_on, legal_on, calendar)
    years = _provisional_years(term, walk.asked, legal_on, target_on, calendar)
    return Derivation(
        term=term,
        event_on=event_on,
        legal_on=legal_on,
        target_on=target_on,
        warning_on=_warning(term, walk.counted, target_on, calendar),
        extension=extension,
        calendar_version=calendar.version,
        provisional=bool(years),
        counted=tuple(walk.counted),
        skipped=tuple(walk.skipped),
        moved_over=_rest_days(legal_on, target_on, calendar),
        suspended=tuple(Pause(item, tuple(walk.paused[item])) for item in stops),
        worked_weekends=tuple(walk.worked),
        provisional_years=years,
    )


def _check(term: LegalTerm, event_on: date, extension: int, stops: Sequence[Suspension]) -> None:
    dates = {"from": [event_on], "suspended": [on for stop in stops for on in (stop.first_on, stop.last_on)]}
    for name, given in dates.items():
        if any(not FIRST_YEAR <= on.year <= LAST_YEAR for on in given):
            message = text("日期须在 %(first)s 年至 %(last)s 年之间。", first=FIRST_YEAR, last=LAST_YEAR)
            raise InvalidError(message, {name: [message]})
    if extension < 0 or extension > term.extension_amount:
        message = text(
            "%(title)s最多可延长 %(most)s 日，不能延长 %(asked)s 日（%(law)s）。",
            title=term.title,
            most=term.extension_amount,
            asked=extension,
            law=term.citation,
        )
        raise InvalidError(message, {"extension": [message]})


class _Walk:
    """Walk day by day from the event until enough days are counted, noting what became of each day."""

    def __init__(
        self, term: LegalTerm, event_on: date, calendar: Calendar, stops: Sequence[Suspension]
    ) -> None:
        self.term = term
        self.event_on = event_on
        self.calendar = calendar
        self.stops = stops
        self.counted: list[date] = []
        self.skipped: list[RestDay] = []
        self.worked: list[SpecialDay] = []
        self.asked: set[int] = set()
        self.paused: dict[Suspension, list[date]] = {item: [] for item in stops}

    def run(self, amount: int) -> None:
        day = self.event_on
        step = -ONE_DAY if self.term.direction == "back" else ONE_DAY
        while len(self.counted) < amount:
            day += step
            self._visit(day)

    def _visit(self, day: date) -> None:
        if self.term.unit == "working":
            self.asked.add(day.year)
            rest = self.calendar.rest_day(day)
            if rest is not None:
                self.skipped.append(rest)
                return
        stop = covering(self.stops, day)
        if stop is not None:
            self.paused[stop].append(day)
            return
        self.counted.append(day)
        worked = self.calendar.worked_weekend(day) if self.term.unit == "working" else None
        if worked is not None:
            self.worked.append(worked)


def _target(term: LegalTerm, event_on: date, legal_on: date, calendar: Calendar) -> date:
    if term.unit == "working" and term.direction == "forward":
        return legal_on
    if term.direction == "back":
        return calendar.previous_working_day(legal_on)
    if term.obliged == "citizen" or term.not_before:
        return calendar.next_working_day(legal_on)
    earlier = calendar.previous_working_day(legal_on)
    return earlier if earlier > event_on else legal_on


def _warning(term: LegalTerm, counted: Sequence[date], target_on: date, calendar: Calendar) -> date:
    if term.direction == "back":
        return calendar.previous_working_day(target_on, including=False)
    reached = _at_share(counted, term.warning)
    if term.obliged == "citizen" or term.not_before:
        return reached
    # A warning on a rest day reaches nobody: an office is warned on the working day before, never after its target.
    warned = min(calendar.previous_working_day(reached), target_on)
    return warned if warned > counted[0] else min(counted[0], target_on)


def _rest_days(legal_on: date, target_on: date, calendar: Calendar) -> tuple[RestDay, ...]:
    first, last = sorted((legal_on, target_on))
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(rest for day in days if day != target_on and (rest := calendar.rest_day(day)) is not None)


def _provisional_years(
    term: LegalTerm, asked: set[int], legal_on: date, target_on: date, calendar: Calendar
) -> tuple[int, ...]:
    """Return the years without a published calendar that had a part in the two dates."""
    years = asked | {legal_on.year, target_on.year} if term.unit == "calendar" else asked
    return tuple(sorted(year for year in years if not calendar.is_official(year)))


def day_at(derivation: Derivation, share: Decimal) -> date:
    """Return the counted day on which a share (0–1] of the term is used, e.g. 0.5 for the day of a 催办."""
    return _at_share(derivation.counted, share)


def _at_share(counted: Sequence[date], share: Decimal) -> date:
    needed = int((Decimal(len(counted)) * share).to_integral_value(rounding=ROUND_CEILING))
    return counted[min(max(needed, 1), len(counted)) - 1]


def count_back(event_on: date, amount: int, *, calendar: Calendar, unit: str = "working") -> date:
    """Return the N-th working (or calendar) day before an event, whose own day is not counted."""
    day = event_on
    counted = 0
    while counted < amount:
        day -= ONE_DAY
        counted += 1 if unit == "calendar" or calendar.is_working_day(day) else 0
    return day


def working_days_after(on: date, amount: int, *, calendar: Calendar) -> date:
    """Return the N-th working day after a day, which is not counted; 0 gives the day itself."""
    day = on
    while amount > 0:
        day += ONE_DAY
        amount -= 1 if calendar.is_working_day(day) else 0
    return day


def working_days_between(first: date, last: date, *, calendar: Calendar) -> int:
    """Return how many working days lie after `first` up to and with `last`; negative when `last` is earlier."""
    if last < first:
        return -working_days_between(last, first, calendar=calendar)
    span = (last - first).days
    return sum(calendar.is_working_day(first + timedelta(days=offset)) for offset in range(1, span + 1))
