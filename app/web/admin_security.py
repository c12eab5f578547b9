"""Roles and sessions as the security administrators keep them: two of them for what matters (三员分立)."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.edge import access, current_actor, current_runtime, see_other
from app.edge.translate import translate
from app.errors import InvalidError
from app.people.accounts import read_account
from app.people.role_names import ROLE_NAMES, role_name
from app.people.roles import (
    BY_ONE,
    decide_role,
    end_account_sessions,
    list_role_requests,
    remove_role,
    request_role,
)

blueprint = Blueprint("admin_security", __name__, url_prefix="/admin/security")


@blueprint.get("/requests")
@access("sessions.manage")
def requests() -> str:
    """List the requests that wait for a second security administrator."""
    found = list_role_requests(current_runtime(), current_actor())
    return render_template("admin/role_requests.html", requests=found, role_name=role_name)


@blueprint.post("/requests/<int:key>")
@access("roles.grant", "roles.approve")
def decide(key: int) -> Response:
    """Approve or reject one request."""
    approved = request.form.get("decision") == "approve"
    try:
        decide_role(current_runtime(), current_actor(), key, approved=approved)
    except InvalidError as error:
        flash(translate(error.message), "late")
    else:
        flash(gettext("已批准授权") if approved else gettext("已驳回授权"), "good")
    return see_other(url_for("admin_security.requests"))


@blueprint.route("/accounts/<int:key>/roles", methods=["GET", "POST"])
@access("sessions.manage")
def roles(key: int) -> str | tuple[str, int] | Response:
    """Show the roles of an account; grant one or ask for it."""
    runtime, actor, form, problem = current_runtime(), current_actor(), request.form, None
    if request.method == "POST":
        try:
            granted = request_role(runtime, actor, key, form.get("role", ""), form.get("reason", ""))
        except InvalidError as error:
            problem = error
        else:
            said = gettext("已授权") if granted else gettext("已提交，等待另一名安全管理员批准")
            flash(said, "good")
            return see_other(url_for("admin_security.roles", key=key))
    page = render_template(
        "admin/roles.html",
        account=read_account(runtime, actor, key),
        roles=ROLE_NAMES,
        by_one=BY_ONE,
        problem=problem,
        role_name=role_name,
    )
    return (page, 422) if problem else page


@blueprint.post("/accounts/<int:key>/roles/remove")
@access("roles.grant")
def remove(key: int) -> Response:
    """Take a role away."""
    try:
        remove_role(current_runtime(), current_actor(), key, request.form.get("role", ""))
    except InvalidError as error:
        flash(translate(error.message), "late")
    else:
        flash(gettext("已收回角色"), "good")
    return see_other(url_for("admin_security.roles", key=key))


@blueprint.post("/accounts/<int:key>/sessions/end")
@access("sessions.manage")
def end_sessions(key: int) -> Response:
    """End every session of an account."""
    count = end_account_sessions(current_runtime(), current_actor(), key)
    flash(gettext("已强制退出 %(count)s 处登录", count=count), "good")
    return see_other(url_for("admin_security.roles", key=key))
