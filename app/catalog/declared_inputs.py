"""Declare the inputs that a decision drawn elsewhere takes for granted.

Other engines let a decision table use any variable by name. Here a decision names its inputs, so that they can be
checked and told; a file that a program deploys without them gets them added, and is stored beside the author's bytes.
"""

import re
import zlib
from collections.abc import Iterator

from lxml import etree

from app.feel import compile_expression, compile_unary_tests
from app.feel.errors import FeelError
from app.untrusted_xml import Bounds, UntrustedXmlError, read_untrusted

_BOUNDS = Bounds(max_bytes=5_000_000, max_depth=60, max_elements=60_000)
_NAME = re.compile(r"[^\W\d]\w*\Z")
_LOGIC = ("decisionTable", "literalExpression")
_EXPRESSIONS = ("inputExpression", "outputEntry", "literalExpression")


def declare_inputs(source: bytes) -> bytes:
    """Return the file with an input for every name that its decisions use and nothing declares.

    What declares all of them, or cannot be read, is returned as it is.
    """
    try:
        root = read_untrusted(source, _BOUNDS)
    except UntrustedXmlError:
        return source
    space = etree.QName(root).namespace or ""
    declared: dict[str, str] = {}
    for decision in root.findall(f"{{{space}}}decision"):
        for name in sorted(_free(decision, space) - _known(root, decision, space)):
            identifier = declared.get(name) or _input(root, space, name)
            declared[name] = identifier
            _require(decision, space, identifier)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") if declared else source


def _free(decision: etree._Element, space: str) -> set[str]:
    """Return the plain names that the expressions and cells of a decision use."""
    found: set[str] = set()
    logic = next((part for kind in _LOGIC for part in decision.findall(f"{{{space}}}{kind}")), None)
    if logic is None:
        return found
    for node, text in _texts(logic, space):
        compile_ = compile_unary_tests if node == "inputEntry" else compile_expression
        try:
            compiled = compile_(text)
        except FeelError:
            continue
        found |= compiled.firm_names - compiled.functions
    return {name for name in found if _NAME.match(name)}


def _texts(logic: etree._Element, space: str) -> Iterator[tuple[str, str]]:
    for node in logic.iter(*(f"{{{space}}}{kind}" for kind in (*_EXPRESSIONS, "inputEntry"))):
        text = (node.findtext(f"{{{space}}}text") or "").strip()
        if text and text != "-":
            yield etree.QName(node).localname, text


def _known(root: etree._Element, decision: etree._Element, space: str) -> set[str]:
    """Return the names that what a decision requires brings along."""
    wanted = {
        (node.get("href") or "").rpartition("#")[2]
        for node in decision.iter(
            *(f"{{{space}}}{kind}" for kind in ("requiredInput", "requiredDecision", "requiredKnowledge"))
        )
    }
    names: set[str] = set()
    for element in root:
        if isinstance(element.tag, str) and element.get("id") in wanted:
            variable = element.find(f"{{{space}}}variable")
            names |= {element.get("name") or "", variable.get("name") or "" if variable is not None else ""}
    return names


def _input(root: etree._Element, space: str, name: str) -> str:
    identifier = f"declared_{zlib.crc32(name.encode()):08x}"
    root.append(etree.Element(f"{{{space}}}inputData", {"id": identifier, "name": name}))
    return identifier


def _require(decision: etree._Element, space: str, identifier: str) -> None:
    requirement = etree.Element(f"{{{space}}}informationRequirement")
    etree.SubElement(requirement, f"{{{space}}}requiredInput", {"href": f"#{identifier}"})
    decision.insert(0, requirement)
