"""Turn the `html` component's content into blocks without HTML, refusing what could act in a browser.

The page is built from the blocks, never from the author's markup: a tag or attribute that is not on the short
list is a problem of the form file, so nothing has to be filtered when citizens look at it.
"""

import re
from dataclasses import dataclass, field

from lxml import etree, html

from app.forms.markdown import Run, TextBlock, is_safe_link

_BLOCKS = {
    "p": "paragraph",
    "div": "paragraph",
    "blockquote": "quote",
    "ul": "list",
    "ol": "numbered",
    "hr": "rule",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(["strong", "b", "em", "i", "code", "br", "a", "span", "u", "small", "sub", "sup"])
_SILENT_ATTRIBUTES = frozenset({"class", "id", "lang", "title"})
"""Attributes without effect on the blocks, left out without a word."""


@dataclass(slots=True)
class _Reader:
    refused: list[str] = field(default_factory=list)
    blocks: list[TextBlock] = field(default_factory=list)
    open_runs: list[Run] = field(default_factory=list)

    def flush(self) -> None:
        runs = tuple(self.open_runs)
        self.open_runs = []
        if any(run.text.strip() for run in runs):
            self.blocks.append(TextBlock("paragraph", (runs,)))


def read_html(source: str) -> tuple[tuple[TextBlock, ...], tuple[str, ...]]:
    """Return the blocks of an HTML fragment and the tags, attributes and links that are refused."""
    reader = _Reader()
    if not source.strip():
        return (), ()
    try:
        root = html.fragment_fromstring(source, create_parent="div", parser=html.HTMLParser(no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return (), (str(error),)
    _children(root, reader)
    reader.flush()
    return tuple(reader.blocks), tuple(dict.fromkeys(reader.refused))


def _children(element: html.HtmlElement, reader: _Reader) -> None:
    if element.text:
        reader.open_runs.append(Run(_squeeze(element.text)))
    for child in element:
        _child(child, reader)
        if child.tail:
            reader.open_runs.append(Run(_squeeze(child.tail)))


def _child(element: html.HtmlElement, reader: _Reader) -> None:
    if not isinstance(element.tag, str):
        return
    tag = element.tag.lower()
    _check_attributes(element, tag, reader)
    if tag in _INLINE:
        reader.open_runs.extend(_runs(element, reader))
    elif tag in _HEADINGS or tag in _BLOCKS:
        reader.flush()
        _block(element, tag, reader)
    else:
        reader.refused.append(f"<{tag}>")


def _block(element: html.HtmlElement, tag: str, reader: _Reader) -> None:
    if tag == "div":
        _children(element, reader)
        reader.flush()
    elif tag in {"ul", "ol"}:
        items = []
        for item in element:
            if item.tag != "li":
                reader.refused.append(f"<{tag}> › <{item.tag}>")
                continue
            _check_attributes(item, "li", reader)
            items.append(tuple(_inner_runs(item, reader)))
        reader.blocks.append(TextBlock(_BLOCKS[tag], tuple(items)))
    elif tag == "hr":
        reader.blocks.append(TextBlock("rule"))
    else:
        kind = "heading" if tag in _HEADINGS else _BLOCKS[tag]
        reader.blocks.append(TextBlock(kind, (tuple(_inner_runs(element, reader)),), _HEADINGS.get(tag, 0)))


def _runs(element: html.HtmlElement, reader: _Reader) -> list[Run]:
    tag = str(element.tag).lower()
    if tag == "br":
        return [Run("", is_break=True)]
    href = str(element.get("href", "")) if tag == "a" else ""
    return [
        Run(
            run.text,
            run.strong or tag in {"strong", "b"},
            run.emphasis or tag in {"em", "i"},
            run.code or tag == "code",
            run.href or href,
            run.is_break,
        )
        for run in _inner_runs(element, reader)
    ]


def _inner_runs(element: html.HtmlElement, reader: _Reader) -> list[Run]:
    runs = [Run(_squeeze(element.text))] if element.text else []
    for child in element:
        if isinstance(child.tag, str):
            tag = child.tag.lower()
            _check_attributes(child, tag, reader)
            if tag in _INLINE or tag in {"p", "div"}:
                runs.extend(_runs(child, reader))
            else:
                reader.refused.append(f"<{element.tag}> › <{tag}>")
        if child.tail:
            runs.append(Run(_squeeze(child.tail)))
    return runs


def _check_attributes(element: html.HtmlElement, tag: str, reader: _Reader) -> None:
    for name, value in element.attrib.items():
        attribute = str(name).lower()
        if tag == "a" and attribute == "href":
            if not is_safe_link(str(value).strip()):
                reader.refused.append(f"<a href={str(value)[:40]!r}>")
        elif attribute not in _SILENT_ATTRIBUTES and not (tag == "a" and attribute in {"rel", "target"}):
            reader.refused.append(f"<{tag} {attribute}>")


def _squeeze(value: str) -> str:
    return re.sub(r"\s+", " ", value)
