"""The OpenAPI document is the routes, complete; what is sent by it never fails and is answered as it says."""

import json
import re

import pytest

from app.api.v2.openapi import describe, operations
from app.api.v2.operation import operation_of
from tests.harness.supplies import DATA

CONTRACT = DATA / "contract.txt"
pytestmark = pytest.mark.database("sqlite")


def test_every_route_for_programs_is_described_and_no_other(app):
    described = {(path, method.upper()) for path, found in describe(app)["paths"].items() for method in found}

    served = {
        (re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule), method) for rule, method, _ in operations(app)
    }
    assert described == served
    assert len(
        {found["operationId"] for path in describe(app)["paths"].values() for found in path.values()}
    ) == len(served)


def test_every_route_of_the_contract_declares_itself(app):
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/v2/") and operation_of(app.view_functions[rule.endpoint]) is None
    ]

    assert silent == []


def test_every_operation_of_the_contract_is_offered_or_refused_with_a_reason(app):
    known = {
        (method, re.sub(r"\{[^}]+\}", "{}", rule.rule.replace("/v2", "", 1)))
        for rule, method, _ in operations(app)
    }
    known = {(method, re.sub(r"<[^>]+>", "{}", path)) for method, path in known}

    wanted = {tuple(line.split()[:2]) for line in CONTRACT.read_text().splitlines()}
    assert wanted - known == set()


def test_what_is_not_offered_says_so(supplies):
    answer = supplies.post("/tenants/search", {})

    assert answer.status_code == 501
    assert answer.mimetype == "application/problem+json"


def test_references_lead_somewhere(app):
    document = describe(app)

    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert named == set(document["components"]["schemas"])
