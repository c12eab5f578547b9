"""`/v2/decision-definitions`, `/v2/decision-requirements`: deployed decisions, read and asked."""

from typing import Any

import orjson
from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.decision_shapes import ANSWER, ASKED, DECISION, FIELDS, REQUIREMENTS, REQUIREMENTS_FIELDS
from app.api.v2.operation import Operation, body, operation, search_of
from app.api.v2.searches import key_in, page_answer, search_shape, wanted_in
from app.api.v2.shapes import (
    TENANT,
)
from app.cases.interface.decisions import (
    Decision,
    Evaluated,
    evaluate,
    read_decision,
    read_decision_file,
    read_requirements,
    search_decisions,
    search_requirements,
)
from app.dmn.trace import MatchedRule
from app.edge import access, current_actor, current_runtime
from app.edge.translate import translate

blueprint = Blueprint("v2_decisions", __name__, url_prefix="/v2")


@blueprint.post("/decision-definitions/search")
@access("process.read")
@operation(search_of("searchDecisionDefinitions", "Search decisions", search_shape(FIELDS), DECISION))
def search() -> dict[str, Any]:
    """Search decisions."""
    found, items = search_decisions(current_runtime(), current_actor(), wanted_in(body(), FIELDS))
    return page_answer(found, [_decision(one) for one in items])


@blueprint.post("/decision-definitions/evaluation")
@access("process.read")
@operation(Operation("evaluateDecision", "Decide", body=ASKED, answers={200: ANSWER}))
def decide() -> dict[str, Any]:
    """Decide."""
    asked = body()
    wanted = asked.get("decisionDefinitionKey")
    made = evaluate(
        current_runtime(),
        current_actor(),
        asked.get("variables") or {},
        decision_id=asked.get("decisionDefinitionId"),
        key=key_in(wanted) if wanted is not None else None,
    )
    return _answer(made)


@blueprint.get("/decision-definitions/<key:decision_key>")
@access("process.read")
@operation(Operation("getDecisionDefinition", "Read a decision", answers={200: DECISION}))
def show(decision_key: int) -> dict[str, Any]:
    """Read a decision."""
    return _decision(read_decision(current_runtime(), current_actor(), decision_key))


@blueprint.get("/decision-definitions/<key:decision_key>/xml")
@access("process.read")
@operation(
    Operation("getDecisionDefinitionXML", "Read the file a decision stands in", answers={200: "text/xml"})
)
def xml(decision_key: int) -> Response:
    """Read the file a decision stands in."""
    source = read_decision_file(current_runtime(), current_actor(), decision_key)
    return Response(source, mimetype="text/xml")


@blueprint.post("/decision-requirements/search")
@access("process.read")
@operation(
    search_of(
        "searchDecisionRequirements", "Search decision files", search_shape(REQUIREMENTS_FIELDS), REQUIREMENTS
    )
)
def requirements() -> dict[str, Any]:
    """Search decision files."""
    wanted = wanted_in(body(), REQUIREMENTS_FIELDS)
    found, items = search_requirements(current_runtime(), current_actor(), wanted)
    return page_answer(found, [_requirements(one) for one in items])


@blueprint.get("/decision-requirements/<key:requirements_key>")
@access("process.read")
@operation(Operation("getDecisionRequirements", "Read a decision file", answers={200: REQUIREMENTS}))
def one_requirements(requirements_key: int) -> dict[str, Any]:
    """Read what a decision file is."""
    return _requirements(read_requirements(current_runtime(), current_actor(), requirements_key))


@blueprint.get("/decision-requirements/<key:requirements_key>/xml")
@access("process.read")
@operation(Operation("getDecisionRequirementsXML", "Read a decision file's XML", answers={200: "text/xml"}))
def requirements_xml(requirements_key: int) -> Response:
    """Read a decision file's XML."""
    source = read_decision_file(current_runtime(), current_actor(), requirements_key)
    return Response(source, mimetype="text/xml")


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "decisionDefinitionId": one.id,
        "decisionDefinitionKey": str(one.key),
        "decisionRequirementsId": one.requirements_id,
        "decisionRequirementsKey": str(one.requirements_key),
        "decisionRequirementsName": one.requirements_name,
        "decisionRequirementsVersion": one.requirements_version,
        "name": one.name,
        "tenantId": TENANT,
        "version": one.version,
    }


def _requirements(row: Any) -> dict[str, Any]:
    return {
        "decisionRequirementsId": row.resource_id,
        "decisionRequirementsKey": str(row.key),
        "decisionRequirementsName": row.name,
        "resourceName": row.file,
        "tenantId": TENANT,
        "version": row.version,
    }


def _answer(made: Evaluated) -> dict[str, Any]:
    one = made.decision
    notes = "\n".join(translate(note) for note in made.notes)
    return {
        "decisionDefinitionId": one.id,
        "decisionDefinitionKey": str(one.key),
        "decisionDefinitionName": one.name,
        "decisionDefinitionVersion": one.version,
        "decisionEvaluationKey": str(made.key),
        "decisionInstanceKey": str(made.key),
        "decisionRequirementsId": one.requirements_id,
        "decisionRequirementsKey": str(one.requirements_key),
        "evaluatedDecisions": [_evaluated(made)],
        "failedDecisionDefinitionId": None,
        "failureMessage": notes or None,
        "output": made.output,
        "tenantId": TENANT,
    }


def _evaluated(made: Evaluated) -> dict[str, Any]:
    return {
        "decisionDefinitionId": made.decision.id,
        "decisionDefinitionName": made.decision.name,
        "decisionDefinitionVersion": made.decision.version,
        "decisionDefinitionType": "DECISION_TABLE" if made.rules else "LITERAL_EXPRESSION",
        "output": made.output,
        "tenantId": TENANT,
        "matchedRules": [_rule(rule) for rule in made.rules],
        "evaluatedInputs": [
            {"inputId": name, "inputName": name, "inputValue": _json(value)}
            for name, value in made.inputs.items()
        ],
        "decisionDefinitionKey": str(made.decision.key),
        "decisionEvaluationInstanceKey": f"{made.key}-1",
    }


def _rule(rule: MatchedRule) -> dict[str, Any]:
    outputs = [
        {
            "outputId": name,
            "outputName": name,
            "outputValue": _json(value),
            "ruleId": rule.rule_id,
            "ruleIndex": rule.index,
        }
        for name, value in rule.outputs.items()
    ]
    return {"ruleId": rule.rule_id, "ruleIndex": rule.index, "evaluatedOutputs": outputs}


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()
