"""The box of messages of whoever is signed in: staff and citizens alike."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.desk.read_notifications import count_unread, list_notifications, mark_read
from app.edge import Page, current_actor, current_runtime, page_request, see_other, signed_in
from app.edge.frame import COUNTS

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")


@blueprint.record_once
def _count_in_frame(state: BlueprintSetupState) -> None:
    state.app.extensions[COUNTS]["notifications.index"] = lambda: count_unread(
        current_runtime(), current_actor()
    )


@blueprint.get("")
@signed_in
def index() -> str:
    """Show one page of messages, all or the unread ones."""
    asked, unread = page_request(), request.args.get("show") == "unread"
    items, total = list_notifications(
        current_runtime(), current_actor(), unread=unread, offset=asked.offset, size=asked.size
    )
    page = Page(items, total, asked.page, asked.size)
    return render_template("notifications/index.html", page=page, unread=unread)


@blueprint.post("/<int:key>/read")
@signed_in
def read(key: int) -> Response:
    """Mark one message as read."""
    mark_read(current_runtime(), current_actor(), key)
    return see_other(url_for(".index", show=request.form.get("show") or None))


@blueprint.post("/read")
@signed_in
def read_all() -> Response:
    """Mark every message as read."""
    mark_read(current_runtime(), current_actor())
    flash(gettext("已全部标为已读"), "good")
    return see_other(url_for(".index"))
