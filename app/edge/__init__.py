"""What the HTTP entries share: who asks, access declarations, errors, language, protection, paging.

The edge turns HTTP into calls and errors into answers; it decides nothing about cases.
"""

from flask import Flask

from app.edge import (
    client_rate,
    csrf,
    errors,
    frame,
    guard,
    headers,
    health,
    identity,
    kept_forms,
    key_converter,
    logs,
    outage,
    preferences,
    translate,
)
from app.edge.context import client_address, current_actor, current_runtime, current_session
from app.edge.guard import access, public, signed_in
from app.edge.htmx import is_htmx, see_other
from app.edge.identity import login_session, open_case, sign_out
from app.edge.paging import Page, page_request
from app.edge.proxy import TrustedProxies
from app.edge.rate import rate_limited
from app.edge.request import LuoshuRequest, limits
from app.runtime import Runtime

__all__ = [
    "Page",
    "access",
    "client_address",
    "current_actor",
    "current_runtime",
    "current_session",
    "install",
    "is_htmx",
    "login_session",
    "open_case",
    "page_request",
    "public",
    "rate_limited",
    "see_other",
    "sign_out",
    "signed_in",
]


def install(app: Flask, runtime: Runtime) -> None:
    """Give an application everything the entry points rely on, in the order a request meets it."""
    app.extensions["runtime"] = runtime
    key_converter.install(app)
    app.request_class = LuoshuRequest
    app.config.update(limits(runtime.settings))
    app.wsgi_app = TrustedProxies(app.wsgi_app, runtime.settings.trusted_proxies)  # type: ignore[method-assign]
    logs.install(app)
    identity.install(app, runtime)
    translate.install(app)
    csrf.install(app)
    client_rate.install(app)
    guard.install(app)
    headers.install(app)
    errors.install(app)
    outage.install(app)
    frame.install(app)
    kept_forms.install(app)
    for blueprint in (health.blueprint, preferences.blueprint, kept_forms.blueprint):
        app.register_blueprint(blueprint)


def finish(app: Flask) -> None:
    """Declare what Flask itself registered (static files), after every blueprint is in."""
    static = app.view_functions.get("static")
    if static is not None:
        app.view_functions["static"] = public(static)
