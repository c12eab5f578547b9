"""Refuse attributes and elements that other engines give a meaning to and this one would silently not follow."""

from collections.abc import Mapping

from lxml import etree

from app.engine.collector import Collector
from app.engine.names import bpmn, text_of
from app.text import Text, text

_VENDORS: Mapping[str, str] = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
}
_SWITCHES: Mapping[tuple[str, str], tuple[str, Text]] = {
    ("isForCompensation", "true"): ("unsupported-compensation", text("把撤销步骤画成普通的流程路径。")),
    ("instantiate", "true"): ("unsupported-instantiate", text("用消息开始事件启动流程。")),
    ("eventGatewayType", "Parallel"): ("unsupported-parallel-events", text("用并行网关和几个捕获事件。")),
    ("parallelMultiple", "true"): ("multiple-events", text("拆成几个事件，各带一个定义。")),
}
_QUANTITIES = ("startQuantity", "completionQuantity")


def refuse_foreign(root: etree._Element, into: Collector) -> None:
    """Note every such place inside the executable processes of a drawing."""
    for process in root.iter(bpmn("process")):
        if process.get("isExecutable") == "true":
            for node in process.iter(etree.Element):
                _node(node, into)


def _node(node: etree._Element, into: Collector) -> None:
    names = [str(node.tag), *(str(key) for key in node.attrib)]
    vendors = {_VENDORS[space] for name in names if (space := name[1:].partition("}")[0]) in _VENDORS}
    for vendor in sorted(vendors):
        message = text("%(vendor)s 的扩展属性或元素不起作用。", vendor=vendor)
        into.at(node, "foreign-extension", message, text("改用对应的 zeebe 扩展。"))
    for (name, value), (code, hint) in _SWITCHES.items():
        if node.get(name) == value:
            into.at(node, code, text("不支持 %(name)s=“%(value)s”。", name=name, value=value), hint)
    for name in _QUANTITIES:
        if (node.get(name) or "1").strip() != "1":
            message = text("不支持 %(name)s 不等于 1。", name=name)
            into.at(node, "unsupported-quantity", message, text("删除这个属性，用并行网关产生多个令牌。"))
    if node.tag == bpmn("script") and text_of(node):
        message = text("不执行 bpmn:script 里的程序。")
        into.at(node, "not-feel", message, text("把它写成 FEEL，放进 zeebe:script 的 expression。"))
