"""C9: dissatisfied in her own name: a call within a working day, a remedy within fifteen; votes from one device count once."""

import pytest

from tests.harness.walk import Walk

WAY = ("register", "transfer", "accept", "investigate", "draft_opinion", "review_opinion", "deliver")


def closed(walk: Walk, on: str) -> str:
    """Bring a petition to its delivered answer on a day."""
    walk.on(on)
    number = walk("hexiuying").file(title="3号楼暖气不热").number
    finish(walk, number, on)
    return number


def finish(walk: Walk, number: str, on: str) -> None:
    """Let the offices do all their steps on a day."""
    people = {"register": "zhaolin", "transfer": "zhaolin", "review_opinion": "tangwei"}
    days = {"investigate": {"heard_on": on}, "deliver": {"delivery_date": on}}
    for step in WAY:
        walk(people.get(step, "luohao")).do(number, step, **days.get(step, {}))


@pytest.mark.story("C9")
@pytest.mark.now("2026-09-30 09:00")
def test_a_named_bad_rating_before_the_holiday_is_called_back_and_put_right_in_time(walk: Walk) -> None:
    number = closed(walk, "2026-09-30")
    sent = walk("hexiuying").act(
        number, "rate", rating=2, rating_points=["slow"], rating_comment="拖得太久", rating_named=True
    )
    assert sent.status == 200, sent.errors

    call = walk("sunkai").task(number, "call_back")
    assert "2026年10月8日" in call.text
    walk.on("2026-10-08 09:30")
    walk("sunkai").do(
        number,
        "call_back",
        called_at="2026-10-08T09:15:00+08:00",
        call_result="reached",
        call_record="认为维修太慢，希望尽快恢复。",
        remedy_task="一周内完成维修并测温。",
    )
    remedy = walk("luohao").task(number, "remedy")
    assert "2026年10月27日" in remedy.text
    assert "一周内完成维修并测温" in remedy.text
    course = walk("sunkai").get(walk("sunkai").case(number).path + "/timeline").text
    assert "回访" in course
    assert "希望尽快恢复" in course

    walk.on("2026-10-27")
    walk("luohao").do(number, "remedy", remedy_text="已更换换热器，10月26日测温21度。")
    assert "按时完成" in walk("tangwei").case(number).text
    again = walk("hexiuying").act(number, "rate", rating=1, rating_named=True)
    assert again.status == 200, again.errors
    # once only: the second bad rating is kept and opens nothing any more
    assert not walk("sunkai").has(number, "call_back")
    assert walk("hexiuying").get(f"/track/{number}/do/rate").status in {404, 409}


@pytest.mark.story("C9")
@pytest.mark.now("2026-09-30 09:00")
def test_a_call_after_the_eighth_of_october_is_late(walk: Walk) -> None:
    number = closed(walk, "2026-09-30")
    walk("hexiuying").act(number, "rate", rating=1, rating_named=True)

    walk.on("2026-10-08 16:00")
    assert "逾期" not in walk("sunkai").task(number, "call_back").text
    walk.on("2026-10-09")
    assert (
        "逾期" in walk("sunkai").task(number, "call_back").text
        or "超期" in walk("sunkai").task(number, "call_back").text
    )


@pytest.mark.story("C9")
@pytest.mark.now("2026-09-30 09:00")
def test_the_handler_can_neither_see_nor_change_the_rating(walk: Walk) -> None:
    number = closed(walk, "2026-09-30")
    handler = walk("luohao")
    assert not handler.has(number, "rate")
    assert handler.get(f"/track/{number}/do/rate").path == "/track"

    walk("hexiuying").act(number, "rate", rating=2, rating_comment="经办人员推诿拖沓", rating_named=True)

    case = handler.case(number)
    for page in (case, *(handler.get(f"{case.path}/{tab}") for tab in ("timeline", "files", "links"))):
        assert "推诿拖沓" not in page.text
        assert "不满意" not in page.text.replace("不满意的信访人", "")
    assert handler.get(f"/track/{number}").path == "/track"
    assert number not in handler.get("/cases?rated=2").text
    assert number in walk("sunkai").get("/cases?rated=2").text


@pytest.mark.story("C9")
@pytest.mark.now("2026-09-30 09:00")
def test_ten_anonymous_bad_votes_from_one_device_count_once(walk: Walk) -> None:
    library = walk.visitor
    for index in range(10):
        filed = library.file(title=f"{index + 1}号楼暖气不热", applicant_phone=f"139000080{index:02}")
        finish(walk, filed.number, "2026-09-30")
        library.open(filed)
        assert library.act(filed.number, "rate", rating=1).status == 200
    assert "非常不满意 1" in walk("sunkai").get("/statistics").text

    named = walk("hexiuying").file(title="4号楼暖气不热").number
    finish(walk, named, "2026-09-30")
    walk("hexiuying").act(named, "rate", rating=1, rating_named=True)
    assert "非常不满意 2" in walk("sunkai").get("/statistics").text
