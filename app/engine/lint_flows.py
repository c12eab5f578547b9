"""Judge sequence flows: both ends exist in one container, conditions stand where they are asked, all is reached."""

from app.engine.collector import Collector
from app.engine.model import Element, Flow
from app.engine.plan import Plan
from app.text import text


def lint_flows(plan: Plan, flow: Flow, into: Collector) -> None:
    """Note what is wrong with the ends of one flow."""
    source, target = plan.elements.get(flow.source), plan.elements.get(flow.target)
    if source is None or target is None or source.kind == "process" or target.kind == "process":
        message = text(
            "连线的起点“%(source)s”或终点“%(target)s”不存在。", source=flow.source, target=flow.target
        )
        into.on(flow, "bad-flow", message, text("重新连接，或删除这条连线。"))
        return
    if source.parent_id != target.parent_id:
        message = text(
            "连线“%(source)s → %(target)s”穿过了子流程或流程的边界。", source=flow.source, target=flow.target
        )
        into.on(flow, "bad-flow", message, text("在同一层内连线；进出子流程用它自己的连线。"))
    if target.kind in ("startEvent", "boundaryEvent"):
        into.on(flow, "flow-into-start", text("连线不能进入开始事件或边界事件。"), text("改连到后面的步骤。"))
    if source.kind == "endEvent":
        into.on(flow, "flow-out-of-end", text("连线不能从结束事件流出。"), text("改用中间事件。"))
    if (source.event_sub_process or target.event_sub_process) and source.kind != "boundaryEvent":
        into.on(flow, "flow-at-event-sub-process", text("事件子流程没有流入和流出。"), text("删除这条连线。"))


def lint_reach(plan: Plan, container: Element, into: Collector) -> None:
    """Note nodes that no token can ever reach."""
    inside = plan.inside(container)
    starts = [e for e in inside if e.kind == "startEvent" or e.event_sub_process]
    found = plan.reachable(starts)
    for element in inside:
        if element.id not in found and not element.synthetic and element.kind != "boundaryEvent":
            message = text("从开始事件走不到这个元素。")
            into.on(element, "unreachable", message, text("把它连到流程里，或删除它。"))
