"""Shapes of decisions and of what they came to."""

from app.api.v2.searches import KEY, TEXT, WHOLE
from app.api.v2.shapes import (
    anything,
    either,
    key,
    list_of,
    named,
    optional,
    record,
    tenant,
    text,
    whole,
)

_LONG = text(most=1_000_000)
DECISION = named(
    record(
        {
            "decisionDefinitionId": text(),
            "decisionDefinitionKey": key(),
            "decisionRequirementsId": text(),
            "decisionRequirementsKey": key(),
            "decisionRequirementsName": text(),
            "decisionRequirementsVersion": whole(1),
            "name": text(),
            "tenantId": tenant(),
            "version": whole(1),
        }
    ),
    "DecisionDefinitionResult",
)
REQUIREMENTS = named(
    record(
        {
            "decisionRequirementsId": text(),
            "decisionRequirementsKey": key(),
            "decisionRequirementsName": text(),
            "resourceName": text(),
            "tenantId": tenant(),
            "version": whole(1),
        }
    ),
    "DecisionRequirementsResult",
)
_RULE = record(
    {
        "ruleId": text(),
        "ruleIndex": whole(1),
        "evaluatedOutputs": list_of(
            record(
                {
                    "outputId": text(),
                    "outputName": text(),
                    "outputValue": _LONG,
                    "ruleId": optional(text()),
                    "ruleIndex": optional(whole(1)),
                }
            )
        ),
    }
)
_EVALUATED = record(
    {
        "decisionDefinitionId": text(),
        "decisionDefinitionName": text(),
        "decisionDefinitionVersion": whole(1),
        "decisionDefinitionType": text(),
        "output": _LONG,
        "tenantId": tenant(),
        "matchedRules": list_of(_RULE),
        "evaluatedInputs": list_of(record({"inputId": text(), "inputName": text(), "inputValue": _LONG})),
        "decisionDefinitionKey": key(),
        "decisionEvaluationInstanceKey": text(),
    }
)
ANSWER = record(
    {
        "decisionDefinitionId": text(),
        "decisionDefinitionKey": key(),
        "decisionDefinitionName": text(),
        "decisionDefinitionVersion": whole(1),
        "decisionEvaluationKey": key(),
        "decisionInstanceKey": key(),
        "decisionRequirementsId": text(),
        "decisionRequirementsKey": key(),
        "evaluatedDecisions": list_of(_EVALUATED),
        "failedDecisionDefinitionId": optional(text()),
        "failureMessage": optional(text()),
        "output": _LONG,
        "tenantId": tenant(),
    }
)
_COMMON = {"variables": anything(), "tenantId": tenant()}
ASKED = either(
    record({"decisionDefinitionId": text(most=200, least=1)}, _COMMON),
    record({"decisionDefinitionKey": key()}, _COMMON),
)
FIELDS = {
    "decisionDefinitionKey": KEY,
    "decisionDefinitionId": TEXT,
    "name": TEXT,
    "version": WHOLE,
    "decisionRequirementsId": TEXT,
    "decisionRequirementsKey": KEY,
    "decisionRequirementsName": TEXT,
    "decisionRequirementsVersion": WHOLE,
}
REQUIREMENTS_FIELDS = {
    "decisionRequirementsKey": KEY,
    "decisionRequirementsId": TEXT,
    "decisionRequirementsName": TEXT,
    "version": WHOLE,
    "resourceName": TEXT,
}
