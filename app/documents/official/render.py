"""An official document to PDF and DOCX.

Knows the order of the steps; the elements, the style and the measures stand in the modules beside it.
"""

from pathlib import Path

from app.documents.official.model import Layout, OfficialDocument


def render_pdf(
    document: OfficialDocument, layout: Layout = "document", *, fonts_dir: Path | None = None
) -> bytes:
    """Return the PDF of a document in one of the four formats of GB/T 9704-2012."""
    raise NotImplementedError(document.title, layout, fonts_dir)


def render_docx(document: OfficialDocument, layout: Layout = "document") -> bytes:
    """Return the same document for a word processor."""
    raise NotImplementedError(document.title, layout)
