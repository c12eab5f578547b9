"""Read the XML of a drawing and hold it against the BPMN 2.0 XSD that SpiffWorkflow ships.

Returns problems, never raises for bad input.
"""

from functools import cache
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from app.engine.problems import Problem
from app.text import Text, text
from app.untrusted_xml import Bounds, UntrustedXmlError, read_untrusted

BOUNDS = Bounds(max_bytes=5_000_000, max_depth=60, max_elements=60_000)
_XSD_LOCK = Lock()


@cache
def _schema() -> etree.XMLSchema:
    """Load the XSD once; it costs about 8 ms."""
    validator: etree.XMLSchema = BpmnValidator().validator
    return validator


def file_problem(file: str, line: int, code: str, message: Text, hint: Text) -> Problem:
    """Build a problem that belongs to a place in a file and to no element."""
    return Problem(file, "", "", line, code, message, hint)


def parse_xml(file: str, source: bytes) -> tuple[etree._Element | None, list[Problem]]:
    """Return the root element, or None and the problem that forbids reading on."""
    try:
        return read_untrusted(source, BOUNDS), []
    except UntrustedXmlError as error:
        code, message, hint = _refused(error, len(source))
        return None, [file_problem(file, error.line, code, message, hint)]


def _refused(error: UntrustedXmlError, size: int) -> tuple[str, Text, Text]:
    match error.refusal:
        case "size":
            message = text(
                "文件有 %(size)s 字节，超过上限 %(limit)s 字节。", size=size, limit=BOUNDS.max_bytes
            )
            return "xml-too-large", message, text("拆分流程，或删除嵌入的图片。")
        case "syntax":
            message = text("不是可读的 XML：%(reason)s", reason=error.reason)
            return "xml-syntax", message, text("用流程编辑器重新保存此文件。")
        case "doctype":
            message = text("文件含有 DOCTYPE 声明，出于安全不予读取。")
            return "xml-doctype", message, text("删除 DOCTYPE 声明和实体定义。")
        case "extent":
            message = text(
                "XML 嵌套过深或元素过多（上限 %(depth)s 层、%(nodes)s 个）。",
                depth=BOUNDS.max_depth,
                nodes=BOUNDS.max_elements,
            )
            return "xml-too-deep", message, text("拆分流程。")


def validate(file: str, root: etree._Element) -> list[Problem]:
    """Return every violation of the BPMN 2.0 XSD with its line."""
    with _XSD_LOCK:  # the error log belongs to the shared schema object
        schema = _schema()
        if schema.validate(root.getroottree()):
            return []
        log: Any = schema.error_log
        entries = [(entry.line, entry.message) for entry in log]
    seen: dict[tuple[int, str], Problem] = {}
    for line, reason in entries:
        short = reason.replace("{http://www.omg.org/spec/BPMN/20100524/MODEL}", "bpmn:")
        message = text("不符合 BPMN 2.0 的 XML 结构：%(reason)s", reason=short)
        hint = text("用流程编辑器打开并重新保存，或按提示修改这一行。")
        seen.setdefault((line, short), file_problem(file, line, "bpmn-xsd", message, hint))
    return list(seen.values())
