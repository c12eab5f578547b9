"""The same document as DOCX, read back: elements in order, margins, grid, type."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from app.cli._official_samples import SAMPLES
from app.documents.official import render_docx
from app.documents.official.word import FANG, HEI, SONG
from app.errors import InvalidError


def read(name: str):
    layout, document = SAMPLES[name]
    return Document(BytesIO(render_docx(document, layout))), document


def face(run) -> str:
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_elements_follow_one_another(name):
    word, document = read(name)

    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    wanted = [
        document.copy_no,
        document.urgency,
        document.organs[0] if not document.mark else document.mark,
        document.number,
        *(block.text for block in document.body),
        document.notes,
        *(f"抄送：{'，'.join(document.copy_to)}。" if document.copy_to else "" for _ in [0]),
    ]
    places = [text.find(words) for words in wanted if words]
    assert -1 not in places
    assert places == sorted(places)


def test_paper_margins_and_grid_are_those_of_the_standard():
    section = read("downward")[0].sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(margin.mm) for margin in margins] == [37, 26, 35, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")


def test_each_element_has_its_type_and_size():
    word, document = read("downward")

    by_text = {paragraph.text: paragraph for paragraph in word.paragraphs}
    mark = by_text["洛川市人民政府办公室文件"].runs[0]
    title = by_text["洛川市人民政府办公室关于做好"].runs[0]
    assert (face(mark), str(mark.font.color.rgb)) == (SONG, "FF0000")
    assert (face(title), title.font.size) == (SONG, Pt(22))
    assert face(by_text["一、总体要求"].runs[0]) == HEI
    assert face(by_text[document.body[0].text].runs[0]) == FANG


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    word, _document = read("downward")

    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    assert section.footer.paragraphs[0].alignment == 2
    assert section.even_page_footer.paragraphs[0].alignment == 0
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


def test_the_imprint_stands_in_a_frame_at_the_foot_with_its_three_rules():
    word, _document = read("downward")

    rows = [p for p in word.paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:framePr")) is not None]
    assert [row.text.partition("\t")[0][:3] for row in rows] == ["抄送：", "洛川市"]
    assert rows[0]._p.pPr.find(qn("w:framePr")).get(qn("w:yAlign")) == "bottom"
    assert [b.get(qn("w:sz")) for row in rows for b in row._p.pPr.find(qn("w:pBdr"))] == ["8", "6", "8"]


def test_an_incomplete_document_is_refused_as_for_the_pdf():
    with pytest.raises(InvalidError):
        render_docx(SAMPLES["downward"][1].__class__(title="", organs=(), body=()))
