"""Take the text out of the places of a document where a classification mark stands. From memory only.

DOCX: headers, footers, text boxes, the head of the body. PDF: the first pages. XLSX: print headers and first
rows. OFD: first pages and their templates. Plain text: its head. It must not know what a mark looks like.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from app.forms.archives import Archive, ArchiveError

_HEAD_LINES = 30
"""Lines from the head of a body that are searched."""
_BARE_LINES = 3
"""Lines from the head in which a level without a star counts: the form used before the star was introduced."""
_PDF_PAGES = 3
_MAX_PARTS = 60
"""Most headers, sheets or pages of one container that are read."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class UnreadableError(ValueError):
    """Say that a document is broken or encrypted, so that its text cannot be searched."""


@dataclass(frozen=True, slots=True)
class Place:
    """Hold the lines of one place; a mark counts in its first lines, a bare level in fewer."""

    name: str
    lines: list[str]
    first_lines: int = _HEAD_LINES
    bare_lines: int = _BARE_LINES


def places_of(content: bytes, mime: str) -> list[Place]:
    """Return the searchable places of a document; none for pictures and other kinds.

    Raise UnreadableError when the document cannot be opened.
    """
    try:
        if mime == "application/pdf":
            return list(_pdf(content))
        if mime == "application/ofd":
            return list(_ofd(Archive(content)))
        if mime.endswith("wordprocessingml.document"):
            return list(_docx(Archive(content)))
        if mime.endswith("spreadsheetml.sheet"):
            return list(_xlsx(Archive(content)))
    except (ArchiveError, etree.XMLSyntaxError) as error:
        raise UnreadableError(str(error)) from error
    return _plain(content) if mime.startswith("text/") else []


def _plain(content: bytes) -> list[Place]:
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return [Place("body", content.decode(encoding).splitlines())]
        except UnicodeDecodeError:
            continue
    raise UnreadableError("encoding")


def _pdf(content: bytes) -> Iterator[Place]:
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("encrypted")
        for number in range(min(len(reader.pages), _PDF_PAGES)):
            lines = reader.pages[number].extract_text().splitlines()
            yield Place(f"page {number + 1}", lines, bare_lines=_BARE_LINES if number == 0 else 0)
            yield Place(f"page {number + 1}", lines[-3:], bare_lines=0)
    except UnreadableError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise UnreadableError(type(error).__name__) from error
    except Exception as error:  # a hostile PDF can make the reader fail in ways it does not declare
        raise UnreadableError(type(error).__name__) from error


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _docx(archive: Archive) -> Iterator[Place]:
    body = _parse(archive.read("word/document.xml"))
    for box in list(body.iter(f"{_W}txbxContent"))[:_MAX_PARTS]:
        yield Place("text box", _paragraphs(box), bare_lines=0)
    for box in list(body.iter("{*}txBody"))[:_MAX_PARTS]:
        yield Place("text box", ["".join(str(t.text or "") for t in box.iter(_DRAWING_TEXT))], bare_lines=0)
    yield Place("body", _paragraphs(body))
    parts = sorted(name for name in archive.names if re.fullmatch(r"word/(header|footer)\d*\.xml", name))
    for name in parts[:_MAX_PARTS]:
        place = "header" if "header" in name else "footer"
        yield Place(place, _paragraphs(_parse(archive.read(name)), with_boxes=True))


def _paragraphs(root: etree._Element, *, with_boxes: bool = False) -> list[str]:
    """Return the text of paragraphs, without those in text boxes (they are places of their own)."""
    lines: list[str] = []
    for paragraph in root.iter(f"{_W}p"):
        if not with_boxes and _is_in_box(paragraph, root):
            continue
        lines.extend(_paragraph_text(paragraph).split("\n"))
        if len(lines) > 400:
            break
    return lines


def _is_in_box(element: etree._Element, root: etree._Element) -> bool:
    above = element.getparent()
    while above is not None and above is not root:
        if above.tag == f"{_W}txbxContent":
            return True
        above = above.getparent()
    return False


def _paragraph_text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t" and next(node.iterancestors(f"{_W}p")) is paragraph:
            parts.append(node.text or "")
        elif node.tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
        elif node.tag == f"{_W}tab":
            parts.append(" ")
    return "".join(parts)


def _xlsx(archive: Archive) -> Iterator[Place]:
    shared: list[str] = []
    if "xl/sharedStrings.xml" in archive.names:
        for item in _parse(archive.read("xl/sharedStrings.xml")).iter(f"{_S}si"):
            shared.append("".join(text.text or "" for text in item.iter(f"{_S}t")))
    sheets = sorted(name for name in archive.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
    for name in sheets[:_MAX_PARTS]:
        root = _parse(archive.read(name))
        for section in root.iter(
            *(f"{_S}{side}{part}" for side in ("odd", "even", "first") for part in ("Header", "Footer"))
        ):
            codes = re.sub(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-KM-QS-Z])', "", section.text or "")
            yield Place("header", re.split(r"&[LCR]", codes))
        cells: list[str] = []
        for row in list(root.iter(f"{_S}row"))[:10]:
            cells.extend(_cell_text(cell, shared) for cell in list(row.iter(f"{_S}c"))[:50])
        yield Place("sheet", cells, first_lines=200)


def _cell_text(cell: etree._Element, shared: list[str]) -> str:
    if cell.get("t") == "s":
        index = cell.findtext(f"{_S}v") or ""
        return shared[int(index)] if index.isdigit() and int(index) < len(shared) else ""
    return "".join(text.text or "" for text in cell.iter(f"{_S}t")) or (cell.findtext(f"{_S}v") or "")


def _ofd(archive: Archive) -> Iterator[Place]:
    def order(name: str) -> list[int]:
        return [int(digits) for digits in re.findall(r"\d+", name)]

    pages = sorted((n for n in archive.names if re.search(r"Pages/Page_?\d+/Content\.xml$", n)), key=order)
    templates = sorted((n for n in archive.names if re.search(r"Tpls/.*Content\.xml$", n)), key=order)
    for name in [*pages[:_PDF_PAGES], *templates[:_PDF_PAGES]]:
        lines = []
        for item in _parse(archive.read(name)).iter("{*}TextObject"):
            lines.append("".join(code.text or "" for code in item.iter("{*}TextCode")))
        yield Place("page" if name in pages else "template", lines)
