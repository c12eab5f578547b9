"""The time machine of the demo city: the clock, ways to move it forward, and what happened on the way."""

from datetime import datetime, time, timedelta

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from app.cases.rehearsal.move_time import MOST_DAYS, TimeMoved, move_time
from app.clock import LOCAL_ZONE
from app.edge import access, current_actor, current_runtime
from app.errors import InvalidError
from app.text import text

blueprint = Blueprint("time_machine", __name__)

STEPS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}


@blueprint.get("/time-machine")
@access("time.move")
def index() -> Response:
    """Show the clock and the ways to move it."""
    return _page(None, None)


@blueprint.post("/time-machine")
@access("time.move")
def move() -> Response:
    """Move the clock and show what happened. The answer is the report itself: a reload asks before moving again."""
    runtime = current_runtime()
    if not runtime.settings.demo:
        abort(404)
    try:
        return _page(move_time(runtime, current_actor(), _target(runtime.clock.now())), None)
    except InvalidError as error:
        return _page(None, error)


def _page(moved: TimeMoved | None, problem: InvalidError | None) -> Response:
    runtime = current_runtime()
    if not runtime.settings.demo:
        abort(404)
    now = runtime.clock.now().astimezone(LOCAL_ZONE)
    page = render_template(
        "time_machine/index.html",
        now=now,
        moved=moved,
        problem=problem,
        tomorrow=(now + timedelta(days=1)).date().isoformat(),
        latest=(now + timedelta(days=MOST_DAYS)).date().isoformat(),
        typed=request.form.get("date", ""),
    )
    return Response(page, status=422 if problem else 200, mimetype="text/html")


def _target(now: datetime) -> datetime:
    step = STEPS.get(request.form.get("step", ""))
    if step is not None:
        return now + step
    try:
        day = datetime.fromisoformat(request.form.get("date", "")).date()
    except ValueError:
        message = text("请填写要走到的日期。")
        raise InvalidError(message, {"to": [message]}) from None
    return datetime.combine(day, time(9), LOCAL_ZONE)
