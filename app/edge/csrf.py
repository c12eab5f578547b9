"""Forms carry a token that another site cannot know; interfaces with a bearer token need none."""

from flask import Flask, request
from flask import session as cookie
from flask_wtf.csrf import CSRFProtect

API_PREFIXES = ("/api/", "/v2/")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def is_api() -> bool:
    """Say whether the request is for an interface, which answers with problem documents."""
    return request.path.startswith(API_PREFIXES)


def is_contract() -> bool:
    """Say whether the request is for the interface that speaks another product's contract."""
    return request.path.startswith("/v2/")


def install(app: Flask) -> None:
    """Check the token of every changing request."""
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)
    # as long as the cookie: a form that took a morning to fill in must not be refused for that
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    protect = CSRFProtect(app)

    def check() -> None:
        if request.method in _SAFE or request.endpoint is None or not app.config["WTF_CSRF_ENABLED"]:
            return
        # no cookie speaks for the caller of an interface here, so no other site can borrow it
        if is_api() and (request.authorization is not None or not cookie.get("_user_id")):
            return
        protect.protect()

    app.before_request(check)
