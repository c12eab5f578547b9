"""Say in plain sentences how a date was derived, for the citizen, the clerk and the judge.

The frames are `Text`, translated at the edge; names and dates inside are given in the reader's language, so the
caller passes the locale. It must not know pages.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from app.deadlines.calendar import ONE_DAY, RestDay
from app.deadlines.derivation import Derivation, Pause
from app.deadlines.names import holiday_name, is_english, long_date, rest_label, short_date
from app.text import Text, text


def explain(derivation: Derivation, locale: str = "zh") -> tuple[Text, ...]:
    """Return the derivation as sentences, in the order in which a person would count."""
    return tuple(_sentences(derivation, locale))


def title_of(derivation: Derivation, locale: str = "zh") -> str:
    """Return the term's title in the reader's language."""
    term = derivation.term
    return (term.title_en or term.title) if is_english(locale) else term.title


def law_of(derivation: Derivation, locale: str = "zh") -> str:
    """Return the citation; in English the law's English name stands before the Chinese citation."""
    term = derivation.term
    return f"{term.law_en} — {term.citation}" if is_english(locale) and term.law_en else term.citation


def _sentences(derivation: Derivation, locale: str) -> Iterator[Text]:
    yield _length(derivation, locale)
    if derivation.extension or derivation.term.included_extension:
        yield _extension(derivation, locale)
    yield _start(derivation, locale)
    for run in rest_runs(derivation.skipped):
        yield _skipped(run, locale)
    for worked in derivation.worked_weekends:
        yield text(
            "%(date)s因%(name)s调休上班，计入。",
            date=short_date(worked.on, locale),
            name=holiday_name(worked.name, locale),
        )
    for pause in derivation.suspended:
        yield _pause(derivation, pause, locale)
    yield _end(derivation, locale)
    if derivation.target_on != derivation.legal_on:
        yield _target(derivation, locale)
    yield from _reservations(derivation, locale)


def _length(derivation: Derivation, locale: str) -> Text:
    values = {
        "law": law_of(derivation, locale),
        "title": title_of(derivation, locale),
        "days": derivation.days,
    }
    term = derivation.term
    if term.direction == "back" and term.unit == "working":
        return text("依据%(law)s，“%(title)s”应提前 %(days)s 个工作日。", **values)
    if term.direction == "back":
        return text("依据%(law)s，“%(title)s”应提前 %(days)s 日（自然日）。", **values)
    if term.not_before and term.unit == "working":
        return text("依据%(law)s，“%(title)s”不少于 %(days)s 个工作日。", **values)
    if term.not_before:
        return text("依据%(law)s，“%(title)s”不少于 %(days)s 日（自然日）。", **values)
    if term.unit == "working":
        return text("依据%(law)s，“%(title)s”的期限是 %(days)s 个工作日。", **values)
    return text("依据%(law)s，“%(title)s”的期限是 %(days)s 日（自然日，节假日也计入）。", **values)


def _extension(derivation: Derivation, locale: str) -> Text:
    term = derivation.term
    extra = derivation.extension + term.included_extension
    approver = (
        term.extension_approver_name_en if is_english(locale) else term.extension_approver_name
    ) or term.extension_approver
    if derivation.extension and approver:
        return text(
            "其中 %(base)s 日是原期限，%(extra)s 日经%(approver)s批准延长。",
            base=term.amount,
            extra=extra,
            approver=approver,
        )
    return text("其中 %(base)s 日是原期限，%(extra)s 日是经批准的延长。", base=term.amount, extra=extra)


def _start(derivation: Derivation, locale: str) -> Text:
    term = derivation.term
    values = {
        "event": term.event_en if is_english(locale) else term.event,
        "date": long_date(derivation.event_on, locale),
        "first": short_date(derivation.first_on, locale),
    }
    if term.direction == "back":
        return text("%(event)s是%(date)s，当日不计入，从前一日%(first)s往前数。", **values)
    return text("%(event)s是%(date)s，当日不计入，从次日%(first)s起算。", **values)


def rest_runs(days: Sequence[RestDay]) -> list[tuple[RestDay, ...]]:
    """Group rest days that follow one another for the same reason; plain weekends keep their own group."""
    ordered = sorted(days, key=lambda day: day.on)
    runs: list[tuple[RestDay, ...]] = []
    for _, same in groupby(
        enumerate(ordered), key=lambda pair: (_label_key(pair[1]), pair[1].on - pair[0] * ONE_DAY)
    ):
        runs.append(tuple(day for _, day in same))
    return runs


def _label_key(day: RestDay) -> tuple[str, str]:
    return day.reason, day.name


def _skipped(run: Sequence[RestDay], locale: str) -> Text:
    first, last = run[0], run[-1]
    reason = rest_label(first.reason, first.name, locale)
    if first.on == last.on:
        return text("%(date)s不计入：%(reason)s。", date=short_date(first.on, locale), reason=reason)
    return text(
        "%(first)s至%(last)s（%(count)s 天）不计入：%(reason)s。",
        first=short_date(first.on, locale),
        last=short_date(last.on, locale),
        count=len(run),
        reason=reason,
    )


def _pause(derivation: Derivation, pause: Pause, locale: str) -> Text:
    values = {
        "first": short_date(pause.suspension.first_on, locale),
        "last": short_date(pause.suspension.last_on, locale),
        "reason": pause.suspension.reason or "—",
        "count": len(pause.paused),
    }
    if not pause.paused:
        return text("%(first)s至%(last)s的中止（%(reason)s）没有影响这个期限。", **values)
    if derivation.term.unit == "working":
        return text(
            "%(first)s至%(last)s中止（%(reason)s），首尾两日都算，%(count)s 个工作日不计入。", **values
        )
    return text("%(first)s至%(last)s中止（%(reason)s），首尾两日都算，%(count)s 日不计入。", **values)


def _end(derivation: Derivation, locale: str) -> Text:
    term, shown = derivation.term, long_date(derivation.legal_on, locale)
    if term.direction == "back":
        return text("最迟应在%(date)s作出。", date=shown)
    if term.not_before:
        return text("第 %(days)s 日是%(date)s，此前不得结束。", days=derivation.days, date=shown)
    if term.unit == "working":
        return text(
            "第 %(days)s 个工作日是%(date)s，法定期限到当日24时为止。", days=derivation.days, date=shown
        )
    return text("第 %(days)s 日是%(date)s，法定期限到当日24时为止。", days=derivation.days, date=shown)


def _target(derivation: Derivation, locale: str) -> Text:
    rest = next((day for day in derivation.moved_over if day.on == derivation.legal_on), None)
    values = {
        "reason": rest_label(rest.reason, rest.name, locale) if rest else "—",
        "date": long_date(derivation.target_on, locale),
    }
    if derivation.target_on > derivation.legal_on:
        return text("这一天是休息日（%(reason)s），顺延到其后第一个工作日：%(date)s。", **values)
    return text(
        "这一天是休息日（%(reason)s），机关的内部办结目标提前到其前最后一个工作日：%(date)s。", **values
    )


def _reservations(derivation: Derivation, locale: str) -> Iterator[Text]:
    term = derivation.term
    for year in derivation.provisional_years:
        yield text(
            "%(year)s 年的放假安排尚未公布，日期按《全国年节及纪念日放假办法》和周末暂算，公布后自动更新。",
            year=year,
        )
    if term.is_demo_rule:
        yield text("这一期限的条文尚未核对，仅作演示规则。")
    note = term.note_en if is_english(locale) else term.note
    if note:
        yield text("说明：%(note)s", note=note)
    yield text("使用的日历版本：%(version)s。", version=derivation.calendar_version)


def day_states(derivation: Derivation) -> dict[date, str]:
    """Return what became of each day for the month picture.

    `event`, `counted`, `worked` (a counted weekend day), `skipped`, `paused`, `legal`, `target`; the last two win
    over `counted`, and `legal` over `target`.
    """
    states: dict[date, str] = {derivation.event_on: "event"}
    states.update(dict.fromkeys((day.on for day in (*derivation.skipped, *derivation.moved_over)), "skipped"))
    states.update(dict.fromkeys(derivation.counted, "counted"))
    states.update(dict.fromkeys((day.on for day in derivation.worked_weekends), "worked"))
    states.update(dict.fromkeys((day for pause in derivation.suspended for day in pause.paused), "paused"))
    states[derivation.target_on] = "target"
    states[derivation.legal_on] = "legal"
    return states
