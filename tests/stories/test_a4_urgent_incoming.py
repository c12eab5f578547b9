"""A4: an urgent document with a limit, one unit leads and one assists, a holiday in between."""

import pytest

from tests.harness.papers import open_paper, send_paper, sign_paper
from tests.harness.walk import Walk

TITLE = "关于立即开展燃气安全检查的紧急通知"
URGED = "催办"


def dealt_with(walk: Walk) -> str:
    """Bring the document to its two handling units on Wednesday 2026-04-29 and return its number."""
    walk.on("2026-04-29T10:20")
    send_paper(walk("lujing"), "sfb", title=TITLE, urgency="特急", limit_days="3", dated_on="2026-04-29")
    walk.on("2026-04-29T10:22")
    number = sign_paper(walk("zhangxiao"), TITLE)
    walk.on("2026-04-29T10:30")
    walk("zhangxiao").do(number, "登记、查重", received_kind="handle")
    walk("zhangxiao").do(number, "初审", examination="pass")
    walk.on("2026-04-29T11:00")
    proposal = {"instruct_by": "leader", "proposed_lead": "zjj", "proposed_assist": ["xfdd"]}
    walk("limin").do(number, "拟办", proposal_text="拟请住建局主办、消防支队配合。", **proposal)
    walk.on("2026-04-29T15:00")
    walk("zhouzheng").do(
        number, "批示", instruction="handle", instruction_text="住建局主办，消防配合。",
        lead_unit="zjj", assist_units=["xfdd"],
    )  # fmt: skip
    return number


@pytest.mark.story("A4")
@pytest.mark.packages("receipt")
def test_it_is_due_after_the_holiday_and_the_answer_reaches_the_sender(walk: Walk) -> None:
    number = dealt_with(walk)

    lead = walk("luohao").task(number, "主办")
    assert "2026年5月7日" in lead.text
    assert "住建局主办，消防配合。" in lead.text
    assert "2026年5月7日" in walk("yejun").task(number, "协办").text

    walk.on("2026-04-30T16:00")
    walk("yejun").do(number, "协办", assist_opinion="已检查重点单位12家。")
    walk.on("2026-05-06T16:00")
    walk("luohao").do(number, "主办", lead_result="已完成排查，消除隐患3处。")
    walk.on("2026-05-07T09:00")
    reply = walk("limin").task(number, "办结、答复")
    assert "已完成排查，消除隐患3处。" in reply.text
    walk("limin").do(number, "办结、答复", answer_sender="yes")

    answered = open_paper(walk("lujing"), TITLE, "sent")
    assert "已完成排查，消除隐患3处。" in answered.text
    assert "2026-04-29 10:22 张晓" in answered.text
    track = walk("zhangxiao").case(number)
    times = walk("zhangxiao").get(track.link("经过")).text
    for moment in (
        "2026-04-29 10:22",
        "2026-04-29 11:00",
        "2026-04-29 15:00",
        "2026-04-30 16:00",
        "2026-05-06 16:00",
    ):
        assert moment in times
    walk("zhangxiao").do(number, "归档", retention="30")
    assert "洛政办收〔2026〕1号" in open_paper(walk("zhangxiao"), TITLE, "signed").text


@pytest.mark.story("A4")
@pytest.mark.packages("receipt")
def test_at_half_of_the_limit_both_are_urged(walk: Walk) -> None:
    dealt_with(walk)

    walk.on("2026-04-30T08:00")
    early = [URGED in walk(login).get("/notifications").text for login in ("luohao", "yejun")]
    walk.on("2026-04-30T12:00")

    assert early == [False, False]
    for login in ("luohao", "yejun"):
        assert URGED in walk(login).get("/notifications").text


@pytest.mark.packages("receipt")
def test_only_the_receiving_unit_signs_and_a_second_signature_changes_nothing(walk: Walk) -> None:
    send_paper(walk("lujing"), "sfb", title=TITLE)
    page = open_paper(walk("zhangxiao"), TITLE)
    stranger, wrong_post = walk("pengfei"), walk("wangjianguo")

    assert stranger.get(page.path).status == 404
    assert stranger.client.post(f"{page.path}/sign").status_code == 404
    assert wrong_post.get(page.path).status == 200
    assert wrong_post.client.post(f"{page.path}/sign").status_code == 404
    assert sign_paper(walk("zhangxiao"), TITLE)
    assert walk("zhangxiao").client.post(f"{page.path}/sign").status_code == 409
