"""A6: a request without a countersignature goes back with reasons; what is sent again is linked with the first."""

import pytest

from tests.harness.papers import open_paper, send_paper, sign_paper
from tests.harness.walk import Walk

TITLE = "关于建设校园卫生室的请示"


@pytest.mark.story("A6")
@pytest.mark.packages("receipt")
@pytest.mark.now("2026-04-20 09:00")
def test_the_sender_learns_reason_and_article_and_the_register_keeps_number_and_time(walk: Walk) -> None:
    send_paper(walk("yuhang"), "sfb", title=TITLE, genre="请示", number="洛卫〔2026〕8号")
    first = sign_paper(walk("zhangxiao"), TITLE)
    walk("zhangxiao").do(first, "登记、查重", received_kind="handle")

    walk("zhangxiao").do(
        first,
        "初审",
        examination="return",
        grounds=["consultation"],
        send_back_reason="涉及教育局职权，未见教育局会签。",
    )

    told = walk("yuhang").get("/notifications").text
    assert "退文" in told
    assert "未见教育局会签" in told
    assert "第二十四条（三）" in told
    returned = open_paper(walk("yuhang"), TITLE, "returned")
    assert "未见教育局会签" in returned.text
    assert "《党政机关公文处理工作条例》第二十四条（三）" in returned.text
    kept = walk("zhangxiao").get("/registers?register=incoming").text
    assert "洛政办收〔2026〕1号" in kept
    assert "2026年4月20日" in kept
    assert "2026-04-20 09:00" in open_paper(walk("zhangxiao"), TITLE, "signed").text

    walk.on("2026-04-22T10:00")
    again = send_paper(walk("yuhang"), again=returned)
    assert again.status == 200, again.errors
    assert "退回后重报" in walk("zhangxiao").get("/exchange").text
    second = sign_paper(walk("zhangxiao"), TITLE)
    links = walk("zhangxiao").get(walk("zhangxiao").case(second).link("关联"))
    assert first in links.text
    assert first in walk("zhangxiao").task(second, "登记、查重").text
    assert "改正后重新发送" not in open_paper(walk("yuhang"), TITLE, "returned").text


@pytest.mark.story("A6")
@pytest.mark.packages("receipt")
def test_what_is_not_even_complete_goes_back_unsigned(walk: Walk) -> None:
    send_paper(walk("yuhang"), "sfb", title=TITLE, genre="请示")
    page = open_paper(walk("zhangxiao"), TITLE)

    without_reason = walk("zhangxiao").send(page, action="/return")
    sent_back = walk("zhangxiao").send(page, {"grounds": ["damaged"], "reason": "缺第3页"}, action="/return")

    assert without_reason.status == 422
    assert "请选择退回的依据" in without_reason.errors
    assert sent_back.status == 200
    assert "缺第3页" in open_paper(walk("yuhang"), TITLE, "returned").text
