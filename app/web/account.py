"""Pages about oneself: data, password, second factor, signed-in browsers, substitutes, interface tokens."""

import orjson
from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access.actor import KINDS, Actor
from app.cases.operations.lend import list_not_lent
from app.edge import access, current_actor, current_runtime, see_other, signed_in
from app.edge import sign_out as end_session_here
from app.edge.request import as_day
from app.errors import InvalidError
from app.people.api_tokens import create_token, end_token, list_tokens
from app.people.change_password import change_password
from app.people.own_account import (
    Correction,
    close_own_account,
    correct_own_account,
    export_own_account,
    read_own_account,
)
from app.people.own_sessions import end_other_sessions, end_session, list_own_sessions
from app.people.role_names import role_name
from app.people.substitutes import (
    NewSubstitution,
    add_substitution,
    end_substitution,
    list_substitutions,
    substitution_choices,
)

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
@signed_in
def index() -> str:
    """Show the account to its owner."""
    return _index()


@blueprint.post("")
@signed_in
def correct() -> str | tuple[str, int] | Response:
    """Correct one's own data."""
    form = request.form
    entered = Correction(
        form.get("name", ""), form.get("phone", ""), form.get("id_number", ""), form.get("email", "")
    )
    try:
        correct_own_account(current_runtime(), current_actor(), entered)
    except InvalidError as error:
        return _index(error), 422
    flash(gettext("已保存"), "good")
    return see_other(url_for("account.index"))


@blueprint.get("/export")
@signed_in
def export() -> Response:
    """Hand out what is kept about the account, as a file."""
    content = export_own_account(current_runtime(), current_actor())
    return Response(
        orjson.dumps(content, option=orjson.OPT_INDENT_2),
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="my-account.json"'},
    )


@blueprint.post("/close")
@signed_in
def close() -> str | tuple[str, int] | Response:
    """Close a citizen's account."""
    try:
        close_own_account(current_runtime(), current_actor(), request.form.get("password", ""))
    except InvalidError as error:
        return _index(error), 422
    end_session_here()
    flash(gettext("账号已注销，个人信息已删除"), "good")
    return see_other("/")


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> str | tuple[str, int] | Response:
    """Show the form for a new password and the second factor; take the new password."""
    runtime, actor, form = current_runtime(), current_actor(), request.form
    problem = None
    if request.method == "POST":
        try:
            change_password(
                runtime, actor, form.get("old", ""), form.get("new", ""), form.get("repeated", "")
            )
        except InvalidError as error:
            problem = error
        else:
            flash(gettext("密码已修改，其他设备上的登录已全部退出"), "good")
            return see_other(url_for("account.password"))
    own = read_own_account(runtime, actor)
    page = render_template("account/password.html", own=own, problem=problem)
    return (page, 422) if problem else page


@blueprint.get("/sessions")
@signed_in
def sessions() -> str:
    """List the browsers signed in with this account."""
    return render_template(
        "account/sessions.html", sessions=list_own_sessions(current_runtime(), current_actor())
    )


@blueprint.post("/sessions/end")
@signed_in
def end_sessions() -> Response:
    """End one of them, or all others."""
    key = request.form.get("session", type=int)
    if key is None:
        count = end_other_sessions(current_runtime(), current_actor())
        flash(gettext("已退出其他 %(count)s 处登录", count=count), "good")
    else:
        end_session(current_runtime(), current_actor(), key)
        flash(gettext("已退出该处登录"), "good")
    return see_other(url_for("account.sessions"))


@blueprint.route("/substitutes", methods=["GET", "POST"])
@access("case.start")
def substitutes() -> str | tuple[str, int] | Response:
    """List substitutions and add one."""
    problem = None
    if request.method == "POST":
        try:
            add_substitution(current_runtime(), current_actor(), _substitution())
        except InvalidError as error:
            problem = error
        else:
            flash(gettext("已设置替代"), "good")
            return see_other(url_for("account.substitutes"))
    page = _substitutes(current_actor(), problem)
    return (page, 422) if problem else page


@blueprint.post("/substitutes/<int:key>/end")
@access("case.start")
def end_substitute(key: int) -> Response:
    """End a substitution before its time."""
    end_substitution(current_runtime(), current_actor(), key)
    flash(gettext("替代已终止"), "good")
    return see_other(url_for("account.substitutes"))


@blueprint.route("/tokens", methods=["GET", "POST"])
@signed_in
def tokens() -> str | tuple[str, int]:
    """List interface tokens and make one, shown once."""
    runtime, actor = current_runtime(), current_actor()
    problem, token = None, ""
    if request.method == "POST":
        days = request.form.get("days", 0, type=int)
        try:
            token = create_token(runtime, actor, request.form.get("name", ""), days)
        except InvalidError as error:
            problem = error
    page = render_template(
        "account/tokens.html", tokens=list_tokens(runtime, actor), token=token, problem=problem
    )
    return (page, 422) if problem else page


@blueprint.post("/tokens/<int:key>/end")
@signed_in
def end_api_token(key: int) -> Response:
    """End an interface token."""
    end_token(current_runtime(), current_actor(), key)
    flash(gettext("接口令牌已停用"), "good")
    return see_other(url_for("account.tokens"))


def _index(problem: InvalidError | None = None) -> str:
    own = read_own_account(current_runtime(), current_actor())
    return render_template("account/index.html", own=own, problem=problem, role_name=role_name)


def _substitutes(actor: Actor, problem: InvalidError | None) -> str:
    runtime = current_runtime()
    return render_template(
        "account/substitutes.html",
        substitutions=list_substitutions(runtime, actor),
        choices=substitution_choices(runtime, actor),
        heads="head" in actor.roles,
        kinds=KINDS,
        not_lent=list_not_lent(runtime, actor),
        problem=problem,
    )


def _substitution() -> NewSubstitution:
    form = request.form
    return NewSubstitution(
        substitute=form.get("substitute", ""),
        from_on=as_day(form.get("from_on", "").strip()),
        to_on=as_day(form.get("to_on", "").strip()),
        processes=tuple(form.getlist("processes")),
        principal=form.get("principal", ""),
        note=form.get("note", ""),
        kinds=tuple(form.getlist("kinds")),
    )
