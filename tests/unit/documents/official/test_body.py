"""Text to paragraphs: the four levels of numbers."""

import pytest

from app.documents.official import Paragraph, body_of
from app.documents.official.body import level_of
from app.documents.official.view import split_heading


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、总体要求", 1),
        ("十二、附则", 1),
        ("（一）抓好管理。各县区要组织", 2),
        ("1.做好监测。", 3),
        ("1．做好监测。", 3),
        ("（1）统一采购", 4),
        ("3.5亿元用于改造", 0),
        ("2026年安排", 0),
        ("一是抓好管理", 0),
    ],
)
def test_the_level_is_read_from_the_number(line, level):
    assert level_of(line) == level


def test_one_line_is_one_paragraph_and_empty_lines_are_left_out():
    assert body_of("甲\n\n  一、乙  \n") == (Paragraph("甲"), Paragraph("一、乙", 1))


@pytest.mark.parametrize(
    ("text", "head", "rest"),
    [
        ("（一）抓好管理。各县区要组织。", "（一）抓好管理。", "各县区要组织。"),
        ("（一）抓好管理", "（一）抓好管理", ""),
        ("一、压实责任。", "一、压实责任。", ""),
        (f"（一）原则同意草案，{'按程序' * 7}报批。", "", f"（一）原则同意草案，{'按程序' * 7}报批。"),
    ],
)
def test_a_heading_ends_at_the_first_stop_and_a_long_single_sentence_is_text(text, head, rest):
    assert split_heading(Paragraph(text, level_of(text))) == (head, rest)
