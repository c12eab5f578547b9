"""How long the law keeps a payload, and what of it may be erased on request. Knows no table.

个人信息保护法 47: erase when the purpose is reached or consent is withdrawn, but keep what a law or
regulation obliges to keep; until then it is only stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.text import Text, text


@dataclass(frozen=True, slots=True)
class Retention:
    """Hold one class of payloads: what it is, how many months it is kept after the case ended, and why."""

    id: str
    name: Text
    months: int
    basis: Text


RETENTIONS: Mapping[str, Retention] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            Retention(
                "record",
                text("案卷材料"),
                120,
                text("案卷材料按档案保管期限保存（本系统默认办结后 10 年，由机关档案保管期限表确定）"),
            ),
            Retention(
                "log", text("操作日志"), 36, text("网络日志留存不少于六个月（网络安全法），办件日志保存三年")
            ),
            Retention("contact", text("联系方式"), 0, text("办结后处理目的已实现（个人信息保护法 47）")),
            Retention("voluntary", text("自愿提供的内容"), -1, text("撤回同意即删除（个人信息保护法 47）")),
        )
    }
)
"""Classes by id. `months` 0: until the case ends; -1: never kept against a request.

The ten years are a default of this program, not a figure of law: a site sets it by its own
档案保管期限表."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say whether a payload may be erased; if not, why and until when (None: the case has not ended)."""

    erasable: bool
    reason: Text
    until: date | None = None


def judge(retention: str, *, ended_on: date | None, today: date) -> Verdict:
    """Return whether a payload of this class may be erased today; an unknown class is kept."""
    rule = RETENTIONS.get(retention, RETENTIONS["record"])
    if rule.months < 0:
        return Verdict(erasable=True, reason=rule.basis)
    if ended_on is None:
        return Verdict(erasable=False, reason=text("事项尚未办结，办理仍需使用（个人信息保护法 13、34）"))
    until = _months_after(ended_on, rule.months)
    if rule.months > 0 and today < until:
        return Verdict(erasable=False, reason=rule.basis, until=until)
    return Verdict(erasable=True, reason=rule.basis)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    # the last day of a shorter month
    for day_of_month in (day.day, 30, 29, 28):
        try:
            return date(year, month, day_of_month)
        except ValueError:
            continue
    raise AssertionError
