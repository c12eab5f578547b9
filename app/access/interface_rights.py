"""What a client of the interface may be allowed: rights that only narrow what its account may do anyway."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from app.text import Text, text

JOBS = "jobs"
_OWN = frozenset({"account.own"})
ACTIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "processes.read": frozenset({"process.read"}),
        "processes.deploy": frozenset({"process.read", "process.deploy"}),
        "cases.start": frozenset({"case.start", "case.file", "process.read"}),
        "cases.read": frozenset({"case.read", "case.search", "document.read", "process.read"}),
        "cases.direct": frozenset(
            {
                "case.read",
                "case.search",
                "case.cancel",
                "case.migrate",
                "case.jump",
                "case.suspend",
                "case.void",
                "process.migrate",
            }
        ),
        "tasks": frozenset(
            {
                "case.search",
                "task.read",
                "task.claim",
                "task.unclaim",
                "task.take_over",
                "task.reassign",
                "task.complete",
                "task.operate",
                "task.take_back",
                "side.answer",
                "reading.mark",
                "case.circulate",
            }
        ),
        JOBS: frozenset({"job.work"}),
        "messages": frozenset({"message.correlate"}),
        "incidents": frozenset({"incident.read", "incident.retry"}),
        "documents": frozenset({"document.store"}),
        "people.read": frozenset({"people.read"}),
        "clock": frozenset({"time.move"}),
    }
)
"""Right → actions of the policy that it lets through."""
RIGHT_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "processes.read": text("查看流程"),
        "processes.deploy": text("发布流程、表单与决策"),
        "cases.start": text("发起办件"),
        "cases.read": text("查看办件与变量"),
        "cases.direct": text("终止与调整办件"),
        "tasks": text("领取与办理任务"),
        JOBS: text("承办系统任务"),
        "messages": text("发送消息与信号"),
        "incidents": text("查看与处理异常"),
        "documents": text("存取文件"),
        "people.read": text("查看人员与岗位"),
        "clock": text("移动演示时间"),
    }
)


def is_right(written: str) -> bool:
    """Say whether a right is known; work may be limited to types, `jobs:invoice-*`."""
    name, colon, pattern = written.partition(":")
    return name in ACTIONS and (not colon or (name == JOBS and bool(pattern.strip("*"))))


def permits(rights: Collection[str], action: str) -> bool:
    """Say whether rights let an action of the policy through."""
    return action in _OWN or any(action in ACTIONS.get(one.partition(":")[0], ()) for one in rights)


def may_work(rights: Collection[str], job_type: str) -> bool:
    """Say whether rights let a client take outside work of a type."""
    return any(_covers(one, job_type) for one in rights)


def _covers(right: str, job_type: str) -> bool:
    name, colon, pattern = right.partition(":")
    if name != JOBS:
        return False
    if not colon:
        return True
    return job_type.startswith(pattern[:-1]) if pattern.endswith("*") else job_type == pattern
