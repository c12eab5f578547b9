"""The statistics page: figures of a period, each of which opens as a list in the register."""

from flask import Blueprint, render_template, request

from app.cases.desk import office_words
from app.cases.desk.statistics import Period, read_statistics
from app.edge import access, current_actor, current_runtime
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
