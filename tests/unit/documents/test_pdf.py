"""PDFs: tagged and archivable, the same from the same, and nothing is fetched."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents import DocumentFailedError, make_pdf
from app.documents.pdf import font_faces

PAGE = '<!doctype html><html lang="zh-CN"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def page(body: str = "<p>正文</p>", *, head: str = "", title: str = "告知书") -> str:
    return PAGE.format(body=body, head=head, title=title)


def test_the_same_html_gives_the_same_bytes():
    assert make_pdf(page()) == make_pdf(page())
    assert make_pdf(page()) != make_pdf(page("<p>别的</p>"))


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<img src="http://example.com/a.png" alt="">', ""),
        ('<img src="file:///etc/passwd" alt="">', ""),
        ("", '<link rel="stylesheet" href="https://example.com/a.css">'),
        ('<p style="background: url(ftp://example.com/a)">x</p>', ""),
        (
            "",
            "<style>@font-face { font-family: x; src: url(file:///etc/hostname) } p { font-family: x }</style>",
        ),
    ],
)
def test_an_address_in_a_document_is_refused_by_name(body, head):
    with pytest.raises(DocumentFailedError, match="://"):
        make_pdf(page(body, head=head))


def test_a_picture_inside_the_document_is_shown():
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="

    reader = PdfReader(BytesIO(make_pdf(page(f'<img src="{dot}" alt="点">'))))

    assert len(reader.pages[0].images) == 1


@pytest.mark.parametrize("html", ["<p>x</p>", page(title=""), page().replace(' lang="zh-CN"', "")])
def test_a_document_that_cannot_be_announced_is_refused(html):
    with pytest.raises(DocumentFailedError, match="标题或语言"):
        make_pdf(html)


def test_the_sites_own_fonts_are_found_under_their_names_and_a_broken_one_does_no_harm(tmp_path):
    (tmp_path / "SiteSong.ttc").symlink_to(CJK_FONT)
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    (tmp_path / "readme.txt").write_text("fonts")

    faces = font_faces(tmp_path)

    assert '"Noto Sans CJK' in faces
    assert "broken" not in faces
    assert make_pdf(page(), fonts_dir=tmp_path).startswith(b"%PDF-")
