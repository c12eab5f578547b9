"""A document that carries a state-secret mark is found; one that quotes the words is not."""

import pytest

from app.forms.classification import UnreadableError, find_marks, find_marks_in_text
from tests.unit.forms.builders import field, form, messages, post
from tests.unit.forms.documents import (
    DOCX_TYPE,
    PNG,
    STRICT_W,
    XLSX_TYPE,
    box,
    docx,
    locked_pdf,
    ofd,
    paragraph,
    pdf,
    xlsx,
)

MARKS = [
    "绝密★",
    "机密★1年",
    "秘密★长期",
    "机密 ★ 10年",
    "机　密　★　１０　年",
    "秘密＊5年",
    "绝密★启用前",
    "绝密☆30年",
    "机密★2030年6月30日前",
    "【机密★1年】",
    "密级：机密★1年",
    "000012 机密★1年 特急",
    "秘密★6个月",
    "機密★十年",
]
QUOTES = [
    "我想反映村里把一份写着“机密★1年”的文件贴在墙上",
    "文件上写着绝密★，请查处。",
    "绝密★档案是一部电视剧",
    "秘密",
    "这是我的秘密",
    "商业秘密★保护建议",
    "机密",
    "五星★★★★★",
    "关于加强国家秘密载体管理的建议",
    "",
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_at_the_head_of_typed_text_is_found(mark: str) -> None:
    found = find_marks_in_text(f"\n{mark}\n关于某事的请示")

    assert [one.text for one in found] == [mark.strip()]
    assert found[0].line == 2


@pytest.mark.parametrize("quote", QUOTES)
def test_a_petition_that_quotes_the_words_is_accepted(quote: str) -> None:
    assert find_marks_in_text(f"{quote}\n情况如上。") == []


def test_a_mark_far_below_the_head_of_typed_text_is_a_quotation() -> None:
    assert find_marks_in_text("第一行\n二\n三\n四\n五\n机密★1年") == []


def test_level_and_period_are_told() -> None:
    mark = find_marks_in_text("机密 ★ 10年")[0]

    assert (mark.level, mark.period, mark.place) == ("机密", "10年", "text")


@pytest.mark.parametrize("mark", MARKS)
def test_marks_are_found_in_docx_body_header_and_text_box(mark: str) -> None:
    plain = paragraph("关于某事的请示")

    assert find_marks("a.docx", docx(paragraph(mark), plain), DOCX_TYPE)[0].place == "body"
    assert find_marks("a.docx", docx(plain, header=mark), DOCX_TYPE)[0].place == "header"
    assert find_marks("a.docx", docx(box(mark), plain), DOCX_TYPE)[0].place == "text box"


def test_a_mark_in_pieces_in_strict_docx_or_under_another_part_name_is_found() -> None:
    pieces = docx(paragraph("机", "密", "★", "1年"))
    lines = docx(paragraph("机密"), paragraph("★"), paragraph("10年"))
    strict = docx(paragraph("机密★1年"), namespace=STRICT_W)
    renamed = docx(paragraph("机密★1年"), main="document2")

    for content in (pieces, lines, strict, renamed):
        assert len(find_marks("a.docx", content, DOCX_TYPE)) == 1


def test_a_docx_that_quotes_the_words_has_no_mark() -> None:
    content = docx(
        *(paragraph(quote) for quote in QUOTES if quote not in {"秘密", "机密"}), header="洛市某局文件"
    )

    assert find_marks("a.docx", content, DOCX_TYPE) == []


def test_the_old_bare_form_counts_at_the_very_head_of_a_file_only() -> None:
    head = docx(paragraph("机密"), paragraph("关于某事的请示"))
    below = docx(*(paragraph(f"第{n}段") for n in range(5)), paragraph("机密"))

    assert [one.level for one in find_marks("a.docx", head, DOCX_TYPE)] == ["机密"]
    assert find_marks("a.docx", below, DOCX_TYPE) == []


def test_marks_are_found_in_pdf_and_quotations_are_not() -> None:
    marked = pdf("<p>机密 ★ 10年</p><h1>关于某事的请示</h1><p>正文</p>")
    quoting = pdf("<h1>信访信</h1><p>我看到一份写着“机密★1年”的文件。</p>")

    assert [one.period for one in find_marks("a.pdf", marked, "application/pdf")] == ["10年"]
    assert find_marks("a.pdf", quoting, "application/pdf") == []


def test_marks_are_found_in_spreadsheets_and_ofd() -> None:
    cell = xlsx([["机密★1年"], ["名称", "数量"]])
    header = xlsx([["名称"]], header="秘密★长期")
    quoting = xlsx([["备注：文件写着机密★1年的那一份"]])

    assert find_marks("a.xlsx", cell, XLSX_TYPE)[0].place == "sheet"
    assert find_marks("a.xlsx", header, XLSX_TYPE)[0].place == "header"
    assert find_marks("a.xlsx", quoting, XLSX_TYPE) == []
    assert find_marks("a.ofd", ofd("绝密★", "正文"), "application/ofd")[0].level == "绝密"
    assert find_marks("a.ofd", ofd("正文写着绝密★三个字"), "application/ofd") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_marks_are_found_in_plain_text_of_any_usual_encoding(encoding: str) -> None:
    assert find_marks("a.txt", "机密★1年\n正文".encode(encoding), "text/plain")[0].line == 1
    assert find_marks("a.txt", "正文提到机密★1年的文件".encode(encoding), "text/plain") == []


def test_pictures_are_not_read() -> None:
    assert find_marks("机密★1年.png", PNG, "image/png") == []


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (locked_pdf(pdf("<p>机密★1年</p>")), "application/pdf"),
        (b"%PDF-1.7 broken", "application/pdf"),
        (b"PK\x03\x04broken", DOCX_TYPE),
        (docx("<w:p><broken>"), DOCX_TYPE),
        (b"\xff\xfe\x00", "text/plain"),
    ],
)
def test_what_cannot_be_searched_is_said_to_be_unreadable(content: bytes, mime: str) -> None:
    with pytest.raises(UnreadableError):
        find_marks("a", content, mime)


def test_a_form_refuses_marked_text_even_as_a_draft_and_keeps_none_of_it() -> None:
    one = form(field("textarea", "facts", "事实"))

    for draft in (False, True):
        result = post(one, {"facts": "机密★1年\n关于某事的请示"}, draft=draft)
        assert "机要渠道" in messages(result)["facts"]
        assert result.values == {"facts": None}

    quoting = post(one, {"facts": "墙上贴着写有“机密★1年”的文件。"})
    assert quoting.is_complete


def test_a_mark_in_a_drawn_text_box_or_a_table_cell_is_found() -> None:
    drawn = docx(
        "<w:p><w:r><a:txBody xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><a:p><a:r><a:t>机密★1年</a:t></a:r></a:p></a:txBody></w:r></w:p>"
    )
    cell = docx(f"<w:tbl><w:tr><w:tc>{paragraph('秘密★长期')}</w:tc></w:tr></w:tbl>")
    broken_line = docx("<w:p><w:r><w:t>000012</w:t><w:br/><w:t>机密</w:t><w:tab/><w:t>★1年</w:t></w:r></w:p>")

    for content in (drawn, cell, broken_line):
        assert len(find_marks("a.docx", content, DOCX_TYPE)) == 1


def test_a_mark_on_the_last_line_of_a_page_is_found_and_one_in_the_middle_is_not() -> None:
    lines = [f"<p>第{n}段</p>" for n in range(34)]
    footed = pdf(
        "<style>@page { margin: 0 } p { margin: 0; font-size: 9pt }</style>"
        + "".join(lines)
        + "<p>机密★1年</p>"
    )
    middle = pdf(
        "<style>@page { margin: 0 } p { margin: 0; font-size: 9pt }</style>"
        + "".join(lines[:31])
        + "<p>机密★1年</p>"
        + "".join(lines)
    )

    assert len(find_marks("a.pdf", footed, "application/pdf")) == 1
    assert find_marks("a.pdf", middle, "application/pdf") == []
