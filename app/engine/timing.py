"""ISO 8601 dates, durations and repeating intervals, computed by us from a moment that is passed in.

SpiffWorkflow's own timers call the machine's clock and are not used. Source: BPMN 2.0 §10.5.5 (timer events),
ISO 8601-1 §5.5 (durations), §5.6 (repeating intervals).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.clock import LOCAL_ZONE
from app.text import Text, text

_DURATION = re.compile(
    r"^P(?:(?P<weeks>\d+)W|(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?)$"
)
_REPEAT = re.compile(r"^R(?P<count>\d*)$")
_TWO, _THREE = 2, 3


class TimeTextError(ValueError):
    """Say why a text is no date, duration or cycle, in words for the reader."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Duration:
    """Hold a duration: calendar months, calendar days (both in the city's zone) and an exact rest."""

    months: int
    days: int
    rest: timedelta

    def after(self, moment: datetime) -> datetime:
        """Return the moment (aware UTC) this long after another aware moment; month ends are kept."""
        local = moment.astimezone(LOCAL_ZONE)
        month_index = local.year * 12 + local.month - 1 + self.months
        year, month = divmod(month_index, 12)
        month += 1
        try:
            day = min(local.day, calendar.monthrange(year, month)[1])
            shifted = local.replace(year=year, month=month, day=day) + timedelta(days=self.days)
            return shifted.astimezone(UTC) + self.rest
        except (ValueError, OverflowError, calendar.IllegalMonthError) as error:
            raise TimeTextError(text("时限超出可计算的日期范围。")) from error


@dataclass(frozen=True, slots=True)
class Cycle:
    """Hold a repeating interval: how often (None: without end), how far apart, first and last moment."""

    count: int | None
    every: Duration
    every_text: str
    start: datetime | None
    until: datetime | None


def parse_duration(source: str) -> Duration:
    """Read an ISO duration such as P3D, PT1H30M or P2W; a negative or empty one raises `TimeTextError`."""
    match = _DURATION.match(source.strip())
    if match is None or not any(match.groupdict().values()) or source.strip().endswith("T"):
        raise TimeTextError(text("“%(value)s”不是 ISO 8601 时长，例如 PT1H、P3D。", value=source))
    part = {name: value or "0" for name, value in match.groupdict().items()}
    rest = timedelta(hours=int(part["hours"]), minutes=int(part["minutes"]), seconds=float(part["seconds"]))
    months = int(part["years"]) * 12 + int(part["months"])
    return Duration(months, int(part["days"]) + 7 * int(part["weeks"]), rest)


def parse_moment(source: str) -> datetime:
    """Read an ISO date or date-time; without an offset it is the city's time, a bare date its first moment."""
    value = source.strip()
    value = re.sub(r"[@\[][A-Za-z_]+/[A-Za-z_/]+\]?$", "", value)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            moment = datetime.combine(date.fromisoformat(value), time(), LOCAL_ZONE)
        else:
            moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise TimeTextError(text("“%(value)s”不是 ISO 8601 日期时间。", value=source)) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_ZONE)).astimezone(UTC)


def parse_cycle(source: str) -> Cycle:
    """Read Rn/duration, R/duration, Rn/start/duration, Rn/start/end or Rn/duration/end (not cron)."""
    bad = TimeTextError(text("“%(value)s”不是 ISO 8601 循环，例如 R3/P1D。", value=source))
    parts = [part.strip() for part in source.strip().split("/")]
    repeat = _REPEAT.match(parts[0])
    if repeat is None or len(parts) not in (_TWO, _THREE):
        raise bad
    count = int(repeat["count"]) if repeat["count"] else None
    if len(parts) == _TWO:
        return Cycle(count, _positive(parts[1], bad), parts[1], None, None)
    first, second = parts[1], parts[2]
    if first.startswith("P"):
        return Cycle(count, _positive(first, bad), first, None, parse_moment(second))
    start = parse_moment(first)
    if second.startswith("P"):
        return Cycle(count, _positive(second, bad), second, start, None)
    span = parse_moment(second) - start
    if span <= timedelta():
        raise bad
    written = f"PT{span.total_seconds():.0f}S"
    return Cycle(count, parse_duration(written), written, start, None)


def _positive(source: str, bad: TimeTextError) -> Duration:
    duration = parse_duration(source)
    if not (duration.months or duration.days or duration.rest):
        raise bad
    return duration
