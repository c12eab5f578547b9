"""C10: a hand-written letter, a slip with the 查询码, and a grandson who opens the page with it."""

import re
from urllib.parse import quote

import pytest

from tests.harness.petition import FILING
from tests.harness.walk import Filed, Walk

LETTER = {
    "channel": "letter",
    "received_on": "2026-04-22",
    "letter_mark": "邮戳2026-04-20",
    "applicant_phone": None,
    "truthful": None,
}


def entered(walk: Walk) -> Filed:
    """Enter the letter as the clerk and take the slip."""
    return walk("zhaolin").enter(**LETTER)


@pytest.mark.story("C10")
def test_the_clerk_enters_it_without_a_phone_and_prints_the_slip_once(walk: Walk) -> None:
    slip = entered(walk)

    assert "请现在打印" in slip.sheet.text
    assert slip.sheet.response.headers["Cache-Control"] == "no-store"
    assert len(slip.sheet.document.xpath("//*[contains(@class,'slip')]//dd[@class='code']")) == 1
    for person in ("zhaolin", "sunkai"):
        case = walk(person).case(slip.number)
        for page in (case, *(walk(person).get(f"{case.path}/{tab}") for tab in ("timeline", "files"))):
            assert slip.code not in page.text


@pytest.mark.story("C10")
def test_number_and_code_show_dates_documents_and_plain_steps_and_nothing_personal(walk: Walk) -> None:
    slip = entered(walk)
    for login, step in (("zhaolin", "register"), ("zhaolin", "transfer"), ("luohao", "accept")):
        walk(login).do(slip.number, step)
    grandson = walk.someone(None)

    page = grandson.open(slip)

    for words in ("登记 2026年4月22日", "转送 2026年4月22日", "受理 2026年4月22日", "受理告知书", "何*"):
        assert words in page.text
    for secret in ("何秀英", "演示路1号", "室温只有12度", "赵琳", "罗浩", "zhaolin"):
        assert secret not in page.response.get_data(as_text=True)
    dates = page.document.xpath("//section[@aria-labelledby='dates']//dt")
    assert [" ".join(one.text_content().split()) for one in dates] == ["登记", "转送", "受理"]
    letter = grandson.get(page.link("受理告知书")).response
    assert letter.data.startswith(b"%PDF")
    assert grandson.get("/cases").path == "/sign-in"


@pytest.mark.story("C10")
def test_five_wrong_codes_lock_for_a_quarter_of_an_hour(walk: Walk) -> None:
    slip = entered(walk)
    stranger = walk.someone(None)
    for _try in range(5):
        wrong = stranger.send(
            stranger.get("/track"), {"number": slip.number, "code": "0000-0000-0000"}, action="/track"
        )
        assert wrong.status == 422
        assert slip.sheet.text not in wrong.text

    locked = stranger.open(slip)
    walk.on("2026-04-22 09:14")
    still = stranger.open(slip)
    walk.on("2026-04-22 09:16")
    opened = stranger.open(slip)

    assert locked.status == 429
    assert "15分钟" in locked.text
    assert still.status == 429
    assert opened.status == 200
    assert FILING["title"] in opened.text


@pytest.mark.story("C10")
def test_the_print_view_is_in_large_type_and_tells_the_picture_as_a_list(walk: Walk) -> None:
    slip = entered(walk)
    walk("zhaolin").do(slip.number, "register")
    grandson = walk.someone(None)
    page = grandson.open(slip)

    printed = grandson.get(page.link("大字版"))

    assert printed.document.xpath("//*[contains(@class,'large-print')]")
    assert "登记 2026年4月22日" in printed.text
    steps = printed.document.xpath("//ol/li")
    assert len(steps) > 5
    assert any("办理中" in " ".join(one.text_content().split()) for one in steps)
    # the picture carries a name of its own, and the same steps stand beside it as a list
    pictures = page.document.xpath("//*[local-name()='svg'][contains(@class,'bpmn')]")
    assert pictures
    assert all(one.get("role") == "img" or one.get("aria-hidden") == "true" for one in pictures)
    assert re.search(r"信访局.*转", " ".join(" ".join(one.text_content().split()) for one in steps))
    assert grandson.get(f"/track/{quote(slip.number)}/print").status == 200
