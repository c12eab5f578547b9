"""The pages of documents on the desk and for the public: begin one, numbers, versions, preview, published ones."""

from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update

from app.runtime import Runtime
from app.store.tables.numbers import number_series
from app.store.tables.official import document_number, official_document
from tests.harness.dispatch import NOTICE, OFFICE, bring_to, do, draft, paper, try_to, write
from tests.harness.petition import file_petition
from tests.harness.walk import Walk

pytestmark = [pytest.mark.packages("dispatch"), pytest.mark.now("2026-03-02 09:00")]


def count(runtime: Runtime, column: object) -> int:
    with runtime.read() as tx:
        return int(tx.scalar(select(func.count(column))) or 0)


def test_the_fifteen_kinds_are_offered_and_the_chosen_one_brings_its_pattern(walk: Walk) -> None:
    page = walk("limin").get("/official/new")
    form = walk("limin").get(page.link("请示（上行）"))

    assert len(page.document.xpath("//li[@class='tile']")) == 15
    values = dict(form.form("/official/new/dispatch").form_values())
    assert values["genre"] == "请示"
    assert values["title"] == "关于……的请示"
    assert "妥否，请批示。" in values["body"]


def test_a_second_click_begins_no_second_document(walk: Walk) -> None:
    drafter = walk("limin")
    page = drafter.get("/official/new/dispatch?genre=通知")

    first = drafter.send(page, NOTICE, action="/official/new/dispatch", press={"__action": "submit"})
    second = drafter.send(page, NOTICE, action="/official/new/dispatch", press={"__action": "submit"})

    assert first.path == second.path
    assert count(walk.runtime, official_document.c.key) == 1


@pytest.mark.parametrize("login", [None, "hexiuying", "gaoyuan"])
def test_the_public_and_administrators_begin_no_documents(walk: Walk, login: str | None) -> None:
    for path in ("/official/new", "/official/new/dispatch", "/numbers", "/numbers/洛政办"):
        page = walk.someone(login).get(path)
        assert page.status in {403, 404} or page.path == "/sign-in"
    filed = walk.someone(login).get("/file/dispatch")

    assert filed.status == 404 or filed.path == "/sign-in"
    assert "发文办理" not in walk.someone(login).get("/file").text


def test_what_was_typed_stays_when_a_rule_objects(walk: Walk) -> None:
    page = write(walk("limin"), title="关于防火的报告", body="甲乙丙丁，请认真贯彻执行。")

    assert page.status == 422
    values = dict(page.form("/official/new/dispatch").form_values())
    assert values["body"].strip() == "甲乙丙丁，请认真贯彻执行。"
    assert count(walk.runtime, official_document.c.key) == 0


def test_a_petition_has_no_paper(walk: Walk) -> None:
    case = file_petition(walk.runtime).key

    assert walk("zhaolin").get(f"/cases/{case}/paper").status == 404
    assert "文稿" not in walk("zhaolin").get(f"/cases/{case}").text


def test_a_draft_is_previewed_as_such_and_exported_for_a_word_processor(walk: Walk) -> None:
    number = draft(walk("limin"))
    case = walk("limin").case(number).path

    pdf, word = (
        walk("limin").get(f"{case}/paper.pdf").response,
        walk("limin").get(f"{case}/paper.docx").response,
    )

    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"].startswith("inline")
    assert word.data.startswith(b"PK")


@pytest.mark.parametrize("stranger", ["pengfei", "hexiuying", "gaoyuan"])
def test_another_unit_does_not_read_the_draft(walk: Walk, stranger: str) -> None:
    number = draft(walk("limin"))
    case = walk("limin").case(number).path

    for tab in ("paper", "paper.pdf", "paper.docx"):
        assert walk(stranger).get(f"{case}/{tab}").status in {403, 404}


def test_a_signed_text_is_not_corrected_beside_the_drawing(walk: Walk) -> None:
    number = draft(walk("limin"))
    bring_to(walk, number, "number", OFFICE)
    page = walk("limin").case(number)

    assert "更正录入内容" not in page.text
    for link in (
        walk("limin").get(f"{page.path}/timeline").document.xpath("//main//a[contains(@href,'/entry')]/@href")
    ):
        assert walk("limin").get(link).status == 403


@pytest.mark.parametrize("counter", [40, 0])
def test_a_series_edited_by_hand_stops_at_the_registrar_and_nothing_is_lost(walk: Walk, counter: int) -> None:
    first, second = draft(walk("limin")), draft(walk("limin"))
    for number in (first, second):
        bring_to(walk, number, "number", OFFICE)
    try_to(walk("zhangxiao"), first, "number")
    with walk.runtime.transaction() as tx:
        tx.execute(update(number_series).where(number_series.c.series == "洛政办").values(last=counter))

    page = try_to(walk("zhangxiao"), second, "number", copies=35)

    assert page.status == 409
    assert "编号系列“洛政办”被人改动过" in page.text
    assert dict(page.form().form_values())["copies"] == "35"
    assert count(walk.runtime, document_number.c.number) == 1
    assert "编号被改动过，已停止取号" in walk("zhangxiao").get("/numbers/洛政办").text


def test_no_number_is_typed_on_any_page(walk: Walk) -> None:
    number = draft(walk("limin"))
    bring_to(walk, number, "number", OFFICE)
    clerk = walk("zhangxiao")

    try_to(clerk, number, "number", official_number="洛政办〔2026〕88号", register_no="88")
    used = clerk.send(clerk.get("/numbers/洛政办函"), {"last": "abc"}, action="/go-on")
    late = clerk.client.post(f"/numbers/{quote('洛政办')}/go-on", data={"last": "30"})

    assert "洛政办〔2026〕1号" in paper(walk("limin"), number).text
    assert used.status == 422
    assert late.status_code == 409
    assert "不能手工改动" in late.text


def test_versions_that_are_not_there_and_pages_out_of_range_do_no_harm(walk: Walk) -> None:
    number = draft(walk("limin"))
    case = walk("limin").case(number).path

    assert walk("limin").get(f"{case}/paper?left=99&right=-1").status == 200
    assert walk.visitor.get("/open?page=99999&q=%25").status == 200
    assert walk.visitor.get("/open/x").status == 404


def test_a_document_whose_number_was_made_void_is_numbered_again_before_it_is_sent(walk: Walk) -> None:
    number = draft(walk("limin"))
    bring_to(walk, number, "issue", OFFICE)
    clerk = walk("zhangxiao")
    clerk.send(clerk.get("/numbers/洛政办"), {"reason": "登记有误"}, action="/2026/1/void")

    refused = try_to(clerk, number, "issue")
    do(clerk, number, "issue", issue_result="renumber", printed=None)
    do(clerk, number, "number")
    do(clerk, number, "issue")

    assert refused.status == 409
    assert "文号已经作废" in refused.text
    page = paper(walk("limin"), number)
    assert "洛政办〔2026〕2号" in page.text
    assert "状态 已核发" in page.text
