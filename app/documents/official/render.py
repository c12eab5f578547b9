"""An official document to PDF and DOCX, and the places its seals belong to.

Knows the order of the steps; the elements, the style and the measures stand in the modules beside it.
"""

from pathlib import Path

from app.documents.official.complete import require_complete
from app.documents.official.model import Layout, OfficialDocument
from app.documents.official.page import lay_out_document, seal_places
from app.documents.official.seal import ElectronicSeal, NoSeal
from app.documents.official.word import write_docx


def render_pdf(
    document: OfficialDocument,
    layout: Layout = "document",
    *,
    fonts_dir: Path | None = None,
    seal: ElectronicSeal | None = None,
) -> bytes:
    """Return the PDF of a document in one of the four formats of GB/T 9704-2012.

    `seal` sets the seals of a sealed document that is no draft; without one their places stay empty. Raises
    InvalidError naming each missing element, DocumentFailedError when the page or a seal cannot be made.
    """
    require_complete(document, layout)
    pages = lay_out_document(document, layout, fonts_dir)
    pdf = pages.write()
    if document.draft or not document.sealed:
        return pdf
    return (seal or NoSeal()).seal(pdf, seal_places(document, pages))


def render_docx(document: OfficialDocument, layout: Layout = "document") -> bytes:
    """Return the same document for a word processor; errors as for `render_pdf`."""
    require_complete(document, layout)
    return write_docx(document, layout)
