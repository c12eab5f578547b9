"""Declarations of the interfaces that stand outside of /v2: legal terms, tokens, exchange, department systems."""

from collections.abc import Mapping

from app.api.v2.operation import Operation
from app.api.v2.shapes import anything, list_of, one_of, record, text, whole

_FORM = "application/x-www-form-urlencoded"
_PROBLEMS = (400, 404, 413, 415, 422, 429)
ELSEWHERE: Mapping[str, Operation] = {
    "api_terms.index": Operation(
        "listTerms", "List the rules of legal terms", answers={200: list_of(anything())}, refusals=()
    ),
    "api_terms.show": Operation(
        "computeTerm",
        "Compute a legal term, or read its rule",
        query={
            "from": text(most=10),
            "suspended": text(most=30),
            "extension": text(most=4),
            "lang": one_of("zh", "en"),
        },
        answers={200: anything()},
        refusals=(404, 422),
    ),
    "api_oauth.token": Operation(
        "getToken",
        "Get an access token for a client's id and secret (RFC 6749 4.4)",
        multipart=record(
            {"grant_type": one_of("client_credentials")},
            {"client_id": text(most=100), "client_secret": text(most=200), "audience": text(most=200)},
        ),
        media=_FORM,
        answers={
            200: record(
                {
                    "access_token": text(),
                    "token_type": one_of("Bearer"),
                    "expires_in": whole(1),
                    "scope": text(),
                }
            ),
            400: record({"error": text()}),
            401: record({"error": text()}),
        },
        refusals=(413, 429),
    ),
    "api_exchange.packages": Operation(
        "takePackage",
        "Take a signed package of another installation",
        multipart=anything(),
        media="application/json",
        answers={200: anything(), 422: anything()},
        refusals=(400, 413, 429),
    ),
    "system_events.report": Operation(
        "reportEvent",
        "Tell what happened in a department system",
        multipart=anything(),
        media="application/json",
        answers={202: anything()},
        refusals=(401, 403, 409, *_PROBLEMS),
    ),
}
"""Endpoint → declaration."""
