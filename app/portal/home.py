"""The front door: what can be done here, how to look up a case, and the other ways to be heard."""

from flask import Blueprint, current_app, render_template, url_for

from app.cases.citizen.list_services import list_services
from app.edge import current_runtime, public
from app.edge.translate import form_language

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    """Show services, the look-up form and the channels."""
    services = list_services(current_runtime(), form_language())
    return render_template(
        "portal/home.html", services=services, terms_url=_url("terms.index"), record_url=_url("record.index")
    )


def _url(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None
