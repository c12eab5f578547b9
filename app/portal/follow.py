"""Follow a case by e-mail, confirm the address, stop it again."""

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.cases.citizen.follow import confirm_following, follow_case, read_following, unfollow
from app.cases.citizen.own_case import is_own_case
from app.cases.moving.reference import plain_number
from app.edge import current_actor, current_runtime, public, rate_limited
from app.edge.htmx import see_other
from app.edge.translate import form_language
from app.errors import InvalidError
from app.people.throttle import FILE_ADDRESS

blueprint = Blueprint("follow", __name__)


@blueprint.get("/track/<number>/follow")
@public
def ask(number: str) -> AnyResponse | str:
    """Ask for the address."""
    if not is_own_case(current_runtime(), current_actor(), plain_number(number)):
        return see_other(url_for("track.index", number=number))
    return render_template("portal/follow_ask.html", number=plain_number(number), email="", problem=None)


@blueprint.post("/track/<number>/follow")
@public
@rate_limited(FILE_ADDRESS)
def begin(number: str) -> AnyResponse:
    """Send the confirming link."""
    runtime, wanted = current_runtime(), plain_number(number)
    email = request.form.get("email", "")[:254]
    link = runtime.settings.site_url.rstrip("/") + url_for("follow.show", token="TOKEN")  # noqa: S106 - a place holder
    try:
        shown = follow_case(runtime, current_actor(), wanted, email, link=link, locale=form_language())
    except InvalidError as error:
        body = render_template("portal/follow_ask.html", number=wanted, email=email, problem=error.message)
        return Response(body, status=422, mimetype="text/html")
    flash(gettext("确认链接已发往 %(email)s，打开链接以后才开始发信。", email=shown), "good")
    return see_other(url_for("track.show", number=wanted))


@blueprint.get("/follow/<token>")
@public
def show(token: str) -> str:
    """Show what the link is about; nothing changes before a button is pressed."""
    page = read_following(current_runtime(), token)
    return render_template("portal/follow_show.html", page=page, token=token)


@blueprint.post("/follow/<token>")
@public
def confirm(token: str) -> AnyResponse:
    """Begin to send news."""
    confirm_following(current_runtime(), token)
    flash(gettext("已确认，有了进展会发信给您。"), "good")
    return see_other(url_for(".show", token=token))


@blueprint.post("/follow/<token>/stop")
@public
def stop(token: str) -> AnyResponse:
    """Stop sending news."""
    unfollow(current_runtime(), token)
    flash(gettext("已取消关注，不会再发信。"), "good")
    return see_other(url_for("home.index"))
