"""Judge gateways: conditions and defaults where they belong, joins that can fire, events behind event gateways."""

from app.engine.collector import Collector
from app.engine.model import Code, Element
from app.engine.plan import Plan
from app.text import text

_CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})


def lint_gateway(plan: Plan, element: Element, code: Code, into: Collector) -> None:
    """Note what is wrong with one gateway."""
    if element.kind in _CHOICES:
        _choice(plan, element, into)
    else:
        for flow in plan.out(element):
            if flow.condition is not None:
                message = text("并行网关和事件网关后面的连线不能带条件。")
                into.on(flow, "condition-not-asked", message, text("删除条件，或改用排他、包容网关。"))
    if element.kind == "eventBasedGateway":
        _events(plan, element, into)
    if element.kind == "parallelGateway" and len(element.incoming) > 1:
        _join(plan, element, into)
    if not element.incoming and not element.synthetic:
        into.on(element, "gateway-without-input", text("网关没有流入。"), text("把前面的步骤连到网关。"))
    if code.inputs or code.outputs:
        into.on(
            element, "misplaced-extension", text("网关上不能写输入输出映射。"), text("写在前后的任务上。")
        )


def _choice(plan: Plan, element: Element, into: Collector) -> None:
    out = plan.out(element)
    if element.default_flow is not None and element.default_flow not in element.outgoing:
        message = text("默认流向“%(id)s”不是从这个网关流出的连线。", id=element.default_flow)
        into.on(element, "bad-default", message, text("重新选择默认流向。"))
    for flow in out:
        if flow.id == element.default_flow and flow.condition is not None:
            into.on(
                flow, "default-with-condition", text("默认流向不能带条件。"), text("删除条件，或取消默认。")
            )
        if len(out) > 1 and flow.id != element.default_flow and flow.condition is None:
            message = text(
                "网关“%(name)s”后面的这条连线没有条件，也不是默认流向。", name=element.name or element.id
            )
            into.on(flow, "missing-condition", message, text("写以等号开头的 FEEL 条件，或设为默认流向。"))


def _events(plan: Plan, element: Element, into: Collector) -> None:
    out = plan.out(element)
    if len(out) < 2:
        into.on(
            element,
            "event-gateway",
            text("事件网关后面至少要有两个事件。"),
            text("补上另一个事件，或删除网关。"),
        )
    for flow in out:
        target = plan.elements.get(flow.target)
        if target is None:
            continue
        if target.kind != "intermediateCatchEvent" or target.event not in ("message", "timer", "signal"):
            message = text("事件网关后面只能是消息、定时或信号的中间捕获事件。")
            into.on(target, "event-gateway", message, text("改用中间捕获事件。"))
        elif len(target.incoming) > 1:
            message = text("事件网关后面的事件不能再有别的流入。")
            into.on(target, "event-gateway", message, text("另画一个事件。"))


def _join(plan: Plan, element: Element, into: Collector) -> None:
    """Refuse a join that waits for a token only it can send: a loop back into a parallel gateway."""
    around = [e for e in plan.inside_of(element.parent_id) if e.kind == "startEvent"]
    before = plan.reachable(around, without=element)
    for name in element.incoming:
        flow = plan.flows[name]
        if flow.source in plan.elements and flow.source not in before:
            message = text(
                "并行网关要等连线“%(id)s”上的令牌，而这个令牌只能从它自己后面来，会永远等待。", id=name
            )
            into.on(element, "join-deadlock", message, text("在并行网关前加一个排他网关来汇合回路。"))
