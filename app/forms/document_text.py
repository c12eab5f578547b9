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
"""Lines from the head in which a level without a star counts: the form used before the star was
introduced."""
_PDF_PAGES = 3
_PDF_DRAWING_BYTES = 4_000_000
"""Largest drawing of a page that is read as text; beyond, it is a plan or a map and counts as a picture."""
_MAX_PARTS = 60
"""Most headers, sheets or pages of one container that are read."""

_SHEET_ROWS, _SHEET_COLUMNS = 10, 50
_SECTIONS = tuple(f"{{*}}{side}{part}" for side in ("odd", "even", "first") for part in ("Header", "Footer"))


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
        locked = bool(reader.is_encrypted and not reader.decrypt(""))
        for number in range(0 if locked else min(len(reader.pages), _PDF_PAGES)):
            page = reader.pages[number]
            drawn = page.get_contents()
            if drawn is not None and len(drawn.get_data()) > _PDF_DRAWING_BYTES:
                continue
            lines = page.extract_text().splitlines()
            yield Place(f"page {number + 1}", lines, bare_lines=_BARE_LINES if number == 0 else 0)
            yield Place(f"page {number + 1}", lines[_HEAD_LINES:][-3:], bare_lines=0)
    except PyPdfError as error:
        raise UnreadableError(type(error).__name__) from error
    except Exception as error:  # a hostile PDF can make the reader fail in ways it does not declare
        raise UnreadableError(type(error).__name__) from error
    if locked:
        raise UnreadableError("encrypted")


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _docx(archive: Archive) -> Iterator[Place]:
    """Read every part that is a body, header or footer: producers name the files as they like."""
    parts = sorted(name for name in archive.names if re.fullmatch(r"word/[^/]+\.xml", name))
    for name in parts[:_MAX_PARTS]:
        root = _parse(archive.read(name))
        kind = _local(root)
        if kind in {"hdr", "ftr"}:
            yield Place("header" if kind == "hdr" else "footer", _paragraphs(root, with_boxes=True))
        elif kind == "document":
            yield from _boxes(root)
            yield Place("body", _paragraphs(root))


def _boxes(body: etree._Element) -> Iterator[Place]:
    for box in list(body.iter("{*}txbxContent"))[:_MAX_PARTS]:
        yield Place("text box", _paragraphs(box), bare_lines=0)
    for box in list(body.iter("{*}txBody"))[:_MAX_PARTS]:
        yield Place("text box", ["".join(node.text or "" for node in box.iter("{*}t"))], bare_lines=0)


def _local(element: etree._Element) -> str:
    """Return a tag without its namespace: the strict and the transitional form of OOXML differ only in it."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _paragraphs(root: etree._Element, *, with_boxes: bool = False) -> list[str]:
    """Return the text of paragraphs, without those in text boxes (they are places of their own)."""
    lines: list[str] = []
    for paragraph in root.iter("{*}p"):
        if not with_boxes and _is_in_box(paragraph, root):
            continue
        lines.extend(_paragraph_text(paragraph).split("\n"))
        if len(lines) > 400:
            break
    return lines


def _is_in_box(element: etree._Element, root: etree._Element) -> bool:
    above = element.getparent()
    while above is not None and above is not root:
        if _local(above) in {"txbxContent", "txBody"}:
            return True
        above = above.getparent()
    return False


def _paragraph_text(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for node in paragraph.iter():
        kind = _local(node)
        if kind == "t" and next(node.iterancestors("{*}p")) is paragraph:
            parts.append(node.text or "")
        elif kind in {"br", "cr"}:
            parts.append("\n")
        elif kind == "tab":
            parts.append(" ")
    return "".join(parts)


def _xlsx(archive: Archive) -> Iterator[Place]:
    shared: list[str] = []
    if "xl/sharedStrings.xml" in archive.names:
        items = _parse(archive.read("xl/sharedStrings.xml")).iter("{*}si")
        shared = ["".join(node.text or "" for node in item.iter("{*}t")) for item in items]
    sheets = sorted(name for name in archive.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
    for name in sheets[:_MAX_PARTS]:
        root = _parse(archive.read(name))
        for section in root.iter(*_SECTIONS):
            codes = re.sub(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-KM-QS-Z])', "", section.text or "")
            yield Place("header", re.split(r"&[LCR]", codes))
        cells: list[str] = []
        for row in list(root.iter("{*}row"))[:_SHEET_ROWS]:
            cells.extend(_cell_text(cell, shared) for cell in list(row.iter("{*}c"))[:_SHEET_COLUMNS])
        yield Place("sheet", cells, first_lines=_SHEET_ROWS * _SHEET_COLUMNS)


def _cell_text(cell: etree._Element, shared: list[str]) -> str:
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "s":
        return shared[int(value)] if value.isascii() and value.isdigit() and int(value) < len(shared) else ""
    return "".join(node.text or "" for node in cell.iter("{*}t")) or value


def _ofd(archive: Archive) -> Iterator[Place]:
    def order(name: str) -> list[int]:
        return [int(digits) for digits in re.findall(r"\d+", name)]

    pages = sorted((n for n in archive.names if re.search(r"Pages/Page_?\d+/Content\.xml$", n)), key=order)
    templates = sorted((n for n in archive.names if re.search(r"Tpls/.*Content\.xml$", n)), key=order)
    for name in [*pages[:_PDF_PAGES], *templates[:_PDF_PAGES]]:
        objects = _parse(archive.read(name)).iter("{*}TextObject")
        lines = ["".join(code.text or "" for code in item.iter("{*}TextCode")) for item in objects]
        yield Place("page" if name in pages else "template", lines)
