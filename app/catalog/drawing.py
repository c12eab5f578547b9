"""What a drawing names outside of itself: forms, decisions, templates, groups, terms — read even when it cannot run.

It looks at the XML and not at a compiled process, so that a drawing with one mistake is still checked as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from app.engine.extensions import Extensions, read_extensions
from app.engine.names import BPMN
from app.engine.safe_xml import parse_xml

_PREFIX = f"{{{BPMN}}}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hold one BPMN element with an id: its zeebe extensions and where it stands."""

    file: str
    id: str
    kind: str
    name: str
    line: int
    extensions: Extensions

    @property
    def properties(self) -> Mapping[str, str]:
        """Return its zeebe properties."""
        return self.extensions.properties


@dataclass(frozen=True, slots=True)
class Drawing:
    """Hold the elements of one file and the names of the messages it knows."""

    file: str
    elements: tuple[Drawn, ...]
    messages: frozenset[str]
    lines: Mapping[str, int]


def read_drawing(file: str, source: bytes) -> Drawing | None:
    """Return what a drawing names; None when the file is no readable XML (the engine says why)."""
    root, _ = parse_xml(file, source)
    if root is None:
        return None
    nodes = [node for node in root.iter() if isinstance(node.tag, str) and node.get("id")]
    elements = [_drawn(file, node) for node in nodes if node.tag.startswith(_PREFIX)]
    messages = (node.get("name") or "" for node in root.iter(f"{_PREFIX}message"))
    lines = {node.get("id") or "": line_of(node) for node in nodes}
    return Drawing(file, tuple(elements), frozenset(messages), lines)


def line_of(node: etree._Element) -> int:
    """Return the line an element starts on, 0 when unknown."""
    line = node.sourceline
    return line if isinstance(line, int) else 0


def _drawn(file: str, node: etree._Element) -> Drawn:
    return Drawn(
        file=file,
        id=node.get("id") or "",
        kind=node.tag[len(_PREFIX) :],
        name=" ".join((node.get("name") or "").split()),
        line=line_of(node),
        extensions=read_extensions(node),
    )
