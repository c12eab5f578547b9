"""The menus as data: an entry is shown when its page exists and the policy lets the reader in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Tie a page to its label (Chinese, translated when shown), its icon and the action it needs."""

    endpoint: str
    label: str
    icon: str = ""
    action: str = ""


DESK: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "办理",
        (
            Entry("inbox.index", "待办", "inbox", "case.start"),
            Entry("case.register", "登记来件", "plus-lg", "case.start"),
            Entry("case.index", "办件", "files", "case.search"),
            Entry("supervision.index", "督办", "exclamation-octagon", "supervision.board"),
            Entry("statistics.index", "统计", "bar-chart", "statistics.read"),
        ),
    ),
    (
        "流程",
        (
            Entry("processes.index", "流程", "diagram-3", "process.read"),
            Entry("incidents.index", "异常", "exclamation-triangle", "incident.read"),
            Entry("calendar.index", "工作日历", "calendar3", "calendar.publish"),
        ),
    ),
    (
        "系统管理",
        (
            Entry("admin_people.units", "机构与岗位", "bank", "units.manage"),
            Entry("admin_people.accounts", "账号", "people", "people.read"),
            Entry("admin_people.import_people", "导入人员", "upload", "people.import"),
            Entry("admin_security.requests", "角色授权", "shield-check", "roles.grant"),
            Entry("audit.index", "审计记录", "journal-text", "audit.read"),
        ),
    ),
)
PORTAL: tuple[Entry, ...] = (
    Entry("home.index", "首页"),
    Entry("file.index", "写信"),
    Entry("track.index", "查询办件"),
    Entry("terms.index", "期限计算"),
)
OWN: tuple[Entry, ...] = (
    Entry("account.index", "我的账号", "person-circle"),
    Entry("account.substitutes", "替代安排", "people", "case.start"),
    Entry("account.sessions", "登录记录", "clock-history"),
)
FOOTER: tuple[Entry, ...] = (Entry("record.index", "公开的记录根"),)
