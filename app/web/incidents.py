"""What could not be done by itself, without the contents of cases: grouped by cause, tried again, or settled."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.desk.incident_causes import (
    MOST_AT_ONCE,
    list_causes,
    list_of_cause,
    read_retried,
    retry_incidents,
)
from app.cases.moving.incidents import list_incidents, read_incident, resolve_incident, retry_incident
from app.edge import Page, access, current_actor, current_runtime, page_request, see_other
from app.errors import InvalidError
from app.web._case_parts import UNPROCESSABLE, Tab, posted

blueprint = Blueprint("incidents", __name__)


@blueprint.get("/incidents")
@access("incident.read")
def index() -> str:
    """List what is open by its cause, or what is settled one by one."""
    asked = page_request()
    if request.args.get("state") != "resolved":
        causes, total = list_causes(current_runtime(), current_actor(), size=asked.size, offset=asked.offset)
        page = Page(causes, total, asked.page, asked.size)
        return render_template("incidents/causes.html", page=page, tabs=_tabs("open"))
    rows, total = list_incidents(
        current_runtime(), current_actor(), state="resolved", size=asked.size, offset=asked.offset
    )
    page_of_rows = Page(rows, total, asked.page, asked.size)
    return render_template("incidents/resolved.html", page=page_of_rows, tabs=_tabs("resolved"))


@blueprint.get("/incidents/causes/<cause>")
@access("incident.read")
def of_cause(cause: str) -> str:
    """List the open incidents of one cause, to be ticked and tried again."""
    return _cause_page(cause, None)


@blueprint.post("/incidents/causes/<cause>")
@access("incident.retry")
def retry_several(cause: str) -> Response | tuple[str, int]:
    """Try the ticked ones again."""
    keys = _keys(request.form.getlist("key"))
    try:
        retry_incidents(current_runtime(), current_actor(), keys)
    except InvalidError as error:
        return _cause_page(cause, error), UNPROCESSABLE
    return see_other(url_for("incidents.results", key=keys))


@blueprint.get("/incidents/results")
@access("incident.read")
def results() -> str:
    """Tell what became of those that were tried again."""
    found = read_retried(current_runtime(), current_actor(), _keys(request.args.getlist("key")))
    return render_template("incidents/results.html", found=found)


@blueprint.get("/incidents/<int:key>")
@access("incident.read")
def show(key: int) -> str:
    """Show one incident."""
    found = read_incident(current_runtime(), current_actor(), key)
    return render_template("incidents/show.html", incident=found, problem=None, typed="")


@blueprint.post("/incidents/<int:key>/retry")
@access("incident.retry")
def retry(key: int) -> Response:
    """Try again."""
    retry_incident(current_runtime(), current_actor(), key)
    flash(gettext("已安排重试。如仍然失败，会再次出现在这里。"), "good")
    return see_other(url_for("incidents.index"))


@blueprint.post("/incidents/<int:key>/resolve")
@access("incident.retry")
def resolve(key: int) -> Response | tuple[str, int]:
    """Close an incident, saying how it was settled."""
    try:
        resolve_incident(current_runtime(), current_actor(), key, posted("reason"))
    except InvalidError as error:
        found = read_incident(current_runtime(), current_actor(), key)
        page = render_template("incidents/show.html", incident=found, problem=error, typed=posted("reason"))
        return page, UNPROCESSABLE
    flash(gettext("异常已标记为处理完毕。"), "good")
    return see_other(url_for("incidents.index"))


def _tabs(state: str) -> list[Tab]:
    return [
        Tab(url_for("incidents.index"), gettext("待处理"), state == "open"),
        Tab(url_for("incidents.index", state="resolved"), gettext("已处理"), state == "resolved"),
    ]


def _cause_page(cause: str, problem: InvalidError | None) -> str:
    asked = page_request()
    rows, total = list_of_cause(
        current_runtime(), current_actor(), cause, size=asked.size, offset=asked.offset
    )
    page = Page(rows, total, asked.page, asked.size)
    return render_template("incidents/cause.html", page=page, cause=cause, problem=problem)


def _keys(values: list[str]) -> list[int]:
    """Return the keys among posted or linked values; at most one more than may be tried at once."""
    found = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 20]
    return list(dict.fromkeys(found))[: MOST_AT_ONCE + 1]
