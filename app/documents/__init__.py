"""Files of a case: the blob store, document templates and the PDF they become.

Knows bytes, templates and pages; not the database, not who may read a file and not what a case is.
"""

from app.documents.blobs import BlobDamagedError, BlobMissingError, BlobStore, Scanner
from app.documents.pdf import DocumentFailedError, make_pdf
from app.documents.template import TemplateFailedError, render_document, render_text

__all__ = [
    "BlobDamagedError",
    "BlobMissingError",
    "BlobStore",
    "DocumentFailedError",
    "Scanner",
    "TemplateFailedError",
    "make_pdf",
    "render_document",
    "render_text",
]
