"""C7 and C8: review within thirty days, final review with a hearing, then the end of the procedure."""

import pytest

from tests.harness.walk import Walk

REQUEST = {"review_reasons": "没有说明何时恢复供热。", "review_wanted": "明确恢复供热的日期"}
REVIEW = {
    "review_facts": "原处理意见事实清楚，但没有载明执行日期。",
    "review_outcome": "change",
    "review_text": "原办理单位应当在7日内书面告知执行日期。",
    "review_basis": "《信访工作条例》第三十二条",
}
RECHECK = {
    "recheck_step": "decide",
    "recheck_facts": "供热单位已承诺提前施工，有听证笔录。",
    "recheck_outcome": "uphold",
    "recheck_text": "维持复查意见，督促按承诺的日期施工。",
    "recheck_basis": "《信访工作条例》第三十六条",
}
HEARING = {
    "hearing_from": "2026-09-07",
    "hearing_to": "2026-09-11",
    "hearing_chair": "任杰",
    "hearing_place": "省信访局听证室（演示）",
    "hearing_record": "双方陈述意见，供热单位承诺十月底前完工。",
}


def answered(walk: Walk, *, delivered: str, title: str = "3号楼暖气不热") -> str:
    """Bring a petition to its written answer, received by the citizen on a day."""
    number = walk("hexiuying").file(title=title).number
    for login, step in (
        ("zhaolin", "register"),
        ("zhaolin", "transfer"),
        ("luohao", "accept"),
    ):
        walk(login).do(number, step)
    walk.on(delivered)
    walk("luohao").do(number, "investigate", heard_on=delivered)
    walk("luohao").do(number, "draft_opinion")
    walk("tangwei").do(number, "review_opinion")
    walk("luohao").do(number, "deliver", delivery_date=delivered)
    return number


@pytest.mark.story("C7")
@pytest.mark.now("2026-08-20 09:00")
def test_the_right_to_ask_rolls_over_the_holiday_and_the_office_answers_before_the_weekend(
    walk: Walk,
) -> None:
    number = answered(walk, delivered="2026-09-04")
    citizen = walk("hexiuying").track(number)
    assert "2026年10月8日" in citizen.text

    walk.on("2026-10-08 17:00")
    walk("hexiuying").act(number, "request_review", **REQUEST)

    page = walk("zhengwen").task(number, "review_examine").text
    assert "2026年11月7日" in page
    assert "2026年11月6日" in page


@pytest.mark.story("C7")
@pytest.mark.now("2026-08-20 09:00")
def test_a_review_that_would_end_in_the_holiday_is_aimed_before_it(walk: Walk) -> None:
    number = answered(walk, delivered="2026-09-04")

    walk.on("2026-09-07")
    walk("hexiuying").act(number, "request_review", **REQUEST)

    page = walk("zhengwen").task(number, "review_examine").text
    assert "2026年10月7日" in page
    assert "2026年9月30日" in page


@pytest.mark.story("C7")
@pytest.mark.now("2026-08-20 09:00")
def test_a_request_on_the_day_after_is_told_to_be_late_with_the_other_ways(walk: Walk) -> None:
    number = answered(walk, delivered="2026-09-04")

    walk.on("2026-10-09")
    page = walk("hexiuying").track(number).text
    refused = walk("hexiuying").get(f"/track/{number}/do/request_review")

    assert "2026年10月8日" in page
    assert "已经过了期限" in page
    assert "行政复议" in page
    assert refused.status in {404, 409}


@pytest.mark.story("C8")
@pytest.mark.now("2026-07-01 09:00")
def test_a_final_review_does_not_count_the_hearing_and_ends_the_matter(walk: Walk) -> None:
    number = answered(walk, delivered="2026-07-10")
    walk("hexiuying").act(number, "request_review", **REQUEST)
    walk.on("2026-08-07")
    walk("zhengwen").do(number, "review_examine", **REVIEW)
    walk("zhouzheng").do(number, "review_approve", approval="approved")
    walk("zhengwen").do(number, "deliver_review", delivery_method="online", delivery_date="2026-08-07")
    walk.on("2026-08-24")
    walk("hexiuying").act(
        number, "request_recheck", recheck_reasons="日期太晚，影响老人过冬。", recheck_wanted="提前恢复供热"
    )
    assert "2026年9月23日" in walk("renjie").task(number, "recheck_examine").text

    walk.on("2026-09-04")
    walk("renjie").do(number, "recheck_examine", recheck_step="hearing", hearing_reason="事实争议较大。")
    walk.on("2026-09-11")
    walk("renjie").do(number, "hold_hearing", **HEARING)

    task = walk("renjie").task(number, "recheck_examine")
    assert "2026年9月28日" in task.text
    walk.on("2026-09-24")
    walk("renjie").do(number, "recheck_examine", **RECHECK)
    walk("shipeng").do(number, "recheck_approve", approval="approved")
    walk("renjie").do(number, "deliver_recheck", delivery_method="online", delivery_date="2026-09-24")
    assert "终结，不再受理" in walk("hexiuying").track(number).text


@pytest.mark.story("C8")
@pytest.mark.now("2026-07-01 09:00")
def test_afterwards_the_same_facts_are_not_accepted_again_and_new_ones_are(walk: Walk) -> None:
    number = answered(walk, delivered="2026-07-10")
    walk("hexiuying").act(number, "request_review", **REQUEST)
    walk("zhengwen").do(number, "review_examine", **REVIEW)
    walk("zhouzheng").do(number, "review_approve", approval="approved")
    walk("zhengwen").do(number, "deliver_review", delivery_method="online", delivery_date="2026-07-10")
    walk("hexiuying").act(
        number, "request_recheck", recheck_reasons="日期太晚，影响老人过冬。", recheck_wanted="提前恢复供热"
    )
    walk("renjie").do(number, "recheck_examine", **RECHECK)
    walk("shipeng").do(number, "recheck_approve", approval="approved")
    walk("renjie").do(number, "deliver_recheck", delivery_method="online", delivery_date="2026-07-10")

    walk.on("2026-08-03")
    again = walk("hexiuying").file(title="3号楼暖气不热").number
    desk = walk("zhaolin").task(again, "register")
    assert number in desk.text
    walk("zhaolin").do(
        again,
        "register",
        **{"class": None, "route": None},
        registration="final",
        same_as=number,
        refusal_reasons="该事项已复核终结，同一事实和理由不再受理。",
    )
    page = walk("hexiuying").track(again).text
    assert "不再受理" in page

    other = (
        walk("hexiuying")
        .file(title="楼道堆放杂物堵塞消防通道", facts="楼道长期堆放纸箱。", request="请清理楼道")
        .number
    )
    walk("zhaolin").do(other, "register")
    assert walk("zhaolin").has(other, "transfer")
