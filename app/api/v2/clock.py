"""`/v2/clock`: in the demo city, programs move the time as the time machine does: forward only."""

from datetime import UTC, datetime

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.operation import Operation, body, nothing, operation
from app.api.v2.shapes import record, whole
from app.cases.interface.set_clock import pin_clock, reset_clock
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_clock", __name__, url_prefix="/v2/clock")

_LATEST = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp() * 1000)


@blueprint.put("")
@access("time.move")
@operation(
    Operation(
        "pinClock",
        "Move the demo city's clock forward to a moment and do what falls due",
        body=record({"timestamp": whole(0, _LATEST)}),
        answers={204: None},
    )
)
def pin() -> Response:
    """Move the clock."""
    moment = datetime.fromtimestamp(body()["timestamp"] / 1000, UTC)
    pin_clock(current_runtime(), current_actor(), moment)
    return nothing()


@blueprint.post("/reset")
@access("time.move")
@operation(
    Operation("resetClock", "Let the demo city's clock follow the real one again", answers={204: None})
)
def reset() -> Response:
    """Let the clock follow the real one; refused when it is ahead of it."""
    reset_clock(current_runtime(), current_actor())
    return nothing()
