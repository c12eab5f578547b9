"""A site of sample pages that shows every layout and macro, for tests of the frame alone: no use case, no database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template, request
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader

from app.edge.translate import translate
from app.text import text
from app.translations import choose_locale, compile_if_stale

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests/data/pages"
ERROR_CODES = (400, 403, 404, 409, 413, 429, 500)


@dataclass
class Item:
    """A link of a navigation or a tab."""

    label: str
    url: str = "#"
    icon: str | None = None
    current: bool = False
    count: int | None = None
    late: bool = False


@dataclass
class Group:
    """A group of the staff navigation."""

    label: str
    entries: list[Item] = field(default_factory=list)


PORTAL = [Item("服务", current=True), Item("办件查询"), Item("期限计算"), Item("记录公布")]
DESK = [
    Group(
        "",
        [
            Item("待办", icon="inbox", current=True, count=12, late=True),
            Item("部门待领", icon="inboxes", count=5),
            Item("我参与的", icon="person-check"),
            Item("已办", icon="check-circle"),
        ],
    ),
    Group("信访", [Item("登记来信来访", icon="envelope-paper"), Item("督办台", icon="speedometer2")]),
    Group(
        "管理",
        [Item("流程", icon="diagram-3"), Item("人员与单位", icon="people"), Item("日历", icon="calendar3")],
    ),
]
ROWS = [
    (
        "洛访〔2026〕118号",
        "关于西苑小区冬季供暖温度不达标的反映",
        "何秀英",
        "登记",
        "late",
        "已超期2个工作日",
    ),
    ("洛访〔2026〕121号", "人行道路灯不亮", "马强", "转送", "today", "今天到期"),
    (
        "洛访〔2026〕126号",
        "建设路拓宽后的停车问题，附近三个小区的居民共同反映",
        "周兰芳等5人",
        "办理",
        "soon",
        "还剩2个工作日",
    ),
    ("洛访〔2026〕130号", "老旧小区加装电梯的补贴标准", "李国栋", "办理", "running", "还剩31个工作日"),
    ("洛访〔2026〕131号", "学校门口交通组织建议", "王芳", "听证", "paused", "听证期间不计时"),
    ("洛访〔2026〕132号", "拖欠工资", "赵小军", "已答复", "met", "按时办结"),
]


def sample_site() -> Flask:
    """Return the site: /portal, /service, /staff, /case and /error/<code>; preferences come from cookies."""
    compile_if_stale()
    site = Flask("app", root_path=str(ROOT / "app"), template_folder="templates", static_folder="static")
    assert site.jinja_loader
    site.jinja_loader = ChoiceLoader([site.jinja_loader, FileSystemLoader(SAMPLES)])
    site.config.update(
        SECRET_KEY="sample", BABEL_DEFAULT_LOCALE="zh_CN", BABEL_DEFAULT_TIMEZONE="Asia/Shanghai"
    )
    Babel(site, locale_selector=lambda: choose_locale(request.args.get("lang"), request.cookies.get("lang")))
    site.jinja_env.filters["t"] = translate
    site.jinja_env.globals["csrf_token"] = lambda: "token"

    @site.context_processor
    def give_frame() -> dict[str, Any]:
        return {"frame": sample_frame(staff=request.path in {"/staff", "/case"})}

    for name in ("portal", "service", "staff", "case"):
        site.add_url_rule(
            f"/{name}", name, lambda name=name: render_template(f"sample_{name}.html", **sample_data())
        )

    @site.get("/error/<int:code>")
    def error(code: int) -> str:
        return render_template(f"errors/{code}.html", message=text("演示：办件已由%(name)s领取", name="李敏"))

    return site


def sample_frame(*, staff: bool) -> SimpleNamespace:
    """Return what edge gives every page."""
    return SimpleNamespace(
        locale=choose_locale(request.args.get("lang"), request.cookies.get("lang")),
        theme=request.cookies.get("theme", "light"),
        size=request.cookies.get("size", "normal"),
        layout="staff" if staff else "portal",
        site_name="洛书 · 网上行政",
        demo=True,
        now=datetime(2026, 4, 22, 1, 30, tzinfo=UTC),
        navigation=DESK if staff else PORTAL,
        viewer=SimpleNamespace(name="赵琳", unit_name="信访局", post_name="登记岗") if staff else None,
        unread=3,
        account_links=[Item("我的账户", icon="gear"), Item("代理安排", icon="person-plus")],
        footer_links=[Item("使用帮助"), Item("无障碍说明"), Item("记录校验")],
        home_url="/portal",
        preferences_url="/preferences",
        sign_in_url="/sign-in",
        sign_out_url="/sign-out",
        notifications_url="/notifications",
        time_machine_url="/time-machine",
        account_url="/account",
    )


def sample_data() -> dict[str, Any]:
    """Return rows, events and facts of the demo city (演示) for the sample pages."""
    keys = ("number", "title", "person", "step", "state", "words")
    return {
        "rows": [dict(zip(keys, row, strict=True)) for row in ROWS],
        "columns": [
            {"key": "pick", "label": "选择", "pick": True},
            {"key": "title", "label": "事项", "head": True},
            {"key": "person", "label": "信访人"},
            {"key": "step", "label": "步骤", "sortable": True},
            {"key": "due", "label": "期限", "sortable": True},
        ],
        "boxes": [
            Item("待办", current=True, count=12),
            Item("部门待领", count=5),
            Item("我参与的"),
            Item("已办"),
        ],
        "events": [
            {
                "state": "done",
                "title": "提交",
                "at": datetime(2026, 4, 20, 1, 5, tzinfo=UTC),
                "actor": "何秀英",
            },
            {
                "state": "done",
                "title": "登记",
                "at": datetime(2026, 4, 21, 3, 0, tzinfo=UTC),
                "actor": "信访局",
            },
            {
                "state": "now",
                "title": "住房和城乡建设局办理",
                "at": datetime(2026, 4, 22, 1, 0, tzinfo=UTC),
                "actor": "住房和城乡建设局",
                "text": "已受理。最迟2026年6月21日答复您。",
            },
            {"state": "ahead", "title": "答复"},
        ],
        "services": [
            {
                "url": "#",
                "icon": "envelope-paper",
                "title": "提出信访事项",
                "text": "建议、意见、投诉请求，网上提交，当场取得编号和查询码。",
            },
            {
                "url": "#",
                "icon": "search",
                "title": "办件查询",
                "text": "凭编号和查询码看办到哪一步、下一步是什么、最迟哪天。",
            },
            {
                "url": "#",
                "icon": "calculator",
                "title": "期限计算",
                "text": "任何法定期限怎样算出来，逐日说明。",
            },
            {
                "url": "#",
                "icon": "shield-check",
                "title": "记录公布",
                "text": "每日公布记录的校验值，谁也不能悄悄改动。",
            },
        ],
    }
