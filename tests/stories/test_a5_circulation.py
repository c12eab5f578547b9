"""A5 传阅 without loss: nine readers, one added, one withdrawn, one read for by a delegate, the late ones red."""

from datetime import date

import pytest

from app.people.act_as import act_as
from app.people.substitutes import NewSubstitution, add_substitution
from app.runtime import Runtime
from tests.harness.operations import start
from tests.harness.walk import Sheet, Walk

NINE = ("王建国", "郭明", "唐伟", "许阳", "沈磊", "曹燕", "董梅", "蒋涛", "魏刚")


def row_of(sheet: Sheet, name: str) -> str:
    found = [
        " ".join(row.text_content().split())
        for row in sheet.document.xpath("//main//tbody/tr")
        if row.xpath("./th")[0].text_content().strip().startswith(name)
    ]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


@pytest.mark.story("A5")
@pytest.mark.now("2026-09-29 09:00")
def test_nine_readers_and_nothing_is_lost(office: Runtime, walk: Walk) -> None:
    case = start(office)
    limin = walk("limin")
    readers = f"/cases/{case.key}/readers"

    sent = limin.send(
        limin.get(f"{readers}/add"), {"readers": "、".join(NINE), "days": "2", "note": "请阅"}, action="/add"
    )
    assert sent.path == readers, sent.text
    assert "名单上 9 人，已阅 0 人" in sent.text
    assert all("2026年10月8日" in row_of(sent, name) for name in NINE)

    # nobody twice
    again = limin.send(limin.get(f"{readers}/add"), {"readers": "唐伟、田峰", "days": "2"}, action="/add")
    assert again.status == 422
    assert "唐伟已在传阅名单上，不重复传阅。" in again.errors

    # 加传, and 撤传 of somebody who has not opened it
    added = limin.send(limin.get(f"{readers}/add"), {"readers": "田峰", "days": "2"}, action="/add")
    assert "名单上 10 人" in added.text
    unsent = next(
        one.get("href")
        for one in added.document.xpath("//main//a")
        if " ".join(one.text_content().split()) == "撤传 魏刚"
    )
    left = limin.send(limin.get(unsent), {"reason": "与消防无关"}, action="/withdraw")
    assert "已撤传" in row_of(left, "魏刚")
    assert "与消防无关" in row_of(left, "魏刚")

    # a reader who has opened it can no longer be taken off
    guoming = walk("guoming")
    box = guoming.get("/readings")
    guoming.get(box.link("关于做好防汛工作的通知"))
    opened = limin.get(readers)
    assert "已打开" in row_of(opened, "郭明")
    assert "撤传 郭明" not in opened.text
    refused = limin.send(limin.get(unsent), {"reason": "再撤一次"}, action="/withdraw")
    assert refused.status == 409

    # one reads with an opinion, another's delegate reads for him
    tangwei = walk("tangwei")
    page = tangwei.get(tangwei.get("/readings").link("关于做好防汛工作的通知"))
    tangwei.send(page, {"opinion": "请各科室落实"}, action=page.path)
    add_substitution(
        office,
        act_as(office, "xuyang"),
        NewSubstitution("yuanye", date(2026, 9, 29), date(2026, 10, 9), kinds=("read",)),
    )
    yuanye = walk("yuanye")
    lent = yuanye.get("/readings")
    assert "代许阳" in lent.text
    walk.on("2026-09-30T15:30")
    limin, yuanye = walk("limin"), walk("yuanye")
    page = yuanye.get(lent.link("关于做好防汛工作的通知"))
    yuanye.send(page, {"opinion": ""}, action=page.path)
    told = limin.get(readers)
    assert "2026-09-30 15:30 · 袁野代阅" in row_of(told, "许阳")
    assert "请各科室落实" in row_of(told, "唐伟")

    # several at once
    shenlei = walk("shenlei")
    box = shenlei.get("/readings")
    keys = box.document.xpath("//input[@name='reading']/@value")
    done = shenlei.client.post("/readings", data={"reading": keys}, follow_redirects=True)
    assert "已登记阅知 1 件" in done.get_data(as_text=True)

    # the day itself is in time, the day after is red
    walk.on("2026-10-08T17:00")
    assert "逾期未阅" not in walk("limin").get(readers).text
    walk.on("2026-10-09T09:00")
    limin = walk("limin")
    late = limin.get(readers)
    assert [name for name in (*NINE, "田峰") if "逾期未阅" in row_of(late, name)] == [
        "王建国",
        "郭明",
        "曹燕",
        "董梅",
        "蒋涛",
        "田峰",
    ]
    assert late.document.xpath("//main//tbody//*[contains(@class, 'late')]")

    # reading later deletes nothing that was said before
    wang = walk("wangjianguo")
    page = wang.get(wang.get("/readings").link("关于做好防汛工作的通知"))
    wang.send(page, {"opinion": "已阅，补办"}, action=page.path)
    twice = wang.send(page, {"opinion": "改写"}, action=page.path)
    assert "没有重复登记" in twice.text
    last = limin.get(readers)
    assert "请各科室落实" in row_of(last, "唐伟")
    assert "已阅，补办" in row_of(last, "王建国")
    assert "名单上 9 人，已阅 4 人" in last.text
