"""The door other installations post their packages to: open to all, because the signature inside decides."""

from flask import Blueprint, Response, request

from app.cases.official.exchange_receive import answer_package
from app.edge import client_address, current_runtime, public
from app.people.throttle import EXCHANGE_ADDRESS, count_attempt, require_unlocked

blueprint = Blueprint("api_exchange", __name__, url_prefix="/api/exchange")
TAKEN, REFUSED = 200, 422


@blueprint.post("/packages")
@public
def packages() -> Response:
    """Take a package and answer with a signed reply; many refused ones from one address are locked out."""
    runtime, caller = current_runtime(), (EXCHANGE_ADDRESS, client_address())
    require_unlocked(runtime, caller)
    taken, reply = answer_package(runtime, request.get_data(cache=False))
    if not taken:
        count_attempt(runtime, caller)
    return Response(reply, status=TAKEN if taken else REFUSED, mimetype="application/json")
