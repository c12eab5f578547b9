"""A1: a notice goes out: drafted, checked, signed, numbered, sent to twelve units, archived."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.documents.archive import check_archive
from app.documents.official import check_pdf
from app.exchange.identity import is_signed
from tests.harness.dispatch import NOTICE, OFFICE, bring_to, do, draft, paper, sign_for
from tests.harness.walk import Walk

TWELVE = {
    "zjj": "luohao", "zrzy": "yuanye", "cgj": "pengfei", "scjg": "panting", "wjw": "yuhang", "jyj": "caiqin",
    "xfdd": "yejun", "zwzx": "xiaxue", "jxq": "fangyuan", "xfj": "zhaolin", "jw": "hanbing", "xxzx": "suqing",
}  # fmt: skip
"""Twelve units, and who signs for what comes to them."""


@pytest.mark.story("A1")
@pytest.mark.now("2026-02-24 09:00")
@pytest.mark.packages("dispatch", "receipt")
def test_a_notice_is_signed_numbered_sent_to_twelve_units_and_archived(walk: Walk) -> None:
    registrar = walk("zhangxiao")
    registrar.send(registrar.get("/numbers/洛政办"), {"last": 11}, action="/go-on")
    number = draft(walk("limin"), to_units=sorted(TWELVE), copy_units=["szf"])

    bring_to(walk, number, "issue", OFFICE)
    page = paper(walk("limin"), number)
    assert "洛政办〔2026〕12号" in page.text
    assert "签发人 王建国" in page.text
    assert "成文日期 2026年2月24日" in page.text
    assert "签发 同意。 王建国 市政府办公室 2026-02-24 09:00" in page.text

    printed = walk("limin").get(page.link("正式文本")).response.data
    elements = ("市政府办公室文件", "洛政办〔2026〕12号", str(NOTICE["title"]), "教育局", "一、压实责任",
                "市政府办公室", "2026年2月24日", "抄送", "2026年2月24日印发")  # fmt: skip
    assert in_order(words_of(printed), elements)
    assert [one for one in check_pdf(printed, "document") if not one.ok] == []

    do(walk("zhangxiao"), number, "issue")
    for unit, login in TWELVE.items():
        walk.on(f"2026-02-24 1{len(unit) % 3}:20")
        sign_for(walk(login), str(NOTICE["title"]))
    page = paper(walk("limin"), number)
    assert "发送13个单位，已签收12个" in page.text
    assert page.text.count("2026-02-24 1") >= 12

    do(walk("zhangxiao"), number, "archive")
    registrar = walk("zhangxiao")
    case = registrar.case(number)
    files = registrar.get(f"{case.path}/files")
    package = registrar.get(files.link("归档包")).response.data
    assert check_archive(package, is_signed) == ()
    assert "洛政办〔2026〕13号" in registrar.get("/numbers/洛政办").text


def words_of(pdf: bytes) -> str:
    """Return the text of a PDF without blanks."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def in_order(words: str, wanted: tuple[str, ...]) -> bool:
    """Say whether each of these stands behind the one before it."""
    place = 0
    for one in wanted:
        found = words.find(one, place)
        assert found >= 0, (one, words)
        place = found + len(one)
    return True
