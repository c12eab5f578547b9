"""Two versions side by side: paragraphs against paragraphs, and only what changed is marked."""

import pytest

from app.documents.side_by_side import Piece, compare


def marked(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    rows = [row for row in compare(before, after) if row.kind != "same"]
    return [
        ([p.text for p in row.left if p.changed], [p.text for p in row.right if p.changed]) for row in rows
    ]


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("安排经费12万元。", "安排经费15万元。", ["12"], ["15"]),
        ("加强巡查，及时报告。", "加强巡查；及时报告。", ["，"], ["；"]),
        ("三个月内完成核查。", "六个月内完成核查。", ["三"], ["六"]),
        ("共1,200.5元", "共1,300.5元", ["1,200.5"], ["1,300.5"]),
        ("责任到人。", "责任到人，不留死角。", [], ["，不留死角"]),
    ],
)
def test_only_what_changed_is_marked_and_a_number_as_a_whole(
    before: str, after: str, left: list[str], right: list[str]
) -> None:
    assert marked(before, after) == [(left, right)]


def test_both_sides_keep_every_sign() -> None:
    before, after = (
        "一、压实责任。\n二、加强值守，领导带班。",
        "一、压实责任。\n二、加强值守，二十四小时带班。\n三、按时报告。",
    )

    rows = compare(before, after)

    assert "\n".join("".join(p.text for p in row.left) for row in rows if row.left) == before
    assert "\n".join("".join(p.text for p in row.right) for row in rows if row.right) == after
    assert [row.kind for row in rows] == ["same", "changed", "added"]


def test_another_paragraph_is_one_gone_and_one_come() -> None:
    rows = compare("经费由区财政承担。", "ABCDEFG")

    assert [row.kind for row in rows] == ["removed", "added"]
    assert rows[0].left == (Piece("经费由区财政承担。", changed=True),)


def test_equal_texts_have_nothing_marked() -> None:
    assert marked("一、甲\n\n二、乙", "一、甲\n二、乙\n") == []
