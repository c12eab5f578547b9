"""Counters for Prometheus: requests and their duration by route, nothing about people."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REGISTRY = CollectorRegistry()
_requests = Counter("luoshu_requests", "Requests answered", ["method", "route", "status"], registry=REGISTRY)
_seconds = Histogram("luoshu_request_seconds", "Duration of requests", ["route"], registry=REGISTRY)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request by its route (a pattern, so the number of series is bounded)."""
    method = method if method in _METHODS else "OTHER"
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def exposition() -> bytes:
    """Return all counters in Prometheus' text format."""
    return generate_latest(REGISTRY)
