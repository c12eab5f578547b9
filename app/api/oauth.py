"""`/api/oauth/token`: an access token for a client's id and secret (OAuth 2.0 client credentials, RFC 6749 4.4)."""

from typing import Any

import orjson
from flask import Blueprint, Response, request

from app.edge import client_address, current_runtime, public, rate_limited
from app.people.api_clients import TOKEN_SECONDS, client_by_secret, new_access_token
from app.people.throttle import TOKEN_ADDRESS

blueprint = Blueprint("api_oauth", __name__, url_prefix="/api/oauth")


@blueprint.post("/token")
@public
@rate_limited(TOKEN_ADDRESS)
def token() -> Response:
    """Give an access token; the errors are those of RFC 6749 5.2."""
    given = request.authorization
    basic = given is not None and given.type == "basic"
    client_id = (given.username if given is not None and basic else request.form.get("client_id")) or ""
    secret = (given.password if given is not None and basic else request.form.get("client_secret")) or ""
    if request.form.get("grant_type") != "client_credentials":
        return _answer(400, {"error": "unsupported_grant_type"})
    runtime = current_runtime()
    actor = client_by_secret(runtime, client_id, secret, address=client_address())
    if actor is None:
        return _answer(401, {"error": "invalid_client"})
    content = {
        "access_token": new_access_token(runtime, client_id),
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": " ".join(sorted(actor.rights or ())),
    }
    return _answer(200, content)


def _answer(status: int, content: dict[str, Any]) -> Response:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="luoshu"'
    return Response(orjson.dumps(content), status=status, headers=headers, mimetype="application/json")
