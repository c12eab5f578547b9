"""Judge events: which kind may stand where, what each needs; and how processes and sub-processes start."""

from collections.abc import Mapping

from app.engine.collector import Collector
from app.engine.model import Code, Element, EventCode
from app.engine.names import ACTIVITIES
from app.engine.plan import Plan
from app.text import text

_ALLOWED: Mapping[str, frozenset[str]] = {
    "process": frozenset({"none", "message"}),
    "subProcess": frozenset({"none"}),
    "eventSubProcess": frozenset({"message", "timer", "signal", "error", "escalation"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation"}),
    "endEvent": frozenset({"none", "message", "signal", "error", "escalation", "terminate"}),
    "boundaryEvent": frozenset({"message", "timer", "signal", "error", "escalation"}),
}
_THROWERS = frozenset({"subProcess", "callActivity"})
_WORKERS = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask", "userTask"})


def lint_event(plan: Plan, element: Element, code: Code, into: Collector) -> None:
    """Note what is wrong with one event."""
    event = code.event
    if event is None:
        return  # what was wrong was noted when it was read
    place = _place(plan, element)
    if event.kind not in _ALLOWED[place]:
        message = text("%(place)s 位置不支持 %(kind)s 类型的事件。", place=place, kind=event.kind)
        into.on(element, "event-not-here", message, text("支持的组合见 docs/reference/bpmn.md。"))
        return
    if element.kind == "boundaryEvent":
        _boundary(plan, element, event, into)
    catches = place in ("eventSubProcess", "intermediateCatchEvent", "boundaryEvent")
    if catches and event.kind == "message":
        lint_correlation(element, event, into)
    if event.timer == "cycle" and (element.interrupting or not catches):
        message = text("循环定时只能用在不中断的边界事件或不中断的事件子流程上。")
        into.on(element, "cycle-not-here", message, text("改为不中断，或改用时长、日期。"))
    _codes(element, event, into, catches=catches)
    if code.job_type is not None and event.kind != "message":
        message = text("只有消息抛出和消息结束事件可以写任务类型。")
        into.on(element, "misplaced-extension", message, text("改用服务任务。"))
    if code.inputs and catches:
        message = text("捕获事件上不能写输入映射。")
        into.on(element, "misplaced-extension", message, text("删除输入映射。"))


def _codes(element: Element, event: EventCode, into: Collector, *, catches: bool) -> None:
    if event.kind == "error" and catches and not element.interrupting:
        into.on(element, "error-interrupts", text("错误事件总是中断。"), text("改为中断，或改用升级事件。"))
    if event.kind == "error" and element.kind == "endEvent" and event.code is None:
        into.on(
            element, "error-without-code", text("错误结束事件没有错误代码。"), text("引用一个有代码的错误。")
        )
    if event.kind == "escalation" and not catches and event.code is None:
        into.on(
            element, "escalation-without-code", text("升级事件没有代码。"), text("引用一个有代码的升级。")
        )


def lint_correlation(element: Element, event: EventCode, into: Collector) -> None:
    """Note a message that would reach any case at all."""
    if event.name is not None and event.correlation_key is None:
        message = text("等待的消息“%(name)s”没有关联键，分不清是哪一件事的。", name=event.name.source)
        hint = text("在消息上填写 zeebe:subscription 的 correlationKey，例如 =case_number。")
        into.on(element, "missing-correlation-key", message, hint)


def _boundary(plan: Plan, element: Element, event: EventCode, into: Collector) -> None:
    host = plan.elements.get(element.attached_to or "")
    if (
        host is None
        or host.parent_id != element.parent_id
        or host.kind not in ACTIVITIES
        or host.event_sub_process
    ):
        message = text("边界事件所附的“%(id)s”不是同一层的活动。", id=element.attached_to or "")
        into.on(element, "boundary-without-host", message, text("把它拖到任务或子流程的边上。"))
        return
    inner = host.kind in _THROWERS
    if event.kind == "escalation" and not inner:
        message = text("升级边界事件只能附在子流程或调用活动上。")
        into.on(element, "event-not-here", message, text("改用错误事件或消息事件。"))
    if event.kind == "error" and not inner and host.kind not in _WORKERS:
        message = text("这个活动不会抛出错误。")
        into.on(element, "event-not-here", message, text("把错误边界事件附在服务任务、子流程或调用活动上。"))
    same = [
        other
        for other in plan.boundaries(host)
        if other.id < element.id and (own := plan.code.get(other.id)) is not None and own.event == event
    ]
    if same and event.kind in ("error", "escalation"):
        message = text("同一活动上已有捕获同一代码的边界事件“%(id)s”。", id=same[0].id)
        into.on(element, "duplicate-catch", message, text("只留一个。"))


def lint_starts(plan: Plan, container: Element, into: Collector) -> None:
    """Note a missing or superfluous start event of a process or sub-process."""
    starts = [e for e in plan.inside(container) if e.kind == "startEvent"]
    plain = [e for e in starts if e.event in ("none", None)]
    if not starts:
        message = text("没有开始事件，也没有可以最先执行的步骤。")
        into.on(container, "missing-start", message, text("加一个开始事件。"))
    if container.event_sub_process and len(starts) > 1:
        message = text("事件子流程只能有一个开始事件。")
        into.on(container, "too-many-starts", message, text("为每个事件画一个事件子流程。"))
    elif len(plain) > 1:
        message = text("有 %(count)s 个普通开始事件。", count=len(plain))
        into.on(container, "too-many-starts", message, text("只留一个，后面用网关分开。"))
    names = [e.message_name for e in starts if e.message_name]
    for name in sorted({n for n in names if names.count(n) > 1}):
        message = text("两个开始事件等同一条消息“%(name)s”。", name=name)
        into.on(container, "too-many-starts", message, text("用不同的消息。"))


def _place(plan: Plan, element: Element) -> str:
    if element.kind != "startEvent":
        return element.kind
    parent = plan.elements[element.parent_id or ""]
    return "eventSubProcess" if parent.event_sub_process else parent.kind
