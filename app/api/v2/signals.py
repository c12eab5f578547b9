"""`/v2/signals`: a program lets a signal reach every case that waits for it."""

from typing import Any

from flask import Blueprint

from app.api.v2.operation import Operation, body, operation
from app.api.v2.shapes import TENANT, anything, key, record, tenant, text
from app.cases.interface.broadcast_signal import broadcast_signal
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_signals", __name__, url_prefix="/v2/signals")


@blueprint.post("/broadcast")
@access("message.correlate")
@operation(
    Operation(
        "broadcastSignal",
        "Let a signal reach every case that waits for it",
        body=record({"signalName": text(most=200, least=1)}, {"variables": anything(), "tenantId": tenant()}),
        answers={200: record({"tenantId": tenant(), "signalKey": key()})},
    )
)
def broadcast() -> dict[str, Any]:
    """Let a signal reach every case that waits for it."""
    asked = body()
    made = broadcast_signal(
        current_runtime(), current_actor(), asked["signalName"], asked.get("variables") or {}
    )
    return {"tenantId": TENANT, "signalKey": str(made)}
