"""Judge activities: each has what its work needs."""

from app.engine.collector import Collector
from app.engine.lint_events import lint_correlation
from app.engine.model import Code, Element
from app.engine.plan import Plan
from app.text import text


def lint_activity(plan: Plan, element: Element, code: Code, into: Collector) -> None:
    """Note what is missing on one activity."""
    if element.kind == "serviceTask" and code.job_type is None:
        message = text("服务任务没有写任务类型。")
        into.on(element, "missing-job-type", message, text("填写 zeebe:taskDefinition 的 type。"))
    elif element.kind == "scriptTask" and code.job_type is None and code.script is None:
        message = text("脚本任务没有 FEEL 表达式。")
        into.on(
            element, "missing-script", message, text("填写 zeebe:script 的 expression 和 resultVariable。")
        )
    elif element.kind == "businessRuleTask" and code.job_type is None and code.decision is None:
        message = text("业务规则任务没有引用决策。")
        into.on(element, "missing-decision", message, text("填写 zeebe:calledDecision 的 decisionId。"))
    elif element.kind == "sendTask" and code.job_type is None and code.event is None:
        message = text("发送任务没有消息，也没有任务类型。")
        into.on(element, "missing-message", message, text("引用一条消息，或填写任务类型。"))
    elif element.kind == "receiveTask":
        _receive(element, code, into)
    elif element.kind == "callActivity":
        _call(plan, element, code, into)
    if element.event_sub_process and element.multi_instance:
        message = text("事件子流程不能是多实例。")
        into.on(element, "unsupported-loop", message, text("在里面放一个多实例的活动。"))
    if code.script is not None and not code.result_variable and not code.outputs:
        message = text("脚本的结果没有去处。")
        into.on(element, "missing-result", message, text("填写 resultVariable。"))


def _receive(element: Element, code: Code, into: Collector) -> None:
    if code.event is None or code.event.name is None:
        message = text("接收任务没有引用消息。")
        into.on(element, "missing-message", message, text("选择或新建一条有名称和关联键的消息。"))
    else:
        lint_correlation(element, code.event, into)


def _call(plan: Plan, element: Element, code: Code, into: Collector) -> None:
    name = code.called_process
    if not name or name.startswith("="):
        message = text("调用活动没有写固定的流程编号。")
        into.on(
            element, "missing-process", message, text("填写 zeebe:calledElement 的 processId，不能是表达式。")
        )
        return
    called = plan.elements.get(name)
    if called is None or called.kind != "process":
        message = text("被调用的流程“%(id)s”不在这个流程包里。", id=name)
        into.on(element, "missing-process", message, text("把它的 .bpmn 文件放进来，并勾选可执行。"))
        return
    if element.process_id in plan.called_from(name):
        message = text("流程“%(id)s”直接或间接地又调用了自己，会没有尽头。", id=element.process_id)
        into.on(element, "call-cycle", message, text("用流程里的回路或多实例代替。"))
    starts = [e for e in plan.inside(called) if e.kind == "startEvent"]
    if not any(e.event in ("none", None) for e in starts):
        message = text("被调用的流程“%(id)s”没有普通的开始事件。", id=name)
        into.on(element, "missing-start", message, text("给被调用的流程加一个普通开始事件。"))
