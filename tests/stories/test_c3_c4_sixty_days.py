"""C3 and C4: sixty days that end at the Dragon Boat Festival; an extension of at most thirty."""

import pytest

from tests.harness.walk import Walk


def accepted(walk: Walk) -> str:
    """File a petition that is accepted by the housing bureau on 2026-04-22."""
    number = walk("hexiuying").file(title="3号楼暖气不热").number
    walk("zhaolin").do(number, "register")
    walk("zhaolin").do(number, "transfer")
    walk("luohao").do(number, "accept")
    return number


def answer(walk: Walk, number: str) -> None:
    """Investigate, draft and sign on the day the clock shows."""
    day = walk.clock.now().date().isoformat()
    walk("luohao").do(number, "investigate", heard_on=day)
    walk("luohao").do(number, "draft_opinion")
    walk("tangwei").do(number, "review_opinion")


@pytest.mark.story("C3")
@pytest.mark.now("2026-04-22 09:00")
def test_the_office_aims_before_the_holiday_and_the_citizen_is_told_the_legal_day(walk: Walk) -> None:
    number = accepted(walk)

    page = walk("hexiuying").track(number)
    derivation = walk("hexiuying").get(page.link("这个日期是怎么算的")).text

    assert "最迟 2026年6月21日" in page.text
    assert "2026年6月18日" in page.text
    assert "端午" in derivation
    assert "第三十四条" in derivation


@pytest.mark.story("C3")
@pytest.mark.now("2026-04-22 09:00")
def test_an_answer_on_the_target_day_is_on_time(walk: Walk) -> None:
    number = accepted(walk)

    walk.on("2026-06-18")
    answer(walk, number)

    page = walk("tangwei").case(number).text
    assert "按时完成" in page
    assert "黄牌" not in walk("sunkai").get("/supervision").text


@pytest.mark.story("C3")
@pytest.mark.now("2026-04-22 09:00")
def test_an_answer_on_monday_gets_a_card_that_names_the_stricter_policy(walk: Walk) -> None:
    number = accepted(walk)

    walk.on("2026-06-22")
    board = walk("sunkai").get("/supervision").text
    answer(walk, number)

    assert number in board
    message = walk("sunkai").get("/notifications").text
    assert "黄牌" in message
    assert "2026年6月21日" in message
    assert "2026年6月22日" in message
    assert "民法典" in message
    assert "超期完成" in walk("tangwei").case(number).text


@pytest.mark.story("C4")
@pytest.mark.now("2026-04-22 09:00")
def test_forty_five_more_days_are_refused_and_thirty_are_granted_by_the_head(walk: Walk) -> None:
    number = accepted(walk)
    walk.on("2026-06-10")
    handler = walk("luohao")
    wanted = {"next_step": "extend", "extension_reason": "需要更换整套换热设备，采购周期较长。"}

    refused = handler.send(handler.task(number, "investigate"), {**wanted, "extension_days": 45})
    assert refused.status == 422
    assert "30" in refused.errors
    handler.send(handler.task(number, "investigate"), {**wanted, "extension_days": 30})
    assert not walk("luohao").has(number, "decide_extension")
    walk("tangwei").do(number, "decide_extension", extension_decision="approved")

    page = walk("hexiuying").track(number).text
    assert "最迟 2026年7月21日" in page
    assert "需要更换整套换热设备" in walk("tangwei").case(number).text or "延长" in page
    assert "延长办理期限告知书" in page
    again = walk("luohao").task(number, "investigate")
    assert "申请延长办理期限" not in again.form().text_content()
