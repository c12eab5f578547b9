"""Corners of WordprocessingML that python-docx has no door to: grid, frame, borders, page number, East Asian type.

Knows the schema; nothing of official documents.
"""

from typing import cast

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run


def set_grid(section: Section) -> None:
    """Set 22 lines of 28 characters: pitch in twentieths of a point, 0.21 pt less than 16 pt in 4096ths."""
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - the grid has no public door
    if grid is None:
        grid = element("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001
    for name, value in (("type", "linesAndChars"), ("linePitch", "579"), ("charSpace", "-842")):
        grid.set(qn(f"w:{name}"), value)


def set_font(holder: Run | ParagraphStyle, face: str) -> None:
    """Set the type of a run or style, for Chinese characters too."""
    holder.font.name = face
    properties = holder.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), face)


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """Return an element of WordprocessingML with attributes."""
    # the factory returns the class registered for the name, a BaseOxmlElement for every name of the schema
    made = cast("BaseOxmlElement", OxmlElement(name))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def frame(paragraph: WordParagraph) -> None:
    """Put a paragraph into the frame at the foot of the text block."""
    frame = element(
        "w:framePr",
        w="8844",
        hSpace="0",
        wrap="around",
        vAnchor="margin",
        hAnchor="margin",
        xAlign="left",
        yAlign="bottom",
    )
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - frames have no public door
    properties.insert_element_before(frame, "w:pBdr", "w:tabs", "w:spacing", "w:ind", "w:jc")


def border(
    paragraph: WordParagraph, side: str, kind: str, eighths: int, color: str, *, space: int = 1
) -> None:
    """Draw a border at one side of a paragraph, its width in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - borders have no public door
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = element("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    borders.append(element(f"w:{side}", val=kind, sz=str(eighths), space=str(space), color=color))


def page_number(paragraph: WordParagraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """Write the number of the page between dashes, one character in."""
    paragraph.alignment = side
    free = Pt(14)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = free
    for part in ("— ", None, " —"):
        run = paragraph.add_run(part or "")
        run.font.size = Pt(14)
        set_font(run, "宋体")
        if part is None:
            for kind in ("begin", "end"):
                if kind == "end":
                    words = element("w:instrText")
                    words.text = "PAGE"
                    run._r.append(words)  # noqa: SLF001
                run._r.append(element("w:fldChar", fldCharType=kind))  # noqa: SLF001
