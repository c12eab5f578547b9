"""A yearly notice of the State Council as a CSV file: date,kind,name — read strictly, every problem with its line.

It must not know where the notice is stored or who imports it.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.deadlines.calendar import SATURDAY, DayKind, SpecialDay
from app.deadlines.statutory import statutory_holidays
from app.errors import InvalidError
from app.text import Text, text

COLUMNS: Final = ("date", "kind", "name")
KINDS: Final[Mapping[str, DayKind]] = {
    "holiday": "holiday",
    "放假": "holiday",
    "lieu": "lieu",
    "调休": "lieu",
    "made_up": "made_up",
    "补假": "made_up",
    "work": "work",
    "上班": "work",
}
"""How a kind may be written in the file."""
MAX_BYTES: Final = 200_000
MOST_PROBLEMS: Final = 50
FIRST_YEAR: Final = 2004
LAST_YEAR: Final = 2199
_NAME_LENGTH: Final = 60


@dataclass(frozen=True)
class Notice:
    """Hold what a notice says: its year and the special days, some of which may lie in the December before."""

    year: int
    days: tuple[SpecialDay, ...]


def read_notice(source: bytes) -> Notice:
    """Read a notice: UTF-8 or GB18030, with the header date,kind,name and one special day a line.

    Raises InvalidError with every problem at once: "line N" → what is wrong there.
    """
    reader = _Reader()
    rows = reader.rows(source)
    days = [day for number, row in rows if (day := reader.day(number, row)) is not None]
    year = reader.year(days)
    if year is not None:
        reader.check_holidays(year, days)
    if reader.problems or year is None:
        raise InvalidError(
            text("放假安排文件有 %(count)s 处问题。", count=len(reader.problems)), reader.problems
        )
    return Notice(year, tuple(sorted(days, key=lambda day: day.on)))


class _Reader:
    """Collect problems by line while a notice is read."""

    def __init__(self) -> None:
        self.problems: dict[str, list[Text]] = {}
        self.seen: dict[date, int] = {}

    def problem(self, line: int, message: Text) -> None:
        """Note a problem; after many of them the rest is not listed."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.setdefault(f"line {line}", []).append(message)

    def rows(self, source: bytes) -> Sequence[tuple[int, Sequence[str]]]:
        """Return the lines after the header with their numbers; none when the file is no such file."""
        if len(source) > MAX_BYTES:
            self.problem(0, text("文件超过 %(limit)s 字节。", limit=MAX_BYTES))
            return []
        decoded = self._decode(source)
        if decoded is None:
            return []
        lines = list(csv.reader(io.StringIO(decoded.replace("\0", ""))))
        numbered = [
            (n, [c.strip() for c in row]) for n, row in enumerate(lines, 1) if any(c.strip() for c in row)
        ]
        if not numbered or tuple(c.lower() for c in numbered[0][1][:3]) != COLUMNS:
            self.problem(1, text("第一行应为列名：%(columns)s。", columns=",".join(COLUMNS)))
            return []
        if len(numbered) == 1:
            self.problem(1, text("文件里没有任何日期。"))
        return numbered[1:]

    def _decode(self, source: bytes) -> str | None:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return source.decode(encoding)
            except UnicodeDecodeError:
                continue
        self.problem(0, text("文件既不是 UTF-8 也不是 GB18030 编码。"))
        return None

    def day(self, line: int, row: Sequence[str]) -> SpecialDay | None:
        """Return the special day of a line, None when it is wrong."""
        if len(row) < len(COLUMNS):
            self.problem(line, text("这一行应有三列：日期、类型、节日名称。"))
            return None
        kind = KINDS.get(row[1].lower())
        if kind is None:
            known = "、".join(KINDS)
            self.problem(
                line, text("没有“%(kind)s”这种类型；可用：%(known)s。", kind=row[1][:20], known=known)
            )
        if not row[2] or len(row[2]) > _NAME_LENGTH:
            self.problem(line, text("节日名称不能为空，也不能超过 %(most)s 个字。", most=_NAME_LENGTH))
        on = self._date(line, row[0])
        if on is None or kind is None:
            return None
        if kind == "work" and on.weekday() < SATURDAY:
            self.problem(line, text("%(date)s 不是周末，不需要写成上班。", date=on.isoformat()))
        if kind not in {"work", "holiday"} and on.weekday() >= SATURDAY:
            self.problem(line, text("%(date)s 是周末，不能写成调休或补假。", date=on.isoformat()))
        return SpecialDay(on, kind, row[2])

    def _date(self, line: int, raw: str) -> date | None:
        try:
            on = date.fromisoformat(raw.replace("/", "-"))
        except ValueError:
            self.problem(line, text("“%(value)s”不是日期，请写成 2027-02-05 的样子。", value=raw[:20]))
            return None
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            self.problem(
                line, text("日期须在 %(first)s 年至 %(last)s 年之间。", first=FIRST_YEAR, last=LAST_YEAR)
            )
            return None
        if on in self.seen:
            self.problem(line, text("%(date)s 在第 %(line)s 行已经写过。", date=raw, line=self.seen[on]))
        self.seen.setdefault(on, line)
        return on

    def year(self, days: Sequence[SpecialDay]) -> int | None:
        """Return the year most of the days lie in; the others may only be of the December before it."""
        if not days:
            return None
        year = Counter(day.on.year for day in days).most_common(1)[0][0]
        for day in days:
            if day.on.year != year and (day.on.year, day.on.month) != (year - 1, 12):
                message = text("%(date)s 不属于 %(year)s 年的安排。", date=day.on.isoformat(), year=year)
                self.problem(self.seen[day.on], message)
        return year

    def check_holidays(self, year: int, days: Sequence[SpecialDay]) -> None:
        """Refuse a notice that lets a statutory holiday be worked or forgets one (全国年节及纪念日放假办法 2)."""
        rest = {day.on for day in days if day.kind != "work"}
        for on, name in sorted(statutory_holidays(year).items()):
            if on not in rest:
                self.problem(
                    self.seen.get(on, 0),
                    text("缺少法定节假日 %(date)s（%(name)s）。", date=on.isoformat(), name=name),
                )
