"""Real documents for the tests of this folder, built in memory."""

import zipfile
from io import BytesIO

import openpyxl
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zipped(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t xml:space='preserve'>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def box(text: str) -> str:
    return (
        "<w:p><w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>"
        f"{paragraph(text)}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    )


def docx(
    *body: str,
    header: str = "",
    namespace: str = W,
    extra: dict[str, str | bytes] | None = None,
    main: str = "document",
) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f"<Types><Override PartName='/word/{main}.xml' ContentType='{DOCX_TYPE}.main+xml'/></Types>",
        f"word/{main}.xml": f"<w:document xmlns:w='{namespace}'><w:body>{''.join(body)}</w:body></w:document>",
        **(extra or {}),
    }
    if header:
        parts["word/header1.xml"] = f"<w:hdr xmlns:w='{namespace}'>{paragraph(header)}</w:hdr>"
    return zipped(parts)


def xlsx(cells: list[list[str]], header: str = "") -> bytes:
    book = openpyxl.Workbook()
    for row in cells:
        book.active.append(row)
    if header:
        book.active.oddHeader.center.text = header
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def ofd(*lines: str) -> bytes:
    objects = "".join(
        f"<ofd:TextObject ID='{n}'><ofd:TextCode>{line}</ofd:TextCode></ofd:TextObject>"
        for n, line in enumerate(lines)
    )
    space = "xmlns:ofd='http://www.ofdspec.org/2016'"
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody/></ofd:OFD>",
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>",
        }
    )


def pdf(html: str) -> bytes:
    return HTML(string=f"<body style='font-family: Noto Serif CJK SC'>{html}</body>").write_pdf()


def locked_pdf(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt("geheim", algorithm="RC4-128")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\x00\x00\x00\x03\x00\x01\xe2!\xbc3\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 64 + b"\xff\xd9"
