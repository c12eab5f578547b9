"""An uploaded file is judged by its bytes, in memory, and one that lies about its type is refused."""

import random
import sys
import zipfile
from io import BytesIO

import pytest

from app.forms import AcceptedFile, UploadedFile, UploadLimits
from app.forms.upload import check_file, memory_stream, read_limited, safe_name, sniff
from tests.unit.forms.builders import field, form, messages, post
from tests.unit.forms.documents import JPEG, PNG, docx, locked_pdf, ofd, paragraph, pdf, xlsx, zipped

PDF = pdf("<p>申请书</p>")
DOCX = docx(paragraph("申请书"))
LIMITS = UploadLimits()


def verdict(name: str, content: bytes, limits: UploadLimits = LIMITS) -> AcceptedFile | str:
    found = check_file(UploadedFile("f", name, content), limits, "附件")
    return found if isinstance(found, AcceptedFile) else str(found)


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PDF", PDF, "application/pdf"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", xlsx([["表"]]), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.ofd", ofd("正文"), "application/ofd"),
        ("a.png", PNG, "image/png"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.txt", "你好".encode("gb18030"), "text/plain"),
    ],
)
def test_real_files_are_accepted_with_their_real_type(name: str, content: bytes, mime: str) -> None:
    found = verdict(name, content)

    assert isinstance(found, AcceptedFile), found
    assert (found.name, found.mime, found.content) == (name, mime, content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", PNG, "内容是 PNG"),
        ("a.png", PDF, "内容是 PDF"),
        ("a.docx", xlsx([["表"]]), "内容是 XLSX"),
        ("a.pdf.exe", PDF, "内容是 PDF"),
        ("a", PDF, "内容是 PDF"),
        ("a.txt", PDF, "内容是 PDF"),
        ("a.docx", zipped({"evil.js": "x"}), "不接收"),
        ("a.jar", zipped({"META-INF/MANIFEST.MF": "x"}), "不接收"),
        ("a.exe", b"MZ" + b"\x00" * 200, "不接收"),
        ("a.txt", b"\x00\x01\x02", "不接收"),
        ("a.gif", b"GIF89a" + b"\x00" * 30, "不接收"),
        ("a.png", PNG[:20], "不接收"),
        ("a.docx", docx(paragraph("x"), extra={"word/vbaProject.bin": b"x"}), "不接收"),
        ("a.pdf", b"", "是空的"),
        ("a.docx", DOCX[:60], "已损坏"),
        ("a.docx", docx("<w:p>"), "已损坏"),
        ("a.pdf", locked_pdf(PDF), "密码"),
        ("a.pdf", pdf("<p>机密★1年</p><p>正文</p>"), "机要渠道"),
        ("a.docx", docx(paragraph("正文"), header="绝密★"), "机要渠道"),
        ("a.txt", "秘密★长期\n正文".encode(), "机要渠道"),
    ],
)
def test_a_file_that_lies_is_broken_or_marked_is_refused(name: str, content: bytes, said: str) -> None:
    found = verdict(name, content)

    assert isinstance(found, str)
    assert said in found


def test_a_bomb_is_refused_without_being_opened() -> None:
    bomb = docx(paragraph("x"), extra={"word/media.xml": b"0" * 30_000_000})
    crowd = zipped({f"p{n}": b"" for n in range(5_001)}, zipfile.ZIP_STORED)

    assert "解压后过大" in str(verdict("a.docx", bomb))
    assert "解压后过大" in str(verdict("a.docx", crowd))


def test_a_container_that_lies_about_its_sizes_is_refused() -> None:
    content = bytearray(docx(paragraph("申请书" * 100)))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (5).to_bytes(4, "little")

    assert isinstance(verdict("a.docx", bytes(content)), str)


def test_sizes_and_counts_are_limited() -> None:
    one = form(
        field("filepicker", "f", "附件", multiple=True, properties={"files.max": "2", "files.types": "png"})
    )
    files = [UploadedFile("f", f"{n}.png", PNG) for n in range(3)]

    assert "超过 1 MB" in str(verdict("a.txt", b"a" * 2_000_000, UploadLimits(max_bytes=1024 * 1024)))
    assert "最多上传 2" in messages(post(one, files=files))["f"]
    assert len(post(one, files=files[:2]).files) == 2
    assert "可以上传：PNG" in messages(post(one, files=[UploadedFile("f", "a.pdf", PDF)]))["f"]
    assert (
        "总共太大" in messages(post(one, files=files[:2], limits=UploadLimits(max_total_bytes=len(PNG))))["f"]
    )


def test_files_are_described_kept_and_dropped() -> None:
    one = form(field("filepicker", "f", multiple=True, validate={"required": True}))
    stored = {"f": [{"fileName": "旧.pdf", "contentType": "application/pdf", "size": 3}]}

    added = post(
        one,
        files=[UploadedFile("f", "C:\\fakepath\\新.png", PNG), UploadedFile("f", "", b"")],
        values_before=stored,
    )
    dropped = post(one, {"f__drop": "旧.pdf"}, values_before=stored)
    elsewhere = post(one, files=[UploadedFile("other", "a.png", PNG)])

    assert [file["fileName"] for file in added.values["f"]] == ["旧.pdf", "新.png"]
    assert [(file.field, file.name) for file in added.files] == [("f", "新.png")]
    assert messages(dropped) == {"f": "请上传：f"}
    assert elsewhere.files == ()


def test_a_single_file_is_replaced() -> None:
    one = form(field("filepicker", "f"))

    result = post(
        one, files=[UploadedFile("f", "新.png", PNG)], values_before={"f": [{"fileName": "旧.pdf"}]}
    )

    assert [file["fileName"] for file in result.values["f"]] == ["新.png"]


def test_a_refused_file_is_told_even_in_a_draft() -> None:
    one = form(field("filepicker", "f", multiple=True))

    result = post(one, files=[UploadedFile("f", "a.pdf", PNG), UploadedFile("f", "b.png", PNG)], draft=True)

    assert "内容是 PNG" in messages(result)["f"]
    assert [file.name for file in result.files] == ["b.png"]


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\张三\\申请.pdf", "申请.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("con.pdf", "_con.pdf"),
        (".htaccess", "htaccess"),
        ("a:b*c?.pdf", "a_b_c_.pdf"),
        ("", "附件"),
        ("///", "附件"),
        ("长" * 300 + ".pdf", "长" * 90 + ".pdf"),
        ("a.pdf. ", "a.pdf"),
    ],
)
def test_names_are_made_safe(raw: str, safe: str) -> None:
    assert safe_name(raw) == safe


def test_the_stream_for_the_web_layer_stays_in_memory_and_reading_is_limited() -> None:
    stream = memory_stream(10_000_000, "application/pdf", "a.pdf", 10_000_000)
    stream.write(b"x" * 2_000_000)
    stream.seek(0)

    assert isinstance(stream, BytesIO)
    assert read_limited(stream, 10) is None
    stream.seek(0)
    assert read_limited(stream, 2_000_000) == b"x" * 2_000_000


_OPENED: list[str] = []
_WATCHING = [False]


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _WATCHING[0] and event in {
        "open",
        "os.mkdir",
        "tempfile.mkstemp",
        "tempfile.mkdtemp",
        "os.rename",
        "socket.connect",
    }:
        mode = arguments[1] if event == "open" and len(arguments) > 1 else "w"
        flags = (
            arguments[2] if event == "open" and len(arguments) > 2 and isinstance(arguments[2], int) else 0
        )
        if event != "open" or (isinstance(mode, str) and set(mode) & set("wax+")) or flags & 3:
            _OPENED.append(f"{event} {arguments}")


sys.addaudithook(_watch)


def test_no_file_is_written_while_uploads_are_judged_not_even_a_temporary_one() -> None:
    one = form(field("filepicker", "f", multiple=True), field("textarea", "t"))
    big = docx(
        paragraph("申请书"),
        extra={f"word/media/{n}.bin": random.Random(n).randbytes(1_000_000) for n in range(3)},
    )
    files = [
        UploadedFile("f", name, content)
        for name, content in [
            ("a.pdf", PDF),
            ("b.docx", big),
            ("c.xlsx", xlsx([["表"]])),
            ("d.ofd", ofd("文")),
            ("e.pdf", pdf("<p>机密★1年</p>")),
        ]
    ]

    _OPENED.clear()
    _WATCHING[0] = True
    try:
        result = post(one, {"t": "绝密★"}, files=files)
    finally:
        _WATCHING[0] = False

    assert _OPENED == []
    assert len(result.files) == 4
    assert set(result.errors) == {"f", "t"}


def test_the_watch_of_the_test_above_does_see_a_temporary_file(tmp_path) -> None:
    _OPENED.clear()
    _WATCHING[0] = True
    try:
        (tmp_path / "x").write_bytes(b"x")
    finally:
        _WATCHING[0] = False

    assert _OPENED != []


def test_sniffing_knows_no_type_for_what_it_does_not_know() -> None:
    assert sniff(b"\x7fELF" + b"\x00" * 60) is None
