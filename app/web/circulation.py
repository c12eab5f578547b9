"""Circulation (传阅): the list of readers on the page of a case, and the box of what one has to read."""

from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.operations.circulate import MOST_DAYS, READ_DAYS, circulate
from app.cases.operations.list_readings import count_unread, list_readings, open_reading, reading_box
from app.cases.operations.mark_read import mark_many, mark_read
from app.cases.operations.withdraw_reader import withdraw_reader
from app.edge import access, current_actor, current_runtime, page_request, see_other
from app.edge.frame import COUNTS
from app.edge.htmx import local_path
from app.edge.translate import translate
from app.errors import ConflictError, InvalidError
from app.web._case_parts import UNPROCESSABLE, Act, Input, act_page, case_page, look, posted

blueprint = Blueprint("circulation", __name__)
Answer = Response | tuple[str, int] | str
BOTH = ["GET", "POST"]


@blueprint.record_once
def _count_in_menu(state: BlueprintSetupState) -> None:
    state.app.extensions[COUNTS]["circulation.box"] = _unread


@blueprint.get("/readings")
@access("case.start")
def box() -> str:
    """Show what one has to read, or has read."""
    asked, read = page_request(), request.args.get("box") == "read"
    found = reading_box(current_runtime(), current_actor(), read=read, page=asked.page, size=asked.size)
    g.reading_count = found.unread
    return render_template("operations/reading_box.html", box=found, read=read)


@blueprint.post("/readings")
@access("case.start")
def batch() -> Response:
    """Write that the ticked ones were read."""
    keys = [int(key) for key in request.form.getlist("reading") if key.isascii() and key.isdigit()]
    try:
        done, refused = mark_many(current_runtime(), current_actor(), keys)
    except InvalidError as error:
        flash(translate(error.message), "soon")
        return see_other(url_for("circulation.box"))
    if done:
        flash(gettext("已登记阅知 %(count)s 件。", count=done), "good")
    for message in refused:
        flash(translate(message), "soon")
    return see_other(url_for("circulation.box"))


@blueprint.get("/readings/<int:reading_key>")
@access("reading.mark")
def read(reading_key: int) -> str:
    """Show the circulated case to its reader; that it was opened is written down."""
    return _reading(reading_key, None)


@blueprint.post("/readings/<int:reading_key>")
@access("reading.mark")
def mark(reading_key: int) -> Answer:
    """Write that it was read, with an opinion if there is one."""
    try:
        mark_read(current_runtime(), current_actor(), reading_key, opinion=posted("opinion"))
    except InvalidError as error:
        return _reading(reading_key, error), UNPROCESSABLE
    except ConflictError as error:
        flash(translate(error.message), "info")
        return see_other(url_for("circulation.box"))
    flash(gettext("已登记阅知。"), "good")
    return see_other(url_for("circulation.box"))


@blueprint.get("/cases/<int:key>/readers")
@access("case.read")
def show(key: int) -> str:
    """Show who reads the case: when, and through whom."""
    head = look(key)
    found = list_readings(current_runtime(), current_actor(), key)
    return case_page("readers", head, "readers", circulation=found)


@blueprint.route("/cases/<int:key>/readers/add", methods=BOTH)
@access("case.circulate")
def add(key: int) -> Answer:
    """Add readers."""
    act = Act(
        gettext("传阅、抄送"),
        gettext("名单上的人员可以查看此件；谁在什么时候阅知、由谁代阅都有记录。已在名单上的人不会重复传阅。"),
        gettext("送出"),
        (
            Input(
                "area",
                "readers",
                gettext("传阅对象"),
                gettext("填写姓名或登录名，用顿号、逗号或换行分开。"),
            ),
            Input(
                "text",
                "days",
                gettext("阅知期限（工作日）"),
                gettext("1 至 %(most)s 个工作日；不填即为抄送，不限期。", most=MOST_DAYS),
                value=str(READ_DAYS),
                inputmode="numeric",
                optional=True,
            ),
            Input("text", "note", gettext("说明"), optional=True),
        ),
        gettext("已送出。"),
        "case.circulate",
    )

    def do() -> Any:
        return circulate(
            current_runtime(),
            current_actor(),
            key,
            readers=posted("readers"),
            days=posted("days"),
            note=posted("note"),
        )

    return act_page(key, act, do, back=url_for("circulation.show", key=key))


@blueprint.route("/cases/<int:key>/readers/<int:reading_key>/withdraw", methods=BOTH)
@access("case.circulate")
def withdraw(key: int, reading_key: int) -> Answer:
    """Take a reader off the list."""
    act = Act(
        gettext("撤传"),
        gettext("尚未打开此件的人员可以撤传；撤传的理由留在记录里。"),
        gettext("撤传"),
        (Input("area", "reason", gettext("理由")),),
        gettext("已撤传。"),
        "case.circulate",
    )
    return act_page(
        key,
        act,
        lambda: withdraw_reader(current_runtime(), current_actor(), reading_key, reason=posted("reason")),
        back=url_for("circulation.show", key=key),
    )


def _reading(reading_key: int, problem: InvalidError | None) -> str:
    page = open_reading(current_runtime(), current_actor(), reading_key)
    return render_template(
        "operations/reading.html", page=page, problem=problem, back_url=_back(), typed=request.form
    )


def _unread() -> int:
    if "reading_count" not in g:
        g.reading_count = count_unread(current_runtime(), current_actor())
    found: int = g.reading_count
    return found


def _back() -> str:
    return local_path(request.values.get("next"), url_for("circulation.box"))
