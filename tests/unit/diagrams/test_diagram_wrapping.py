import pytest

from app.diagrams.wrapping import balance, width_em, wrap


def test_chinese_breaks_between_any_two_characters():
    assert wrap("制作信访处理意见书", 5) == ["制作信访处", "理意见书"]


@pytest.mark.parametrize("mark", list("，。、；：？！）》”…"))
def test_a_closing_mark_never_begins_a_line(mark):
    lines = wrap(f"登记查重分类{mark}转送", 6)

    assert not any(line.startswith(mark) for line in lines)


@pytest.mark.parametrize("mark", list("（《“【"))
def test_an_opening_mark_never_ends_a_line(mark):
    lines = wrap(f"出具不予受{mark}不再", 6)

    assert not any(line.endswith(mark) for line in lines)
    assert "".join(lines) == f"出具不予受{mark}不再"


def test_english_breaks_between_words_only():
    assert wrap("Issue the notice of refusal", 8) == ["Issue the", "notice of", "refusal"]


def test_text_that_does_not_fit_ends_with_an_ellipsis():
    lines = wrap("一二三四五六七八九十", 2, most=3)

    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_balanced_lines_do_not_leave_one_character_alone():
    assert balance("出具受理告知书函", 7) == ["出具受理", "告知书函"]


def test_balancing_keeps_the_number_of_lines():
    for words in ("登记、查重、确定类别", "听取陈述、调查核实", "Hear the petitioner, look into the facts"):
        assert len(balance(words, 6)) == len(wrap(words, 6))


def test_the_width_counts_wide_and_narrow_characters():
    assert width_em("信访") == 2
    assert width_em("ab") == pytest.approx(1.08)
