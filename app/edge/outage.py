"""While the database does not answer: a page that needs none, with what was typed ready to be sent again."""

from flask import Flask, g, render_template, request
from werkzeug.wrappers import Response

from app.edge.csrf import is_api
from app.edge.errors import answer, posted_form
from app.edge.identity import GuestUser
from app.edge.logs import log_failure
from app.errors import UnavailableError

_SECRETS = frozenset({"password", "repeated", "proof", "code"})
_RETRY = {"Retry-After": "10"}


def install(app: Flask) -> None:
    """Answer an outage with 503."""
    app.register_error_handler(UnavailableError, _unavailable)


def _unavailable(error: UnavailableError) -> Response:
    log_failure(error)
    # asking who this is would ask the database again
    g._login_user = GuestUser()  # noqa: SLF001 - where Flask-Login keeps it
    if is_api():
        return answer(503, error.message, headers=_RETRY)
    form = posted_form() if request.method == "POST" else None
    # secrets do not travel back in a page
    if form is not None and _SECRETS & {name for name, _ in form.fields}:
        form = None
    page = render_template(
        "errors/503.html",
        status=503,
        message=error.message,
        form=form,
        back_url=request.full_path.rstrip("?") if request.method == "GET" else None,
        request_id=g.get("request_id", ""),
    )
    return Response(page, status=503, headers=_RETRY, mimetype="text/html")
