"""`/api/systems/…/events/…`: where department systems report what happened; the signature is the ticket."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, request

from app.cases.systems.receive_event import receive_event
from app.connectors.signature import HEADER
from app.edge import current_runtime, public, rate_limited
from app.people.throttle import Limit

EVENTS = Limit("system_event", attempts=600, window=timedelta(minutes=1), lock=timedelta(minutes=1))
"""What one address may report: a system with a backlog, not somebody guessing signatures."""

blueprint = Blueprint("system_events", __name__, url_prefix="/api/systems")


@blueprint.post("/<system>/events/<event>")
@public
@rate_limited(EVENTS)
def report(system: str, event: str) -> tuple[dict[str, Any], int]:
    """Take one event (JSON); 202 with how many cases took it."""
    taken = receive_event(
        current_runtime(), system, event, request.get_data(), request.headers.get(HEADER, "")
    )
    return {"delivered": taken}, 202
