"""Write SVG: elements with attributes, texts with a halo, rounded lines. It must not know BPMN."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from lxml import etree

from app.diagrams.geometry import Point

SVG = "http://www.w3.org/2000/svg"
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
Node = etree._Element  # noqa: SLF001 (lxml offers no public name for its element type)


def number(value: float) -> str:
    """Write a length with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def add(parent: Node, tag: str, css: str = "", /, words: str | None = None, **attributes: object) -> Node:
    """Append an SVG element; underscores in names become hyphens, floats are shortened."""
    node = etree.SubElement(parent, f"{{{SVG}}}{tag}")
    if css:
        node.set("class", css)
    for name, value in attributes.items():
        node.set(
            name.strip("_").replace("_", "-"), number(value) if isinstance(value, float | int) else str(value)
        )
    if words is not None:
        node.text = words
    return node


def add_lines(
    parent: Node,
    lines: Sequence[str],
    at: Point,
    *,
    size: float,
    css: str,
    halo: bool = False,
    colour: str = "#1d2733",
    leading: float = 1.28,
) -> Node:
    """Write centred lines of text around a middle point; `halo` keeps a line behind the letters readable."""
    style: dict[str, Any] = (
        {"stroke": "#fff", "stroke_width": 4, "stroke_linejoin": "round", "paint_order": "stroke"}
        if halo
        else {}
    )
    node = add(
        parent, "text", css, text_anchor="middle", font_size=size, fill=colour, font_family=FONT, **style
    )
    top = at[1] - (len(lines) - 1) * size * leading / 2 + size * 0.36
    for index, line in enumerate(lines):
        add(node, "tspan", words=line, x=at[0], y=top + index * size * leading)
    return node


def rounded_path(points: Sequence[Point], radius: float = 7) -> str:
    """Return the path of a line whose corners are rounded."""
    parts = [f"M{number(points[0][0])},{number(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _toward(corner, before, radius), _toward(corner, after, radius)
        parts.append(f"L{number(near[0])},{number(near[1])}")
        parts.append(f"Q{number(corner[0])},{number(corner[1])} {number(far[0])},{number(far[1])}")
    parts.append(f"L{number(points[-1][0])},{number(points[-1][1])}")
    return "".join(parts)


def _toward(start: Point, end: Point, distance: float) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = float((dx * dx + dy * dy) ** 0.5) or 1.0
    share = min(distance, length / 2) / length
    return start[0] + dx * share, start[1] + dy * share


def new_svg(attributes: Mapping[str, str]) -> Node:
    """Start a picture."""
    root = etree.Element(f"{{{SVG}}}svg", nsmap=cast("dict[str, str]", {None: SVG}))
    for name, value in attributes.items():
        root.set(name, value)
    return root


def to_text(root: Node) -> str:
    """Write the picture as text that can stand inside an HTML page."""
    return etree.tostring(root, encoding="unicode")
