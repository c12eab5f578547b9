"""`/v2/messages`: programs tell waiting cases something."""

from datetime import timedelta
from typing import Any

from flask import Blueprint

from app.api.v2.operation import Operation, body, operation
from app.api.v2.shapes import TENANT, anything, key, record, tenant, text, whole
from app.cases.interface.send_message import correlate_message, publish_message
from app.cases.moving.deliver_message import Message
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_messages", __name__, url_prefix="/v2/messages")

LONGEST_DAYS = 400
_NAME = {"name": text(most=200, least=1)}
_COMMON = {"correlationKey": text(most=200), "variables": anything(), "tenantId": tenant()}


@blueprint.post("/publication")
@access("message.correlate")
@operation(
    Operation(
        "publishMessage",
        "Deliver a message now, and keep it for those who come to wait",
        body=record(
            _NAME,
            {
                **_COMMON,
                "timeToLive": whole(0, LONGEST_DAYS * 86_400_000),
                "messageId": text(most=200),
            },
        ),
        answers={200: record({"tenantId": tenant(), "messageKey": key()})},
    )
)
def publish() -> dict[str, Any]:
    """Deliver a message and keep it."""
    asked = body()
    made = publish_message(
        current_runtime(),
        current_actor(),
        _message(asked),
        keep_for=timedelta(milliseconds=asked.get("timeToLive", 0)),
        message_id=asked.get("messageId") or None,
    )
    return {"tenantId": TENANT, "messageKey": str(made.key)}


@blueprint.post("/correlation")
@access("message.correlate")
@operation(
    Operation(
        "correlateMessage",
        "Deliver a message to who waits for it now",
        body=record(_NAME, _COMMON),
        answers={200: record({"tenantId": tenant(), "messageKey": key(), "processInstanceKey": key()})},
    )
)
def correlate() -> dict[str, Any]:
    """Deliver a message to who waits for it now."""
    made = correlate_message(current_runtime(), current_actor(), _message(body()))
    return {
        "tenantId": TENANT,
        "messageKey": str(made.key),
        "processInstanceKey": str(made.instance_keys[0]),
    }


def _message(asked: dict[str, Any]) -> Message:
    return Message(asked["name"], asked.get("correlationKey", ""), asked.get("variables") or {})
