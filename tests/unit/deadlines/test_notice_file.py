"""The file of a yearly notice: read strictly, every problem with its line."""

import pytest

from app.deadlines.notice_file import MAX_BYTES, read_notice
from app.deadlines.statutory import statutory_holidays
from app.errors import InvalidError
from tests.unit.deadlines.deadline_builders import on

YEAR = 2027
HOLIDAYS = "".join(f"{day},holiday,{name}\n" for day, name in sorted(statutory_holidays(YEAR).items()))


def file(*lines, head="date,kind,name"):
    return (head + "\n" + HOLIDAYS + "".join(f"{line}\n" for line in lines)).encode()


def problems(source):
    with pytest.raises(InvalidError) as refused:
        read_notice(source)
    return {line: " ".join(map(str, messages)) for line, messages in refused.value.fields.items()}


def test_a_notice_gives_its_year_and_special_days():
    notice = read_notice(file("2027-02-20,work,春节", "2026-12-26,work,元旦"))

    assert notice.year == YEAR
    assert [day.on for day in notice.days][:2] == [on("2026-12-26"), on("2027-01-01")]
    assert {day.kind for day in notice.days} == {"holiday", "work"}


def test_kinds_may_be_written_in_chinese_and_dates_with_slashes():
    notice = read_notice(file("2027/02/20,上班,春节", "2027-02-10,调休,春节", "2027-05-03,补假,劳动节"))

    assert {day.kind for day in notice.days} == {"holiday", "work", "lieu", "made_up"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_of_office_programs_are_read(encoding):
    assert read_notice(file().decode().encode(encoding)).days[0].name == "元旦"


def test_empty_lines_are_passed_over():
    assert read_notice(file("", " , , ")).year == YEAR


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2027-02-30,holiday,x", "不是日期"),
        ("soon,holiday,x", "不是日期"),
        ("1999-02-03,holiday,x", "2004"),
        ("2027-02-10,party,x", "没有“party”这种类型"),
        ("2027-02-10,lieu,", "不能为空"),
        ("2027-02-10,lieu," + "长" * 61, "不能超过 60 个字"),
        ("2027-02-10", "三列"),
        ("2027-02-10,work,春节", "不是周末"),
        ("2027-02-13,lieu,春节", "是周末"),
        ("2027-01-01,holiday,元旦", "已经写过"),
        ("2028-02-10,lieu,春节", "不属于 2027 年"),
        ("2026-11-10,lieu,春节", "不属于 2027 年"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(line, words):
    number = 2 + HOLIDAYS.count("\n")

    found = problems(file(line))

    assert list(found) == [f"line {number}"]
    assert words in found[f"line {number}"]


def test_a_forgotten_statutory_holiday_is_refused():
    found = problems(file().replace(b"2027-10-01,holiday", b"2027-10-05,holiday"))

    assert "2027-10-01（国庆节）" in found["line 0"]


def test_a_statutory_holiday_cannot_be_worked():
    found = problems(file().replace(b"2027-10-02,holiday", b"2027-10-02,work"))

    assert "缺少法定节假日 2027-10-02" in " ".join(found.values())


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "列名"),
        (b"day,what\n2027-01-01,holiday\n", "列名"),
        (b"date,kind,name\n", "没有任何日期"),
        (b"\xff\xfe\x00", "既不是 UTF-8 也不是 GB18030"),
        (b"x" * (MAX_BYTES + 1), "超过"),
        (b"\xff\xfe\x00\xff\xff", "编码"),
    ],
)
def test_a_file_that_is_no_notice_is_refused(source, words):
    assert words in " ".join(problems(source).values())


def test_a_flood_of_problems_is_cut():
    assert len(problems(file(*["x,y,z"] * 500))) == 50
