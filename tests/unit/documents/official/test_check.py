"""The checker: red on every measure that was bent on purpose, and only where it was bent."""

from dataclasses import replace

import pytest
from markupsafe import Markup

from app.cli._official_samples import SAMPLES
from app.documents.official import check_pdf, page, render_pdf
from app.errors import InvalidError

STYLE = page._style()


def measured(monkeypatch, name: str, *bends: tuple[str, str]) -> dict[str, bool]:
    """Return element → whether it was right, for a sample whose style was bent."""
    style = str(STYLE)
    for straight, bent in bends:
        assert straight in style
        style = style.replace(straight, bent)
    monkeypatch.setattr(page, "_style", lambda: Markup(style))
    layout, document = SAMPLES[name]
    # short documents measure as well as long ones, and faster
    document = replace(document, body=document.body[:6], attachments=())
    found: dict[str, bool] = {}
    for finding in check_pdf(render_pdf(document, layout), layout):
        found[finding.element] = found.get(finding.element, True) and finding.ok
    return found


@pytest.mark.parametrize(
    ("name", "straight", "bent", "elements"),
    [
        ("downward", "size: 210mm 297mm", "size: 216mm 279mm", {"用纸"}),
        ("downward", "margin: 37mm 26mm 35mm 28mm", "margin: 37mm 23mm 35mm 31mm", {"订口"}),
        ("downward", "margin: 37mm 26mm", "margin: 33mm 26mm", {"天头"}),
        ("downward", "font-size: 16pt; line-height: 10.2272mm", "font-size: 16pt; line-height: 9.2mm", {"每面行数"}),
        ("downward", "font-size: 16pt; line-height", "font-size: 14pt; line-height", {"正文字号", "每行字数"}),
        ("downward", "letter-spacing: -.21pt", "letter-spacing: .6pt", {"每行字数"}),
        ("downward", "color: #000; font-size", "color: #f00; font-size", {"文字颜色"}),
        ("downward", ".corner { height: 35mm; }", ".corner { height: 30mm; }", {"标志高低"}),
        ("downward", ".mark { color: #f00;", ".mark { color: #222;", {"发文机关标志"}),
        ("downward", ".number { margin-top: 20.4544mm", ".number { margin-top: 10.2272mm", {"字号高低"}),
        ("downward", "margin-top: 4mm; }\n.title", "margin-top: 7mm; }\n.title", {"分隔线高低"}),
        ("downward", "h1 { font-size: 22pt", "h1 { font-size: 18pt", {"标题字号"}),
        ("downward", ".title { margin-top: 20.4544mm", ".title { margin-top: 8mm", {"标题高低"}),
        ("downward", "p { text-indent: 2em;", "p { text-indent: 0;", {"附注"}),
        ("downward", ".level { font-size: 16pt; font-weight: 400; text-indent: 2em", ".level { font-size: 16pt; font-weight: 400; text-indent: 4em", {"层次序数缩进"}),
        ("downward", ".thick { border-top: .35mm", ".thick { border-top: .8mm", {"分隔线粗细"}),
        ("order", "bottom: 0; left: 0", "bottom: 9mm; left: 0", {"末条分隔线"}),
        ("downward", "padding: 3.9mm 1em 0 0", "padding: 3.9mm 6em 0 0", {"页码"}),
        ("downward", "padding: 3.9mm 0 0 1em", "padding: 12mm 0 0 1em", {"页码高低"}),
        ("upward", ".sides .left { padding-left: 1em; }", ".sides .left { padding-left: 4em; }", {"字号位置"}),
        ("upward", ".sides .right { padding-right: 1em;", ".sides .right { padding-right: 5em;", {"签发人"}),
        ("letter", ".lines { width: 170mm; }", ".lines { width: 150mm; }", {"红色双线"}),
        ("letter", "bottom: -15mm", "bottom: -5mm", {"末条双线"}),
        ("letter", ".lift { margin-top: -7mm; }", ".lift { margin-top: 0; }", {"标志高低"}),
        ("letter", "@page letter:first { @bottom-right { content: none; } }", "", {"页码"}),
        ("order", ".top20 { padding-top: 20mm; }", ".top20 { padding-top: 35mm; }", {"标志高低"}),
        ("order", ".sign .day { text-align: right; padding-right: 4em; }", ".sign .day { text-align: center; }", {"日期位置"}),
        ("minutes", ".corner { height: 35mm; }", ".corner { height: 50mm; }", {"标志高低"}),
    ],
)  # fmt: skip
def test_a_bent_measure_is_found(monkeypatch, name, straight, bent, elements):
    found = measured(monkeypatch, name, (straight, bent))

    assert elements <= {element for element, right in found.items() if not right}


def test_an_imprint_on_an_odd_page_is_found(monkeypatch):
    found = measured(
        monkeypatch,
        "order",
        (".over { break-before: left; height: 225mm;", ".over { break-before: avoid; height: 40mm;"),
    )

    assert found["版记页"] is False


@pytest.mark.parametrize("content", [b"", b"not a PDF", b"%PDF-1.7 cut short"])
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(InvalidError, match="PDF"):
        check_pdf(content)
