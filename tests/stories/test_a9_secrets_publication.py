"""A9: a classified file is refused and nowhere kept; a public notice is online in time, after the secrecy review."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from tests.harness.dispatch import CASE_NUMBER, NOTICE, OFFICE, bring_to, do, draft
from tests.harness.walk import Walk

SECRET = "甲方案涉及的机要内容"


def word_file(*paragraphs: str) -> bytes:
    """Return a small DOCX."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
            'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
        )
        packed.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        )
    return target.getvalue()


def send_with_file(walk: Walk, name: str, content: bytes) -> tuple[int, str]:
    """Post the form of a new document with a file; return status and words of the answer."""
    from app import forms

    drafter = walk("limin")
    page = drafter.get("/official/new/dispatch?genre=通知")
    data = dict(page.form("/official/new/dispatch").form_values())
    data |= forms.as_post(dict(NOTICE)) | {
        "__action": "submit",
        "attachment_files": (io.BytesIO(content), name),
    }
    answer = drafter.client.post("/official/new/dispatch", data=data, content_type="multipart/form-data")
    return answer.status_code, answer.text


@pytest.mark.story("A9")
@pytest.mark.now("2026-09-18 09:00")
@pytest.mark.packages("dispatch")
def test_a_classified_file_is_refused_and_nothing_of_it_stays(
    walk: Walk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    status, said = send_with_file(walk, "方案.docx", word_file("机密★10年", SECRET))

    assert status == 422
    assert "涉密" in said
    assert not CASE_NUMBER.search(walk("limin").get("/cases").text)
    assert SECRET not in caplog.text
    kept = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert all(SECRET.encode() not in one.read_bytes() for one in kept)
    assert not any("blobs" in str(one) for one in kept)


@pytest.mark.now("2026-09-18 09:00")
@pytest.mark.packages("dispatch")
def test_a_file_that_lies_about_its_type_is_refused(walk: Walk) -> None:
    status, said = send_with_file(walk, "方案.pdf", word_file("一、工作安排"))

    assert status == 422
    assert "内容是 DOCX，与文件名不符" in said


@pytest.mark.story("A9")
@pytest.mark.now("2026-09-18 09:00")
@pytest.mark.packages("dispatch")
def test_a_public_notice_goes_online_after_the_secrecy_review_and_in_time(walk: Walk) -> None:
    number = draft(walk("limin"), publicity="active", publicity_reason=None)
    bring_to(walk, number, "archive", OFFICE)

    desk = walk("wangjianguo").task(number, "保密审查")
    assert "2026年10月22日" in desk.text
    assert "没有找到公开的文件" in walk.visitor.get("/open").text
    walk.on("2026-10-21")
    do(walk("wangjianguo"), number, "secrecy")

    listed = walk.someone(None).get("/open")
    page = walk.someone(None).get(listed.link("春季防火"))
    for words in (
        "文号 洛政办〔2026〕1号",
        "成文日期 2026年9月18日",
        "公开日期 2026年10月21日",
        "索引号 sfb-2026-00001",
    ):
        assert words in page.text
    content = walk.someone(None).get(page.link("打开正式文本")).response.data
    assert content.startswith(b"%PDF")
    assert hashlib.new("sm3", content).hexdigest() in page.text
    assert walk.someone(None).get("/open/sfb-2026-00002").status == 404


@pytest.mark.story("A9")
@pytest.mark.now("2026-09-18 09:00")
@pytest.mark.packages("dispatch")
def test_what_the_review_refuses_stays_off_the_public_pages(walk: Walk) -> None:
    number = draft(walk("limin"), publicity="active", publicity_reason=None)
    bring_to(walk, number, "archive", OFFICE)

    do(walk("wangjianguo"), number, "secrecy", secrecy="refused", secrecy_reason="含有工作秘密。")

    assert "没有找到公开的文件" in walk.visitor.get("/open").text
