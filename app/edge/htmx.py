"""Answer the same route to a plain browser and to htmx."""

from urllib.parse import urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response


def is_htmx() -> bool:
    """Say whether htmx asks for a fragment (a boosted link or a history restore wants the whole page)."""
    asked = request.headers.get("HX-Request") == "true"
    return asked and not (
        request.headers.get("HX-Boosted") or request.headers.get("HX-History-Restore-Request")
    )


def see_other(url: str) -> Response:
    """Return 303 to a page after a post; htmx is told to load it as a whole page."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, code=303)


def local_path(target: str | None, default: str = "/") -> str:
    """Return the target when it is a path of this site, else the default: no redirect leads away."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(sign) < 0x20 or sign == "\\" for sign in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target
