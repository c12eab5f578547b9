"""The statistics pages: figures of a period, and what waits for whom; each opens as a list."""

from flask import Blueprint, render_template, request

from app.cases.desk import office_words
from app.cases.desk.statistics import Period, read_statistics
from app.cases.desk.waiting import AGES, WaitingRequest, list_waiting, name_of, read_waiting
from app.edge import Page, access, current_actor, current_runtime, page_request
from app.edge.request import as_day

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/statistics")
@access("statistics.read")
def index() -> str:
    """Show the figures of a period, by default this year."""
    first, last = as_day(request.args.get("from", "")), as_day(request.args.get("to", ""))
    period = Period(first, last) if first and last and first <= last else None
    figures = read_statistics(current_runtime(), current_actor(), period)
    return render_template("statistics/index.html", figures=figures, words=office_words)


@blueprint.get("/statistics/waiting")
@access("statistics.read")
def waiting() -> str:
    """Show what waits for whom and how long, and the tasks behind a number."""
    asked, at = _asked(), page_request()
    runtime, actor = current_runtime(), current_actor()
    tasks, total = list_waiting(runtime, actor, asked, size=at.size, offset=at.offset)
    return render_template(
        "statistics/waiting.html",
        found=read_waiting(runtime, actor, asked.process_id),
        asked=asked,
        name=name_of(runtime, asked),
        page=Page(tasks, total, at.page, at.size),
        ages=AGES,
    )


def _asked() -> WaitingRequest:
    args = request.args
    person, group, age = args.get("person", type=int), args.get("group", "")[:100], args.get("age", type=int)
    known = age if age is not None and 0 <= age < len(AGES) else None
    process_id = args.get("process", "")[:120]
    if person is not None:
        return WaitingRequest("person", str(person), known, process_id)
    if group:
        return WaitingRequest("group", group, known, process_id)
    if args.get("applicant"):
        return WaitingRequest("applicant", "", known, process_id)
    return WaitingRequest(None, "", known, process_id)
