"""Give back, after signing in, what had been typed when the session was over."""

from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, flash, g, render_template, request
from flask import session as cookie
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.edge.context import current_actor, current_runtime
from app.edge.guard import signed_in
from app.edge.htmx import local_path, see_other
from app.people.kept_form import KeptForm, drop_kept_form, find_kept_form

blueprint = Blueprint("kept_forms", __name__)
REFILLED = frozenset({"task.show", "case.register"})
"""Pages that fill the kept input in again themselves (`kept_values`)."""


def install(app: Flask) -> None:
    """Throw the kept input away once its form was sent successfully."""

    @app.after_request
    def forget(response: Response) -> Response:
        sent = request.method == "POST" and response.status_code < 400 and "kept_now" not in g
        if sent and request.path == cookie.get("kept_path"):
            _drop()
        return response


@blueprint.get("/kept-form")
@signed_in
def show() -> AnyResponse | str:
    """Show the kept input, to be sent on or thrown away: in its own page where that can fill it in again."""
    form = _kept()
    if form is None:
        return see_other("/")
    if _refills(form.path):
        flash(gettext("您填写的内容已经填回下面的表单，请核对后提交。"), "info")
        if form.had_files:
            flash(gettext("附件没有保留，提交前请重新选择。"), "soon")
        back = local_path(dict(form.fields).get("next"), "")
        return see_other(f"{form.path.partition('?')[0]}?{urlencode({'next': back})}" if back else form.path)
    return render_template("auth/kept_form.html", form=form, stale=False)


@blueprint.post("/kept-form/discard")
@signed_in
def discard() -> AnyResponse:
    """Throw the kept input away."""
    _drop()
    return see_other("/")


def kept_values() -> MultiDict[str, str] | None:
    """Return the kept input when it was posted to the page at hand, so that it can be filled in again."""
    form = _kept()
    if form is None or form.path.partition("?")[0] != request.path:
        return None
    return MultiDict(form.fields)


def _refills(path: str) -> bool:
    try:
        endpoint, _values = current_app.url_map.bind("").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return False
    return endpoint in REFILLED


def _kept() -> KeptForm | None:
    token, account_key = cookie.get("kept_form"), current_actor().account_key
    if not token or account_key is None:
        return None
    return find_kept_form(current_runtime(), token, account_key=account_key)


def _drop() -> None:
    token = cookie.pop("kept_form", None)
    cookie.pop("kept_path", None)
    if token:
        drop_kept_form(current_runtime(), token)
