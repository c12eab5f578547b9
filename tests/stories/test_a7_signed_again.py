"""A7: before printing a comma is corrected and goes on; a sum of money goes back to the signer."""

import pytest

from tests.harness.dispatch import NOTICE, OFFICE, bring_to, do, draft, paper, try_to
from tests.harness.walk import Walk

TEXT = "为了做好春季防火工作，现将有关事项通知如下：\n一、安排经费12万元，用于巡查\n二、加强巡查。"


@pytest.mark.story("A7")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_a_comma_goes_on_and_is_kept_in_the_track(walk: Walk) -> None:
    number = draft(walk("limin"), body=TEXT)
    bring_to(walk, number, "proofread", OFFICE)

    fixed = TEXT.replace("用于巡查", "用于巡查；")
    do(walk("limin"), number, "proofread", body=fixed, correction="formal", proofread_note="补一个分号")

    assert walk("zhangxiao").has(number, "登记、编号")
    page = paper(walk("limin"), number)
    assert [one.text for one in page.document.xpath("//ins")] == ["；"]
    assert "修改说明 补一个分号" in page.text


@pytest.mark.story("A7")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_a_sum_of_money_goes_back_to_the_signer_and_dates_the_document_anew(walk: Walk) -> None:
    number = draft(walk("limin"), body=TEXT)
    bring_to(walk, number, "proofread", OFFICE)
    fixed = TEXT.replace("12万元", "15万元")
    change = {"body": fixed, "proofread_note": "经费按预算改为15万元"}

    as_formal = try_to(walk("limin"), number, "proofread", **change, correction="formal")
    assert as_formal.status == 422
    assert "改动了数字、金额或者日期，属于实质性修改，须报原签批人复审（第二十五条）" in as_formal.errors
    hidden = try_to(walk("limin"), number, "proofread", body=fixed, correction="none")
    assert "您改动了文稿，请选择文字性修改或者实质性修改" in hidden.errors

    walk.on("2026-03-03")
    do(walk("limin"), number, "proofread", **change, correction="substantive")
    assert not walk("zhangxiao").has(number, "登记、编号")
    walk.on("2026-03-04")
    desk = walk("wangjianguo").task(number, "复审")
    assert "经费按预算改为15万元" in desk.text
    assert "15万元" in desk.text
    do(walk("wangjianguo"), number, "resign")
    do(walk("zhangxiao"), number, "number")

    page = paper(walk("limin"), number)
    assert "成文日期 2026年3月4日" in page.text
    row = page.document.xpath("//tr[@class='diff-changed']")[0]
    assert ["".join(cell.itertext()) for cell in row.xpath("td")] == [
        "一、安排经费12万元，用于巡查",
        "一、安排经费15万元，用于巡查",
    ]
    assert [one.text for one in row.xpath(".//del | .//ins")] == ["12", "15"]
    track = walk("limin").get(f"{walk('limin').case(number).path}/timeline").text
    assert "复审" in track


@pytest.mark.story("A7")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_a_signer_who_does_not_agree_sends_the_text_back(walk: Walk) -> None:
    number = draft(walk("limin"), body=TEXT)
    bring_to(walk, number, "proofread", OFFICE)
    do(
        walk("limin"), number, "proofread", body=TEXT.replace("12万元", "15万元"), correction="substantive",
        proofread_note="改经费",
    )  # fmt: skip

    do(walk("wangjianguo"), number, "resign", resign="rejected", resign_reason="经费以批复为准。")

    assert walk("limin").has(number, "复核")
    assert not walk("zhangxiao").has(number, "登记、编号")
    assert NOTICE["genre"] in paper(walk("limin"), number).text
