"""The inbox: boxes of tasks, filters that can be kept, and acts on several tasks at once."""

from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.desk.bulk import claim_tasks, reassign_tasks
from app.cases.desk.inbox import BOXES, SORTS, Inbox, InboxRequest, count_waiting, read_inbox
from app.cases.desk.saved_filters import KEPT, delete_filter, save_filter
from app.cases.operations.list_readings import count_unread
from app.edge import access, current_actor, current_runtime, page_request, see_other
from app.edge.frame import COUNTS
from app.edge.htmx import local_path
from app.edge.translate import translate
from app.errors import InvalidError

blueprint = Blueprint("inbox", __name__)


@blueprint.record_once
def _count_in_menu(state: BlueprintSetupState) -> None:
    state.app.extensions[COUNTS]["inbox.index"] = _waiting


@blueprint.get("/inbox")
@access("case.start")
def index() -> str:
    """Show one page of a box."""
    return _page()


@blueprint.post("/inbox/bulk")
@access("case.start")
def bulk() -> str | Response:
    """Claim or hand on the ticked tasks and tell what became of each."""
    keys = [int(key) for key in request.form.getlist("task") if key.isascii() and key.isdigit()]
    runtime, actor, form = current_runtime(), current_actor(), request.form
    try:
        if form.get("act") == "assign":
            items = reassign_tasks(runtime, actor, keys, form.get("login", ""), form.get("reason", ""))
        else:
            items = claim_tasks(runtime, actor, keys)
    except InvalidError as error:
        flash(translate(error.message), "soon")
        return see_other(_back())
    done = [item for item in items if item.refused is None]
    refused = [item for item in items if item.refused is not None]
    return render_template(
        "inbox/bulk.html", act=form.get("act"), done=done, refused=refused, back_url=_back()
    )


@blueprint.post("/inbox/filters")
@access("case.start")
def keep_filter() -> Response:
    """Keep the present filter under a name."""
    arguments = {key: request.form.get(key, "") for key in KEPT}
    try:
        query = save_filter(current_runtime(), current_actor(), request.form.get("name", ""), arguments)
    except InvalidError as error:
        flash(translate(error.message), "soon")
        return see_other(_back())
    flash(gettext("筛选已保存。"), "good")
    return see_other(url_for("inbox.index") + (f"?{query}" if query else ""))


@blueprint.post("/inbox/filters/<int:key>/delete")
@access("case.start")
def drop_filter(key: int) -> Response:
    """Forget a kept filter."""
    delete_filter(current_runtime(), current_actor(), key)
    flash(gettext("筛选已删除。"), "good")
    return see_other(_back())


@blueprint.get("/inbox/shortcuts")
@access("case.start")
def shortcuts() -> str:
    """Show the keys of the desk, for reading and printing."""
    return render_template("inbox/shortcuts.html")


def _page() -> str:
    asked = page_request(sorts=SORTS)
    box = request.args.get("box", "mine")
    wanted = InboxRequest(
        box=next((known for known in BOXES if known == box), "mine"),
        q=asked.q,
        process_id=request.args.get("process", "")[:120],
        element_id=request.args.get("step", "")[:120],
        due=request.args.get("due", ""),
        sort=asked.sort,
        page=asked.page,
        size=asked.size,
    )
    inbox = read_inbox(current_runtime(), current_actor(), wanted)
    g.inbox_count = inbox.counts["mine"]
    return render_template(
        "inbox/index.html",
        inbox=inbox,
        asked=wanted,
        tabs_of=_tabs(inbox, wanted.box),
        dues=_dues(),
        kept={key: request.args.get(key, "") for key in KEPT},
        is_filtered=any(request.args.get(key) for key in ("q", "process", "step", "due")),
    )


def _tabs(inbox: Inbox, box: str) -> list[dict[str, Any]]:
    labels = {
        "mine": gettext("待办"),
        "group": gettext("部门待领"),
        "waiting": gettext("等候信访人"),
        "involved": gettext("我参与的"),
        "done": gettext("已办"),
        "unit": gettext("本单位在办"),
    }
    return [
        {
            "url": url_for("inbox.index", box=name if name != "mine" else None),
            "label": labels[name],
            "current": name == box,
            "count": inbox.counts.get(name),
        }
        for name in inbox.boxes
    ] + [
        {
            "url": url_for("circulation.box"),
            "label": gettext("待阅"),
            "current": False,
            "count": _unread() or None,
        }
    ]


def _dues() -> list[tuple[str, str]]:
    return [
        ("overdue", gettext("已超期")),
        ("today", gettext("今天到期")),
        ("week", gettext("七天内到期")),
        ("later", gettext("七天以后到期")),
        ("none", gettext("没有期限")),
        ("follow", gettext("该跟进的")),
    ]


def _unread() -> int:
    if "reading_count" not in g:
        g.reading_count = count_unread(current_runtime(), current_actor())
    found: int = g.reading_count
    return found


def _waiting() -> int:
    if "inbox_count" not in g:
        g.inbox_count = count_waiting(current_runtime(), current_actor())
    found: int = g.inbox_count
    return found


def _back() -> str:
    return local_path(request.form.get("next"), url_for("inbox.index"))
