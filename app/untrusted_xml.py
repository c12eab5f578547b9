"""Read XML that somebody else wrote without being hurt: no DTD, no entities, no network, bounded size and extent.

Drawings, decisions and pictures are read through here; each says in its own words what was refused. It must know
no vocabulary.
"""

from dataclasses import dataclass
from typing import Literal

from lxml import etree

Refusal = Literal["size", "syntax", "doctype", "extent"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Hold what is read at most: bytes and, where the reader walks the tree, levels and elements."""

    max_bytes: int
    max_depth: int | None = None
    max_elements: int | None = None


class UntrustedXmlError(Exception):
    """Say why a source is not read: `line` counts from 1, 0 when it is about the whole."""

    def __init__(self, refusal: Refusal, *, line: int = 0, reason: str = "") -> None:
        super().__init__(reason or refusal)
        self.refusal: Refusal = refusal
        self.line = line
        self.reason = reason


def read_untrusted(source: bytes, bounds: Bounds) -> etree._Element:
    """Return the root element, comments and processing instructions removed; raises UntrustedXmlError."""
    if len(source) > bounds.max_bytes:
        raise UntrustedXmlError("size")
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
        raise UntrustedXmlError("syntax", line=getattr(error, "lineno", 0) or 0, reason=str(error)) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UntrustedXmlError("doctype", line=1)
    _check_extent(root, bounds)
    return root


def _check_extent(root: etree._Element, bounds: Bounds) -> None:
    if bounds.max_depth is None or bounds.max_elements is None:
        return
    depth = count = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > bounds.max_depth or count > bounds.max_elements:
            raise UntrustedXmlError("extent", line=node.sourceline or 0)
