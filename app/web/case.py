"""The pages of a case for the office, and the register in which cases are found. Acts stand in case_acts."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from app.cases.casebook.case_files import list_files
from app.cases.casebook.case_links import read_links
from app.cases.casebook.case_overview import read_overview
from app.cases.casebook.case_picture import read_picture
from app.cases.casebook.case_terms import term_of_case
from app.cases.casebook.case_timeline import read_timeline
from app.cases.casebook.read_deliveries import list_deliveries
from app.cases.desk import office_words
from app.cases.desk.search_cases import SORTS, export_cases, search_cases, units_to_choose
from app.cases.moving.link_kinds import KINDS
from app.deadlines import explain
from app.edge import Page, access, current_actor, current_runtime, page_request
from app.edge.request import as_day
from app.edge.translate import form_language, translate
from app.store.case_list import CaseFilter
from app.web import _case_register
from app.web._case_parts import case_page, look

blueprint = Blueprint("case", __name__)
_case_register.install(blueprint)


@blueprint.get("/cases")
@access("case.search")
def index() -> str | Response:
    """Show the register: search, filters, pages; every figure of the statistics opens here."""
    wanted, asked = read_filter(), page_request(sorts=SORTS)
    if request.args.get("format") == "csv":
        return _export(wanted, asked.sort)
    found, total = search_cases(
        current_runtime(), current_actor(), wanted, sort=asked.sort, size=asked.size, offset=asked.offset
    )
    return render_template(
        "case/index.html",
        page=Page(found, total, asked.page, asked.size),
        sort=asked.sort or "-received",
        wanted=wanted,
        units=units_to_choose(current_runtime()),
        words=office_words,
        narrowed=_narrowed(wanted),
    )


@blueprint.get("/cases/<int:key>")
@access("case.read")
def show(key: int) -> str:
    """Show what is asked, what runs and by when."""
    head = look(key)
    overview = read_overview(current_runtime(), current_actor(), key, locale=form_language())
    return case_page("show", head, "show", page=overview)


@blueprint.get("/cases/<int:key>/timeline")
@access("case.read")
def timeline(key: int) -> str:
    """Show the course of the case with the names of who acted."""
    head = look(key)
    items = read_timeline(current_runtime(), current_actor(), key, locale=form_language())
    return case_page("timeline", head, "timeline", items=items)


@blueprint.get("/cases/<int:key>/files")
@access("case.read")
def files(key: int) -> str:
    """List documents, attachments and the messages that were sent."""
    head, runtime, actor = look(key), current_runtime(), current_actor()
    found, sent = list_files(runtime, actor, key), list_deliveries(runtime, actor, key)
    return case_page("files", head, "files", files=found, sent=sent)


@blueprint.get("/cases/<int:key>/picture")
@access("case.read")
def picture(key: int) -> str:
    """Show the live picture of the case and the same in words."""
    head = look(key)
    found = read_picture(current_runtime(), current_actor(), key, locale=form_language())
    return case_page("picture", head, "picture", picture=found)


@blueprint.get("/cases/<int:key>/links")
@access("case.read")
def links(key: int) -> str:
    """Show linked cases and those that look like the same matter."""
    head = look(key)
    found = read_links(current_runtime(), current_actor(), key)
    return case_page("links", head, "links", links=found, kinds=KINDS)


@blueprint.get("/cases/<int:key>/terms/<int:term_key>")
@access("case.read")
def term(key: int, term_key: int) -> str:
    """Show how the date of a term was derived, and what extended or suspended it."""
    head = look(key)
    found = term_of_case(current_runtime(), current_actor(), key, term_key)
    sentences = explain(found.term.derivation, form_language())
    return case_page("term", head, "show", term=found.term, may=found.may, sentences=sentences)


def read_filter() -> CaseFilter:
    """Read the filter of the register from this request; what makes no sense narrows nothing."""
    args = request.args
    return CaseFilter(
        q=args.get("q", "").strip()[:100],
        status=_known(args.get("status", ""), office_words.STATUSES),
        outcome=args.get("outcome", "")[:60],
        unit=args.get("unit", "")[:40],
        channel=_known(args.get("channel", ""), office_words.CHANNELS),
        received_from=as_day(request.args.get("received_from", "")),
        received_to=as_day(request.args.get("received_to", "")),
        due=_known(args.get("due", ""), {"overdue": 1, "week": 1}),
        timely=_known(args.get("timely", ""), {"ontime": 1, "late": 1}),
        closed_from=as_day(request.args.get("closed_from", "")),
        closed_to=as_day(request.args.get("closed_to", "")),
        rule=args.get("rule", "")[:60],
        term_unit=args.get("term_unit", "")[:40],
        assignee=args.get("assignee", type=int),
        element=args.get("element", "")[:120],
        done_element=args.get("done_element", "")[:120],
        task_late=args.get("task_late") == "1",
        rated=args.get("rated", type=int),
    )


def _known(value: str, known: Any) -> str:
    return value if value in known else ""


def _narrowed(wanted: CaseFilter) -> bool:
    """Say whether a figure of another page narrowed the list by something the filter does not show."""
    return bool(
        wanted.timely
        or wanted.rule
        or wanted.term_unit
        or wanted.assignee is not None
        or wanted.element
        or wanted.done_element
        or wanted.task_late
        or wanted.rated is not None
        or wanted.outcome
        or wanted.closed_from
        or wanted.closed_to
    )


def _export(wanted: CaseFilter, sort: str) -> Response:
    heading = (
        gettext("编号"),
        gettext("标题"),
        gettext("承办单位"),
        gettext("渠道"),
        gettext("状态"),
        gettext("结果"),
        gettext("收到日期"),
        gettext("办结日期"),
        gettext("办理目标日期"),
    )
    words = {
        name: translate(label)
        for table in (office_words.CHANNELS, office_words.STATUSES)
        for name, label in table.items()
    }
    body = export_cases(current_runtime(), current_actor(), wanted, sort=sort, heading=heading, words=words)
    answer = Response("\ufeff" + body, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=cases.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer
