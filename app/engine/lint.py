"""Refuse what the engine cannot run, each with its place and a hint; nothing is silently run differently.

Judges what the pieces of a drawing mean together; single pieces were judged while they were read. The list of codes
stands in docs/reference/bpmn.md.
"""

from collections.abc import Mapping

from app.engine.collector import Collector
from app.engine.lint_activities import lint_activity
from app.engine.lint_events import lint_event, lint_starts
from app.engine.lint_flows import lint_flows, lint_reach
from app.engine.lint_gateways import lint_gateway
from app.engine.model import NO_CODE, Code, Element, Flow
from app.engine.names import ACTIVITIES, EVENTS, GATEWAYS, REFUSED_NODES
from app.engine.plan import Plan
from app.text import Text, text

_INSTEAD: Mapping[str, Text] = {
    "complexGateway": text("用排他、并行或包容网关画出条件。"),
    "transaction": text("改用普通子流程和错误边界事件。"),
    "adHocSubProcess": text("画出步骤的先后，或用并行网关。"),
}


def lint(
    elements: Mapping[str, Element],
    flows: Mapping[str, Flow],
    code: Mapping[str, Code],
    collectors: Mapping[str, Collector],
) -> None:
    """Note every problem of what was read with the collector of its file."""
    plan = Plan(elements, flows, code)
    for element in elements.values():
        into = collectors[element.file]
        if element.kind in ("process", "subProcess"):
            lint_starts(plan, element, into)
            lint_reach(plan, element, into)
        if element.kind in REFUSED_NODES:
            message = text("不支持的元素 bpmn:%(kind)s。", kind=element.kind)
            into.on(element, "unsupported-element", message, _INSTEAD[element.kind])
        own = code.get(element.id, NO_CODE)
        if element.kind in EVENTS:
            lint_event(plan, element, own, into)
        elif element.kind in GATEWAYS:
            lint_gateway(plan, element, own, into)
        elif element.kind in ACTIVITIES:
            lint_activity(plan, element, own, into)
    for flow in flows.values():
        owner = elements.get(flow.source) or elements.get(flow.target)
        first = next(iter(collectors.values()))
        lint_flows(plan, flow, collectors[owner.file] if owner else first)
