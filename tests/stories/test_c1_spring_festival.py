"""C1: fifteen days across the Spring Festival."""

import pytest

from tests.harness.walk import Walk


@pytest.mark.story("C1")
@pytest.mark.now("2026-02-03 09:30")
def test_a_petition_is_passed_on_before_the_holiday_and_the_citizen_sees_each_date(walk: Walk) -> None:
    filed = walk("hexiuying").file(title="3号楼暖气不热")

    desk = walk("zhaolin").task(filed.number, "register")
    assert "2026年2月14日" in desk.text
    assert "2026年2月18日" in desk.text
    derivation = walk("hexiuying").get(walk("hexiuying").track(filed.number).link("这个日期是怎么算的"))
    assert "2026年2月18日" in derivation.text
    assert "春节" in derivation.text

    walk.on("2026-02-04")
    walk("zhaolin").do(filed.number, "register")
    walk.on("2026-02-12")
    walk("zhaolin").do(filed.number, "transfer")
    walk.on("2026-02-25")
    walk("luohao").do(filed.number, "accept")

    page = walk("hexiuying").track(filed.number).text
    for words in ("登记 2026年2月4日", "转送 2026年2月12日", "受理 2026年2月25日"):
        assert words in page
    assert "受理告知书" in page
