"""What the OpenAPI document allows, and what it does not, never fails and is answered as the document says.

A short run; LUOSHU_TEST_REST_EXAMPLES=200 makes it long.
"""

import os
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.api.v2 import jobs
from tests.harness.supplies import start, take

EXAMPLES = int(os.environ.get("LUOSHU_TEST_REST_EXAMPLES", "4"))
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ELSEWHERE = ("/api/exchange", "/api/systems", "/api/operations")
"""Interfaces of other rooms, with tests of their own."""
# the stricter of the two: it sorts by no constant and keeps numbers within their columns
pytestmark = pytest.mark.database("postgresql")
load_all_checks()


@pytest.fixture
def api_schema(app, supplies, monkeypatch):
    """Return the document of a city in which something goes on."""
    start(supplies, order="f-1", pieces=1)
    start(supplies, order="f-2", pieces=2)
    take(supplies, maxJobsToActivate=1)
    monkeypatch.setattr(jobs, "LONGEST_POLL_SECONDS", 0.01)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    object.__setattr__(app.extensions["runtime"].settings, "api_requests_per_second", 0)
    return schemathesis.openapi.from_wsgi("/v2/openapi.json", app)


def test_nothing_sent_makes_it_fail(api_schema, supplies):
    auth = (supplies.credentials.client_id, supplies.credentials.secret)
    found: list[str] = []
    for result in api_schema.get_all_operations():
        operation = result.ok()
        refused = set(operation.definition.raw["responses"]) >= {"501"}
        if refused or operation.path.startswith(ELSEWHERE):
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            found += [f"{operation.label}: {one}" for one in _problems(operation, auth, mode)]

    assert found == []


def _problems(operation, auth, mode):
    problems: list[str] = []
    strategy = operation.as_strategy(generation_mode=mode)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def send(case):
        response = case.call(auth=auth)
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseExceptionGroup as problem:
            told = "; ".join(f"{one.title}: {one.message}" for one in problem.exceptions)
            problems.append(
                f"{case.path_parameters} {case.query} {case.body!r:.200} → {response.status_code} {told:.500}"
            )

    # some operations take nothing that could be wrong
    with suppress(Unsatisfiable):
        send()
    return problems[:1]
