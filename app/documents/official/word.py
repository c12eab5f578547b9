"""The same document for a word processor: elements, type and margins of GB/T 9704-2012 as DOCX.

Knows python-docx; the elements and their order are those of the PDF. The imprint stands in a frame at the foot of the
last page; a word processor decides where that page ends, so the rule of the even page is the printer's.
"""

from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents.official.model import Block, Layout, OfficialDocument, Table
from app.documents.official.view import View, split_heading
from app.documents.official.word_parts import border, frame, page_number, set_font, set_grid

FANG, KAI, HEI, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
_LINE_PT = 28.99
"""225 mm divided by 22 lines."""
_FACES = {1: HEI, 2: KAI}
_RED = RGBColor(0xFF, 0, 0)
_MARK_TOP_MM = {"document": 35.0, "minutes": 35.0, "order": 20.0, "letter": 0.0}
_MARGIN_TOP_MM = {"letter": 30.0}


def write_docx(document: OfficialDocument, layout: Layout) -> bytes:
    """Return the DOCX of a complete document."""
    writer = _Writer(View(document, layout))
    writer.page()
    writer.head()
    writer.main()
    writer.annexes()
    writer.imprint()
    out = BytesIO()
    writer.word.save(out)
    return out.getvalue()


class _Writer:
    """Write the parts of one document one after the other."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.document = view.document
        self.word = Document()
        self.word.core_properties.title = view.document.title
        self.word.core_properties.author = "、".join(view.document.organs)

    def page(self) -> None:
        """Set paper, margins, the grid of 22 lines with 28 characters, type and page numbers."""
        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = Mm(_MARGIN_TOP_MM.get(self.view.layout, 37))
        section.bottom_margin, section.left_margin, section.right_margin = Mm(35), Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        set_grid(section)
        normal = self.word.styles["Normal"]
        assert isinstance(normal, ParagraphStyle)  # noqa: S101 - the library's own template
        normal.font.size = Pt(16)
        set_font(normal, FANG)
        normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
        normal.paragraph_format.line_spacing = Pt(_LINE_PT)
        self.word.settings.odd_and_even_pages_header_footer = True
        section.different_first_page_header_footer = self.view.layout == "letter"
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            page_number(footer.paragraphs[0], side)

    def head(self) -> None:
        """Write copies number, urgency, mark, number, signers and the red rule."""
        document, layout = self.document, self.view.layout
        for words, face in ((document.copy_no, FANG), (document.urgency, HEI)):
            if words:
                self.line(words, face=face)
        mark = self.view.mark
        lines = (document.copy_no != "") + (document.urgency != "")
        above = max(0.0, _MARK_TOP_MM[layout] * 72 / 25.4 - lines * _LINE_PT)
        for at, name in enumerate(mark.names):
            word = mark.word if at == len(mark.names) // 2 else ""
            paragraph = self.line(name.text + word, face=SONG, size=mark.size_pt, color=_RED, align="center")
            paragraph.paragraph_format.line_spacing = Pt(mark.size_pt * 1.2)
            paragraph.paragraph_format.space_before = Pt(0 if at else above)
        if layout == "letter":
            border(self.line(""), "bottom", "thinThickSmallGap", 24, "FF0000")
        self._number()
        if layout == "minutes":
            self.line(f"{document.lead}\t{self.view.day}").paragraph_format.tab_stops.add_tab_stop(Mm(120))
        if layout in ("document", "minutes"):
            border(self.word.paragraphs[-1], "bottom", "single", 12, "FF0000", space=11)

    def main(self) -> None:
        """Write title, addressees, text, list of attachments, signature, date and notes."""
        document, view = self.document, self.view
        self.blank(2)
        if view.layout != "order":
            for line in view.title_lines:
                self.line(line, face=SONG, size=22, align="center")
            self.blank(1)
            if view.addressees:
                self.line(view.addressees + "：")
        for block in document.body:
            self.block(block)
        self._attachments()
        if view.layout == "minutes":
            self._people()
        else:
            self._signature()
        if document.notes:
            self.line(f"（{document.notes}）", indent=2)

    def annexes(self) -> None:
        """Write each attachment that is bound with the document on a page of its own."""
        several = len(self.document.attachments) > 1
        for number, attachment in enumerate(self.document.attachments, 1):
            if attachment.body:
                self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
                self.line(f"附件{number if several else ''}", face=HEI)
                self.blank(1)
                self.line(attachment.title, face=SONG, size=22, align="center")
                self.blank(1)
                for block in attachment.body:
                    self.block(block)

    def imprint(self) -> None:
        """Write the 版记 in a frame at the foot of the page."""
        view, rows = self.view, []
        rows += [f"{label}：{'，'.join(names)}。" for label, names in view.copies]
        if view.layout != "letter" and view.has_imprint and (self.document.printed_by or view.printed_day):
            rows.append(f"{self.document.printed_by}\t{view.printed_day}印发")
        for at, words in enumerate(rows):
            paragraph = self.line(words, size=14)
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(105))
            frame(paragraph)
            if view.layout != "letter":
                border(paragraph, "top", "single", 8 if at == 0 else 6, "000000")
                if at == len(rows) - 1:
                    border(paragraph, "bottom", "single", 8, "000000")

    def block(self, block: Block) -> None:
        """Write a paragraph with its level, or a table."""
        if isinstance(block, Table):
            self._table(block)
            return
        head, rest = split_heading(block)
        paragraph = self.line("", indent=2)
        for words, face in ((head, _FACES.get(block.level, FANG)), (rest, FANG)):
            if words:
                set_font(paragraph.add_run(words), face)
        if head and not rest:
            paragraph.paragraph_format.keep_with_next = True

    def line(
        self,
        words: str,
        *,
        face: str = FANG,
        size: float = 16,
        color: RGBColor | None = None,
        align: str = "",
        indent: float = 0,
    ) -> WordParagraph:
        """Write one paragraph in one type."""
        paragraph = self.word.add_paragraph()
        if words:
            run = paragraph.add_run(words)
            run.font.size = Pt(size)
            set_font(run, face)
            if color is not None:
                run.font.color.rgb = color
        if align == "center":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(indent * 16)
        return paragraph

    def blank(self, count: int) -> None:
        """Leave lines empty."""
        for _ in range(count):
            self.word.add_paragraph()

    def _number(self) -> None:
        document, view = self.document, self.view
        if view.layout != "letter":
            self.blank(2)
        if document.signers and view.layout == "document":
            for at, names in enumerate(view.signer_rows):
                last = at == len(view.signer_rows) - 1
                paragraph = self.line(
                    (document.number if last else "") + "\t" + ("签发人：" if at == 0 else "　　　　")
                )
                set_font(paragraph.add_run(names), KAI)
                paragraph.paragraph_format.left_indent = Pt(16)
                paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(95))
        elif document.number:
            paragraph = self.line(document.number, align="" if view.layout == "letter" else "center")
            if view.layout == "letter":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _attachments(self) -> None:
        several = len(self.document.attachments) > 1
        for number, attachment in enumerate(self.document.attachments, 1):
            if number == 1:
                self.blank(1)
            label = "附件：" if number == 1 else "　　　"
            self.line(label + (f"{number}." if several else "") + attachment.title, indent=2)

    def _signature(self) -> None:
        document, view = self.document, self.view
        self.blank(2 if document.sealed else 1)
        if view.layout == "order":
            for signer in document.signers:
                self._right(f"{signer.post}　　{'　　　　　　' if document.sealed else signer.name}", 4)
            self.blank(1)
            self._right(view.day, 4)
            return
        for organ in document.signature_organs:
            self._right(organ, view.sealed_right if document.sealed else view.unsealed_right)
        self._right(view.day, 4 if document.sealed else 2)

    def _right(self, words: str, free: float) -> None:
        paragraph = self.line(words)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(free * 16)

    def _people(self) -> None:
        self.blank(1)
        for people in self.document.attendance:
            paragraph = self.line(f"{people.label}：", face=HEI)
            set_font(paragraph.add_run("　".join(people.names)), FANG)
            paragraph.paragraph_format.left_indent = Pt(5 * 16)
            paragraph.paragraph_format.first_line_indent = Pt(-3 * 16)

    def _table(self, block: Table) -> None:
        if block.caption:
            self.line(block.caption, align="center")
        table = self.word.add_table(rows=0, cols=len(block.head), style="Table Grid")
        for row in (block.head, *block.rows):
            for cell, words in zip(table.add_row().cells, row, strict=True):
                run = cell.paragraphs[0].add_run(words)
                run.font.size = Pt(14)
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
