"""The supervisors' board, the acts of supervision on a case, and what a unit has to answer."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.casebook.case_terms import list_running_terms
from app.cases.desk import office_words
from app.cases.desk.search_cases import units_to_choose
from app.cases.desk.supervise import (
    ANSWER_DAYS,
    MOST_DAYS,
    answer_order,
    order_answer,
    urge_case,
    withdraw_order,
)
from app.cases.desk.supervision_board import TABS, case_of_order, read_board, read_unit_orders
from app.edge import Page, access, current_actor, current_runtime, page_request
from app.web._case_parts import Act, Input, Tab, act_page, posted

blueprint = Blueprint("supervision", __name__)
Answer = Response | tuple[str, int] | str
BOTH = ["GET", "POST"]
STATES = ("open", "answered", "withdrawn")


@blueprint.get("/supervision")
@access("supervision.board")
def index() -> str:
    """Show the board."""
    asked = page_request()
    tab = request.args.get("tab", "overdue")
    tab = tab if tab in TABS else "overdue"
    board = read_board(
        current_runtime(),
        current_actor(),
        tab=tab,
        unit=request.args.get("unit") or None,
        state=_state(),
        size=asked.size,
        offset=asked.offset,
    )
    counts = {
        "overdue": board.overdue,
        "week": board.this_week,
        "orders": board.waiting,
        "units": len(board.units),
    }
    labels = {
        "overdue": gettext("已超期"),
        "week": gettext("本周到期"),
        "orders": gettext("督办与提示"),
        "units": gettext("按单位"),
    }
    tabs = [
        Tab(url_for("supervision.index", tab=name), labels[name], name == tab, counts[name]) for name in TABS
    ]
    rows = board.terms or board.orders
    return render_template(
        "supervision/index.html",
        board=board,
        tabs=tabs,
        page=Page(rows, board.total, asked.page, asked.size),
        words=office_words,
        units=units_to_choose(current_runtime()),
        state=_state(),
    )


@blueprint.get("/supervision/answers")
@access("case.search")
def answers() -> str:
    """Show the supervision addressed to one's own unit."""
    asked = page_request()
    rows, total = read_unit_orders(
        current_runtime(), current_actor(), state=_state(), size=asked.size, offset=asked.offset
    )
    return render_template(
        "supervision/answers.html",
        page=Page(rows, total, asked.page, asked.size),
        state=_state(),
        words=office_words,
    )


@blueprint.route("/cases/<int:key>/urge", methods=BOTH)
@access("supervision.issue")
def urge(key: int) -> Answer:
    """Urge the responsible unit."""
    act = Act(
        gettext("催办"),
        gettext("提醒承办单位抓紧办理，不要求书面答复。"),
        gettext("发出催办"),
        (Input("area", "body", gettext("内容")),),
        gettext("催办已发出。"),
        "supervision.issue",
    )
    return act_page(key, act, lambda: urge_case(current_runtime(), current_actor(), key, body=posted("body")))


@blueprint.route("/cases/<int:key>/order", methods=BOTH)
@access("supervision.issue")
def order(key: int) -> Answer:
    """Order the responsible unit to answer."""
    terms = list_running_terms(current_runtime(), current_actor(), key)
    options = [("", gettext("整件"))]
    options += [
        (str(term.key), f"{term.derivation.term.title} · {term.unit_name}")
        for term in terms
        if term.is_office
    ]
    act = Act(
        gettext("督办"),
        gettext("要求承办单位在规定的工作日内书面答复。"),
        gettext("发出督办"),
        (
            Input("area", "body", gettext("督办要求")),
            Input(
                "text",
                "days",
                gettext("答复期限（工作日）"),
                gettext("1 至 %(most)s 个工作日", most=MOST_DAYS),
                value=str(ANSWER_DAYS),
                inputmode="numeric",
            ),
            Input("select", "term", gettext("针对的期限"), options=tuple(options), optional=True),
        ),
        gettext("督办已发出。"),
        "supervision.issue",
    )

    def do() -> int:
        term = posted("term")
        return order_answer(
            current_runtime(),
            current_actor(),
            key,
            body=posted("body"),
            days=posted("days"),
            term_key=int(term) if term.isascii() and term.isdigit() else None,
        )

    return act_page(key, act, do)


@blueprint.route("/supervision/<int:order_key>/answer", methods=BOTH)
@access("supervision.answer")
def answer(order_key: int) -> Answer:
    """Answer an order or a card."""
    found = case_of_order(current_runtime(), current_actor(), order_key)
    act = Act(
        gettext("答复督办"),
        found.body,
        gettext("提交答复"),
        (Input("area", "answer", gettext("答复"), gettext("写明原因、采取的措施和完成时间。")),),
        gettext("答复已提交。"),
        "supervision.answer",
    )
    return act_page(
        found.instance_key,
        act,
        lambda: answer_order(current_runtime(), current_actor(), order_key, answer=posted("answer")),
    )


@blueprint.route("/supervision/<int:order_key>/withdraw", methods=BOTH)
@access("supervision.issue")
def withdraw(order_key: int) -> Answer:
    """Withdraw an urge, an order or a card."""
    found = case_of_order(current_runtime(), current_actor(), order_key)
    act = Act(
        gettext("撤销督办"),
        gettext("撤销后不再要求答复，原件和撤销理由都保留。"),
        gettext("撤销"),
        (Input("area", "reason", gettext("理由")),),
        gettext("已撤销。"),
        "supervision.issue",
        danger=True,
    )
    return act_page(
        found.instance_key,
        act,
        lambda: withdraw_order(current_runtime(), current_actor(), order_key, reason=posted("reason")),
    )


def _state() -> str:
    asked = request.args.get("state", "open")
    return asked if asked in STATES else "open"
