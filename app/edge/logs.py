"""Structured logs: one JSON line a request, without names, addresses, paths or form values."""

import logging
import secrets
import sys
import time
import traceback
from types import TracebackType

import structlog
from flask import Flask, Response, g, request

from app.edge.metrics import count_request

log = structlog.get_logger("luoshu")
_QUIET = frozenset({"static", "health.healthz", "health.readyz", "health.metrics"})


def install(app: Flask) -> None:
    """Give every request an id and write one line when it is answered."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )

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
    """Write where an unexpected error came from: its kind and its frames, not its words.

    The message of a database or parser error may quote what somebody typed.
    """
    if error is None:
        return
    log.error(
        "failure",
        request_id=g.get("request_id", ""),
        kind=f"{type(error).__module__}.{type(error).__name__}",
        frames=_frames(error.__traceback__),
        cause=type(error.__cause__).__name__ if error.__cause__ else None,
    )


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-25:]
