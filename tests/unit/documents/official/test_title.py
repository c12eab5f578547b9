"""Titles in lines: whole words, balanced, never an hourglass (7.3.1)."""

from itertools import pairwise

import pytest

from app.documents.official.title import LONGEST, title_lines

TITLES = [
    ("洛川市人民政府办公室关于做好2026年春季农业生产工作的通知", "洛川市人民政府办公室"),
    ("洛川市涧西区人民政府关于申请拨付老旧小区供暖管网改造专项资金的请示", "洛川市涧西区人民政府"),
    ("洛川市人民政府办公室关于印发《洛川市城市供热管理办法》的通知", "洛川市人民政府办公室"),
    ("洛川市住房和城乡建设局关于进一步加强全市房屋建筑和市政基础设施工程质量安全管理工作的实施意见", "洛川市住房和城乡建设局"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "organ"), TITLES)
def test_lines_fit_are_balanced_and_break_no_name(title, organ):
    lines = title_lines(title, (organ,))

    assert "".join(lines) == title
    assert max(map(len, lines)) <= LONGEST
    steps = [len(two) - len(one) for one, two in pairwise(lines)]
    assert not any(one < 0 < two for one, two in pairwise(steps))
    assert any(organ in line for line in lines)
    assert not any(line[0] in "的、，》）" for line in lines)


def test_a_short_title_is_one_line():
    assert title_lines("关于春节放假的通知") == ("关于春节放假的通知",)


def test_a_break_typed_into_the_title_is_kept():
    assert title_lines("洛川市财政局\n关于预算的通知") == ("洛川市财政局", "关于预算的通知")


def test_a_title_without_any_known_word_still_fits():
    lines = title_lines("甲" * 45)

    assert "".join(lines) == "甲" * 45
    assert max(map(len, lines)) <= LONGEST
