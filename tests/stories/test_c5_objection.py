"""C5: an objection within five working days."""

import pytest

from tests.harness.walk import Walk

OBJECTION = {
    "acceptance": "object",
    "objection_reasons": "垃圾房由小区物业管理，不属于本单位职权。",
    "suggested_unit": "zjj",
    "no_interest": True,
}


def transferred(walk: Walk) -> str:
    """File a petition that is passed on to the city management bureau on Wednesday 2026-04-29."""
    number = walk("hexiuying").file(title="楼下垃圾房清运不及时").number
    walk("zhaolin").do(number, "register")
    walk("zhaolin").do(number, "transfer", handling_unit="cgj")
    return number


@pytest.mark.story("C5")
@pytest.mark.now("2026-04-29 09:00")
def test_on_the_working_saturday_it_is_in_time_and_the_clock_of_the_unit_runs_on(walk: Walk) -> None:
    number = transferred(walk)

    walk.on("2026-05-09")
    sent = walk("pengfei").do(number, "accept", **OBJECTION)

    assert sent.status == 200, sent.errors
    waiting = walk("zhaolin").task(number, "decide_objection")
    assert "2026年5月14日" in waiting.text
    assert "书面告知接收情况" in waiting.text
    walk("zhaolin").do(
        number, "decide_objection", objection_decision="rejected", objection_answer="经核实仍属你单位职权。"
    )
    assert "2026年5月14日" in walk("pengfei").task(number, "accept").text


@pytest.mark.story("C5")
@pytest.mark.now("2026-04-29 09:00")
def test_on_monday_it_is_too_late(walk: Walk) -> None:
    number = transferred(walk)

    walk.on("2026-05-11")
    handler = walk("pengfei")
    page = handler.task(number, "accept")
    refused = handler.send(page, OBJECTION)

    assert "不属于本单位职权" not in page.form().text_content()
    assert refused.status == 422
    assert handler.has(number, "accept")


@pytest.mark.story("C5")
@pytest.mark.now("2026-04-29 09:00")
def test_an_agreed_objection_brings_the_petition_back_with_a_new_term(walk: Walk) -> None:
    number = transferred(walk)
    walk.on("2026-05-07")
    walk("pengfei").do(number, "accept", **OBJECTION)

    walk("zhaolin").do(
        number, "decide_objection", objection_decision="agreed", objection_answer="同意，改由住建局办理。"
    )

    walk("zhaolin").do(number, "transfer", handling_unit="zjj")
    assert walk("luohao").has(number, "accept")
    assert not walk("pengfei").has(number, "accept")
