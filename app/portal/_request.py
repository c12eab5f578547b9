"""What the public pages read from a request: texts, files, language, the browser's token for kept input."""

from flask import Response, render_template, request
from flask import session as cookie

from app.edge import is_htmx
from app.forms import UploadedFile

_KEPT = "filing"


def posted() -> dict[str, list[str]]:
    """Return the posted texts without the form's own token."""
    return {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}


def posted_files() -> list[UploadedFile]:
    """Return the posted files; they are in memory and nowhere else."""
    return [
        UploadedFile(name, file.filename or "", file.read())
        for name, file in request.files.items(multi=True)
        if file.filename
    ]


def kept_token(place: str) -> str | None:
    """Return the token under which this browser finds its kept input."""
    kept = cookie.get(_KEPT)
    found = kept.get(place) if isinstance(kept, dict) else None
    return found if isinstance(found, str) else None


def remember_token(place: str, token: str | None) -> None:
    """Put a new token into the cookie; a few places are remembered, the oldest goes first."""
    if token is None:
        return
    kept = dict(cookie.get(_KEPT) or {})
    kept.pop(place, None)
    kept[place] = token
    cookie[_KEPT] = dict(list(kept.items())[-3:])


def form_page(template: str, *, invalid: bool = False, **values: object) -> Response:
    """Answer with a form's page: 422 when something is wrong in it (htmx swaps nothing of a 4xx answer)."""
    status = 422 if invalid and not is_htmx() else 200
    return Response(render_template(template, **values), status=status, mimetype="text/html")
