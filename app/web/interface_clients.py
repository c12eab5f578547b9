"""The page on which security administrators make clients of the interface, and end them."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access.interface_rights import JOBS, RIGHT_NAMES
from app.edge import access, current_actor, current_runtime, see_other
from app.errors import InvalidError
from app.people.api_clients import NewClient, WantedClient, create_client, end_client, list_clients

blueprint = Blueprint("interface_clients", __name__, url_prefix="/clients")


@blueprint.get("")
@access("api_client.manage")
def index() -> str:
    """List the clients that were not ended, with the form for a new one."""
    return _page()


@blueprint.post("")
@access("api_client.manage")
def create() -> str | tuple[str, int]:
    """Make a client and show its secret, once."""
    try:
        made = create_client(current_runtime(), current_actor(), _wanted())
    except InvalidError as error:
        return _page(problem=error), 422
    return _page(made=made)


@blueprint.post("/<client_id>/end")
@access("api_client.manage")
def end(client_id: str) -> Response:
    """End a client."""
    end_client(current_runtime(), current_actor(), client_id)
    flash(gettext("已停用"), "good")
    return see_other(url_for("interface_clients.index"))


def _page(*, made: NewClient | None = None, problem: InvalidError | None = None) -> str:
    return render_template(
        "interface_clients/index.html",
        clients=list_clients(current_runtime(), current_actor()),
        rights=RIGHT_NAMES,
        made=made,
        problem=problem,
    )


def _wanted() -> WantedClient:
    form = request.form
    types = form.get("job_types", "").split()
    chosen = [right for right in form.getlist("rights") if right != JOBS or not types]
    if JOBS in form.getlist("rights"):
        chosen += [f"{JOBS}:{one}" for one in types]
    days = form.get("days", "")
    return WantedClient(
        form.get("login", ""), form.get("name", ""), chosen, int(days) if days.isdecimal() else 0
    )
