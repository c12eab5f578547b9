"""Is it alive, is it ready, how is it doing: pages for machines."""

from ipaddress import ip_address

from flask import Blueprint, Response

from app.edge.context import client_address, current_runtime
from app.edge.guard import public
from app.edge.logs import log_failure
from app.edge.metrics import exposition
from app.errors import NotFoundError
from app.people.readiness import check_database
from app.text import text

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Say whether requests can be served: the database answers and has its tables; 503 when not."""
    try:
        check_database(current_runtime())
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is "not ready"
        log_failure(error)
        return Response("database\n", status=503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Give the counters to this machine and private networks only; others learn nothing of the page."""
    try:
        address = ip_address(client_address())
    except ValueError:
        address = None
    if address is None or not (address.is_loopback or address.is_private):
        raise NotFoundError(text("没有找到这个页面"))
    return Response(exposition(), mimetype="text/plain")
