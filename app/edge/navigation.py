"""The menus as data: an entry is shown when its page exists and the policy lets the reader in."""

from dataclasses import dataclass

from app.text import Text, text


@dataclass(frozen=True, slots=True)
class Entry:
    """Tie a page to its label (Chinese, translated when shown), its icon and the action it needs."""

    endpoint: str
    label: Text
    icon: str = ""
    action: str = ""
    case_work: bool = False
    """Only for those who work on cases, or have something waiting there: for others it is always empty."""


DESK: tuple[tuple[Text, tuple[Entry, ...]], ...] = (
    (
        text("办理"),
        (
            Entry("inbox.index", text("待办"), "inbox", "case.start", case_work=True),
            Entry("circulation.box", text("待阅"), "eye", "case.start", case_work=True),
            Entry("case.register", text("登记来件"), "plus-lg", "case.start", case_work=True),
            Entry("official.kinds", text("新建公文"), "file-earmark-text", "case.start", case_work=True),
            Entry("case.index", text("办件"), "files", "case.search"),
            Entry("registers.index", text("登记簿"), "journal-text", "register.read"),
            Entry("exchange.index", text("公文交换"), "send", "exchange.box"),
            Entry("numbers.index", text("文号管理"), "journal-text", "number.read"),
            Entry("supervision.index", text("督办"), "exclamation-octagon", "supervision.board"),
            Entry("statistics.index", text("统计"), "bar-chart", "statistics.read"),
        ),
    ),
    (
        text("流程"),
        (
            Entry("processes.index", text("流程"), "diagram-3", "process.read"),
            Entry("item_catalogue.index", text("事项目录"), "list-check", "item.manage"),
            Entry("incidents.index", text("异常"), "exclamation-triangle", "incident.read"),
            Entry("systems.index", text("部门系统"), "link-45deg", "system.read"),
            Entry("calendar.index", text("工作日历"), "calendar3", "calendar.publish"),
        ),
    ),
    (
        text("系统管理"),
        (
            Entry("admin_people.units", text("机构与岗位"), "bank", "units.manage"),
            Entry("exchange.directory", text("公文交换目录"), "send", "exchange.directory"),
            Entry("hand_over.index", text("离职交接"), "arrow-left-right", "people.hand_over"),
            Entry("admin_people.accounts", text("账号"), "people", "people.read"),
            Entry("admin_people.import_people", text("导入人员"), "upload", "people.import"),
            Entry("admin_security.requests", text("角色授权"), "shield-check", "roles.grant"),
            Entry("interface_clients.index", text("接口客户端"), "link-45deg", "api_client.manage"),
            Entry("audit.index", text("审计记录"), "journal-text", "audit.read"),
        ),
    ),
)
PORTAL: tuple[Entry, ...] = (
    Entry("home.index", text("首页")),
    Entry("items.index", text("办事大厅")),
    Entry("file.index", text("写信")),
    Entry("track.index", text("查询办件")),
    Entry("open_documents.index", text("公开文件")),
    Entry("terms.index", text("期限计算")),
)
OWN: tuple[Entry, ...] = (
    Entry("account.index", text("我的账号"), "person-circle"),
    Entry("account.substitutes", text("替代安排"), "people", "case.start"),
    Entry("account.sessions", text("登录记录"), "clock-history"),
)
FOOTER: tuple[Entry, ...] = (Entry("record.index", text("公开的记录根")),)
