"""Read what an event waits for or throws, and compile it."""

from collections.abc import Mapping
from typing import Literal

from lxml import etree

from app.engine.collector import Collector
from app.engine.formula import Formula
from app.engine.model import EventCode
from app.engine.names import EVENT_DEFINITIONS, EVENTS, bpmn, line_of, text_of
from app.engine.normalise import local
from app.engine.references import References, local_reference
from app.engine.timing import TimeTextError, parse_cycle, parse_duration, parse_moment
from app.text import Text, text

TimerKind = Literal["date", "duration", "cycle"]
_TIMES: tuple[tuple[str, TimerKind], ...] = (
    ("timeDate", "date"),
    ("timeDuration", "duration"),
    ("timeCycle", "cycle"),
)
_REFUSED: dict[str, Text] = {
    "conditional": text("改用消息事件，或在变量改变之后用排他网关判断。"),
    "compensate": text("把撤销步骤画成普通的流程路径。"),
    "cancel": text("改用错误事件。"),
    "link": text("链接抛出与捕获要同名、同层，捕获只能有一个，抛出不能再有流出。"),
}


def read_event(node: etree._Element, references: References, into: Collector) -> EventCode | None:
    """Return the compiled event of a node, None when the node has none."""
    kind = local(node)
    if kind in ("receiveTask", "sendTask"):
        return _message(node, node, references, into) if node.get("messageRef") else None
    if kind not in EVENTS:
        return None
    definitions = [child for child in node if local(child) in EVENT_DEFINITIONS]
    for reference in node.findall(bpmn("eventDefinitionRef")):
        message = text("引用的事件定义“%(id)s”不存在。", id=reference.text)
        into.at(node, "missing-event-definition", message, text("在事件上直接设置事件类型。"))
        return None
    if not definitions:
        return EventCode("none")
    if len(definitions) > 1:
        message = text("事件同时带有 %(count)s 个事件定义。", count=len(definitions))
        into.at(node, "multiple-events", message, text("拆成几个事件，各带一个定义。"))
        return None
    return _definition(node, definitions[0], references, into)


def _definition(
    node: etree._Element, definition: etree._Element, references: References, into: Collector
) -> EventCode | None:
    kind = EVENT_DEFINITIONS[local(definition)]
    if kind in _REFUSED:
        message = text("不支持的事件类型：%(kind)s。", kind=kind)
        into.at(node, f"unsupported-event-{kind}", message, _REFUSED[kind])
        return None
    if kind == "message":
        return _message(node, definition, references, into)
    if kind == "timer":
        return _timer(node, definition, into)
    if kind == "signal":
        return _signal(node, definition, references, into)
    if kind == "error":
        code = _code(node, definition.get("errorRef"), references.errors, "error", into)
        return EventCode("error", code=code)
    if kind == "escalation":
        code = _code(node, definition.get("escalationRef"), references.escalations, "escalation", into)
        return EventCode("escalation", code=code)
    return EventCode("terminate")


def _message(
    node: etree._Element, holder: etree._Element, references: References, into: Collector
) -> EventCode | None:
    reference = local_reference(holder.get("messageRef"))
    message = references.messages.get(reference or "")
    if message is None or not message.name:
        problem = text("消息事件没有引用有名称的消息（messageRef）。")
        into.at(node, "missing-message", problem, text("在属性栏里选择或新建一条消息，并给它名称。"))
        return EventCode("message")
    return EventCode(
        "message",
        name=into.formula(message.node, message.name, "消息名称"),
        correlation_key=into.feel(message.node, message.correlation_key, "消息关联键"),
    )


def _signal(
    node: etree._Element, definition: etree._Element, references: References, into: Collector
) -> EventCode:
    name = references.signals.get(local_reference(definition.get("signalRef")) or "")
    if not name:
        problem = text("信号事件没有引用有名称的信号（signalRef）。")
        into.at(node, "missing-signal", problem, text("在属性栏里选择或新建一个信号，并给它名称。"))
        return EventCode("signal")
    return EventCode("signal", name=into.formula(node, name, "信号名称"))


def _code(
    node: etree._Element, reference: str | None, known: Mapping[str, str], kind: str, into: Collector
) -> str | None:
    """Return the code that is caught or thrown; None catches everything."""
    name = local_reference(reference)
    if name is None:
        return None
    if name not in known:
        problem = text("引用的 %(kind)s“%(id)s”不存在。", kind=kind, id=name)
        into.at(node, f"missing-{kind}", problem, text("在属性栏里选择或新建，并填写代码。"))
        return None
    code = known[name]
    if code.startswith("="):
        problem = text("%(kind)s 的代码不能是表达式。", kind=kind)
        into.at(node, f"dynamic-{kind}-code", problem, text("写固定的代码。"))
        return None
    return code or None


def _timer(node: etree._Element, definition: etree._Element, into: Collector) -> EventCode | None:
    for tag, kind in _TIMES:
        found = definition.find(bpmn(tag))
        written = text_of(found)
        if not written:
            continue
        formula = into.formula(node, written, "定时", line=None if found is None else line_of(found))
        if formula is not None and formula.is_literal:
            reason = _bad_time(kind, formula)
            if reason is not None:
                hint = text(
                    "写 ISO 8601（例如 PT1H、P3D、R3/P1D、2026-05-01T09:00:00+08:00）或以 = 开头的 FEEL。"
                )
                into.at(node, "bad-timer", reason, hint)
                return EventCode("timer", timer=kind)
        return EventCode("timer", timer=kind, time=formula)
    problem = text("定时事件没有填写时间。")
    into.at(node, "missing-timer", problem, text("填写日期、时长或循环之一。"))
    return EventCode("timer")


def _bad_time(kind: TimerKind, formula: Formula) -> Text | None:
    parse = {"date": parse_moment, "duration": parse_duration, "cycle": parse_cycle}[kind]
    try:
        parse(formula.source)
    except TimeTextError as error:
        return error.message
    return None
