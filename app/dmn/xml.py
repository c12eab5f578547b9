"""Read the XML of a decision file and walk through its DMN elements."""

from collections.abc import Iterator

from lxml import etree

from app.dmn.problems import Problems
from app.text import Text, text
from app.untrusted_xml import Bounds, UntrustedXmlError, read_untrusted

BOUNDS = Bounds(max_bytes=5_000_000, max_depth=60, max_elements=100_000)
NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",  # 1.1
        "http://www.omg.org/spec/DMN/20180521/MODEL/",  # 1.2
        "https://www.omg.org/spec/DMN/20191111/MODEL/",  # 1.3
        "https://www.omg.org/spec/DMN/20211108/MODEL/",  # 1.4
        "https://www.omg.org/spec/DMN/20230324/MODEL/",  # 1.5
        "https://www.omg.org/spec/DMN/20240513/MODEL/",  # 1.6
    }
)


def parse(source: bytes, problems: Problems) -> etree._Element | None:
    """Return the definitions element; None when a problem forbids reading on."""
    try:
        root = read_untrusted(source, BOUNDS)
    except UntrustedXmlError as error:
        problems.add(None, _refused(error))
        return None
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        problems.add(root, text("不是 DMN 1.1–1.6 的决策文件"))
        return None
    return root


def _refused(error: UntrustedXmlError) -> Text:
    match error.refusal:
        case "size":
            return text("文件超过上限 %(limit)s 字节", limit=BOUNDS.max_bytes)
        case "syntax":
            return text("不是可读的 XML：%(reason)s", reason=error.reason)
        case "doctype":
            return text("文件含有 DOCTYPE 声明，出于安全不予读取")
        case "extent":
            return text("文件元素过多或嵌套太深")


def kind(element: etree._Element) -> str:
    """Return an element's local name when it belongs to DMN, else nothing."""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES else ""


def children(element: etree._Element, *kinds: str) -> Iterator[etree._Element]:
    """Walk through the DMN children of the given kinds, or all of them."""
    for child in element:
        if isinstance(child.tag, str):
            found = kind(child)
            if found and (not kinds or found in kinds):
                yield child


def child(element: etree._Element, *kinds: str) -> etree._Element | None:
    """Return the first DMN child of the given kinds."""
    return next(children(element, *kinds), None)


def words(element: etree._Element | None) -> str:
    """Return the text inside an element's `text` child; empty when there is none."""
    inner = None if element is None else child(element, "text")
    return "" if inner is None else (inner.text or "")


def name_of(element: etree._Element) -> str:
    """Return the name attribute with single spaces."""
    return " ".join((element.get("name") or "").split())


def type_name(element: etree._Element | None) -> str:
    """Return the type reference of an element, as attribute or child, without FEEL's prefix."""
    if element is None:
        return ""
    reference = element.get("typeRef")
    if reference is None:
        inner = child(element, "typeRef")
        reference = "" if inner is None else (inner.text or "")
    reference = " ".join(reference.split())
    return reference.removeprefix("feel:")
