"""Structured logs: one JSON line a request, without names, addresses, paths or form values."""

import secrets
import time

from flask import Flask, Response, g, request

from app.edge.metrics import count_request
from app.log import configure, failure, log

_QUIET = frozenset({"static", "health.healthz", "health.readyz", "health.metrics"})


def install(app: Flask) -> None:
    """Give every request an id and write one line when it is answered."""
    configure()

    # Flask's own report of a failure quotes its message; ours does not
    app.log_exception = lambda info: log_failure(info[1])  # type: ignore[method-assign, assignment]

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)
        g.started = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        identifier = g.get("request_id", "")
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        response.headers["X-Request-Id"] = identifier
        # the route, not the path: a path may name a case or hold a token
        route = request.url_rule.rule if request.url_rule is not None else "-"
        count_request(request.method, route, response.status_code, seconds)
        if request.endpoint not in _QUIET:
            log.info(
                "request",
                request_id=identifier,
                method=request.method,
                route=route,
                status=response.status_code,
                milliseconds=round(seconds * 1000, 1),
            )
        return response


def log_failure(error: BaseException | None) -> None:
    """Write down an unexpected error of this request."""
    if error is None:
        return
    failure("failure", error, request_id=g.get("request_id", ""))
