"""What could not be done by itself: a list without the contents of cases, another try, or a note how it was settled."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.moving.incidents import list_incidents, read_incident, resolve_incident, retry_incident
from app.edge import Page, access, current_actor, current_runtime, page_request, see_other
from app.errors import InvalidError
from app.web._case_parts import UNPROCESSABLE, Tab, posted

blueprint = Blueprint("incidents", __name__)


@blueprint.get("/incidents")
@access("incident.read")
def index() -> str:
    """List incidents, the open ones first."""
    asked = page_request()
    state = "resolved" if request.args.get("state") == "resolved" else "open"
    rows, total = list_incidents(
        current_runtime(), current_actor(), state=state, size=asked.size, offset=asked.offset
    )
    tabs = [
        Tab(url_for("incidents.index"), gettext("待处理"), state == "open"),
        Tab(url_for("incidents.index", state="resolved"), gettext("已处理"), state == "resolved"),
    ]
    return render_template(
        "incidents/index.html", page=Page(rows, total, asked.page, asked.size), tabs=tabs, state=state
    )


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
