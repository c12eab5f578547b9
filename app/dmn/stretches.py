"""Cut the values of one input column into stretches on which all its cells give one answer, and name them in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.feel.compare import kind_of
from app.feel.render import render
from app.feel.values import DaysTimeDuration, Value, YearsMonthsDuration
from app.text import Text, text

_OTHER = "\x00"
"""A word no table asks for: it stands for every text that is not named in the column."""
_MINUTE = 60_000_000_000


class UncutError(Exception):
    """Say that a column compares with values of several kinds, or of a kind that has no order."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold a point (`low` is `high`) or the open interval between two; `value` stands for all of it.

    An end of None is open; both None is "anything", or for words and truth values the value itself decides.
    """

    value: Value
    low: Value = None
    high: Value = None

    @property
    def is_point(self) -> bool:
        """Tell whether the stretch is a single value."""
        return self.low is not None and self.low is self.high


def cut(kind: str, constants: Sequence[Value], allowed: Callable[[Value], bool] | None) -> list[Stretch]:
    """Return the stretches of a column, in order; `kind` is its type or "Any".

    Raises UncutError when the constants cannot be put in one order.
    """
    kinds = {kind_of(constant) for constant in constants if constant is not None}
    if kind not in ("Any", "duration"):
        kinds.add(kind)
    if len(kinds) > 1:
        raise UncutError
    found = _cut(next(iter(kinds), "Any"), [constant for constant in constants if constant is not None])
    return found if allowed is None else [stretch for stretch in found if allowed(stretch.value)]


def _cut(kind: str, constants: list[Value]) -> list[Stretch]:
    if kind == "boolean":
        return [Stretch(True), Stretch(False)]
    if kind == "string":
        return [*(Stretch(word) for word in dict.fromkeys(constants)), Stretch(_OTHER)]
    step = _STEP.get(kind)
    if not constants:
        return [Stretch(None)]
    if step is None:
        raise UncutError
    try:
        ordered = sorted(set(constants))
        return _between(ordered, *step)
    except (TypeError, OverflowError):  # moments with and without a zone; the end of the calendar
        raise UncutError from None


def _between(
    ordered: list[Value], shift: Callable[[Value, int], Value], middle: Callable[[Value, Value], Value]
) -> list[Stretch]:
    found = [Stretch(shift(ordered[0], -1), None, ordered[0])]
    for place, point in enumerate(ordered):
        found.append(Stretch(point, point, point))
        if place + 1 < len(ordered):
            inner = middle(point, ordered[place + 1])
            if inner != point:  # between two neighbouring days there is none
                found.append(Stretch(inner, point, ordered[place + 1]))
    return [*found, Stretch(shift(ordered[-1], 1), ordered[-1], None)]


def _shift_time(value: time, minutes: int) -> time:
    moved = datetime(2000, 1, 2, tzinfo=value.tzinfo).replace(
        hour=value.hour, minute=value.minute, second=value.second
    ) + timedelta(minutes=minutes)
    if moved.day != 2:
        raise OverflowError
    return moved.timetz()


def _middle_time(low: time, high: time) -> time:
    span = (high.hour - low.hour) * 60 + high.minute - low.minute
    return _shift_time(low, span // 2) if span > 1 else low


_STEP: dict[str, tuple[Callable[[Value, int], Value], Callable[[Value, Value], Value]]] = {
    "number": (lambda value, by: value + by, lambda low, high: (low + high) / Decimal(2)),
    "date": (
        lambda value, by: value + timedelta(days=by),
        lambda low, high: date.fromordinal((low.toordinal() + high.toordinal()) // 2),
    ),
    "date and time": (
        lambda value, by: value + timedelta(minutes=by),
        lambda low, high: low + (high - low) / 2,
    ),
    "time": (_shift_time, _middle_time),
    "days and time duration": (
        lambda value, by: DaysTimeDuration(value.nanoseconds + by * _MINUTE),
        lambda low, high: DaysTimeDuration((low.nanoseconds + high.nanoseconds) // 2),
    ),
    "years and months duration": (
        lambda value, by: YearsMonthsDuration(value.months + by),
        lambda low, high: YearsMonthsDuration((low.months + high.months) // 2),
    ),
}


def describe(stretches: Sequence[Stretch], chosen: int) -> Text | str:
    """Name the chosen stretches (a bit set) as one would write them in a cell; empty when all are chosen."""
    if chosen == (1 << len(stretches)) - 1:
        return ""
    picked = [place for place in range(len(stretches)) if chosen >> place & 1]
    if all(stretch.low is None and stretch.high is None for stretch in stretches):
        words = [
            text("其他值") if stretches[p].value == _OTHER else render(stretches[p].value) for p in picked
        ]
        return words[0] if len(words) == 1 else "、".join(str(word) for word in words)
    runs: list[list[int]] = []
    for place in picked:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return "、".join(_run(stretches[run[0]], stretches[run[-1]]) for run in runs)


def _run(first: Stretch, last: Stretch) -> str:
    if first is last and first.is_point:
        return f"= {render(first.value)}"
    low, high = first.low, last.high
    if low is None:
        return f"{'<=' if last.is_point else '<'} {render(high)}"
    if high is None:
        return f"{'>=' if first.is_point else '>'} {render(low)}"
    opening, closing = "[" if first.is_point else "(", "]" if last.is_point else ")"
    return f"{opening}{render(low)}..{render(high)}{closing}"
