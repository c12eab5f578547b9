"""Read XML that somebody else wrote without being hurt: no DTD, no entities, no network, bounded size and depth.

Then hold it against the BPMN 2.0 XSD that SpiffWorkflow ships. Returns problems, never raises for bad input.
"""

from functools import cache
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from app.engine.names import line_of
from app.engine.problems import Problem
from app.text import Text, text

MAX_BYTES = 5_000_000
MAX_DEPTH = 60
MAX_NODES = 60_000
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
    if len(source) > MAX_BYTES:
        message = text("文件有 %(size)s 字节，超过上限 %(limit)s 字节。", size=len(source), limit=MAX_BYTES)
        return None, [file_problem(file, 0, "xml-too-large", message, text("拆分流程，或删除嵌入的图片。"))]
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        message = text("不是可读的 XML：%(reason)s", reason=str(error))
        return None, [file_problem(file, line, "xml-syntax", message, text("用流程编辑器重新保存此文件。"))]
    if getattr(root.getroottree().docinfo, "doctype", ""):
        message = text("文件含有 DOCTYPE 声明，出于安全不予读取。")
        return None, [file_problem(file, 1, "xml-doctype", message, text("删除 DOCTYPE 声明和实体定义。"))]
    return _bounded(file, root)


def _bounded(file: str, root: etree._Element) -> tuple[etree._Element | None, list[Problem]]:
    count, depth = 0, 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH or count > MAX_NODES:
            message = text(
                "XML 嵌套过深或元素过多（上限 %(depth)s 层、%(nodes)s 个）。",
                depth=MAX_DEPTH,
                nodes=MAX_NODES,
            )
            line = line_of(node)
            return None, [file_problem(file, line, "xml-too-deep", message, text("拆分流程。"))]
    return root, []


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
