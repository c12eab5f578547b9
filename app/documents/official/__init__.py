"""Official documents (公文) after GB/T 9704-2012: elements in, PDF and DOCX out, and a checker that measures.

Knows the standard; not cases, number series, people or the database.
"""

from app.documents.official.body import body_of
from app.documents.official.check import check_pdf
from app.documents.official.finding import Finding
from app.documents.official.model import (
    LAYOUTS,
    URGENCIES,
    Attachment,
    Attendance,
    Block,
    Layout,
    OfficialDocument,
    Paragraph,
    Signer,
    Table,
    chinese_day,
)
from app.documents.official.render import render_docx, render_pdf
from app.documents.official.seal import ElectronicSeal, NoSeal, SealPlace

__all__ = [
    "LAYOUTS",
    "URGENCIES",
    "Attachment",
    "Attendance",
    "Block",
    "ElectronicSeal",
    "Finding",
    "Layout",
    "NoSeal",
    "OfficialDocument",
    "Paragraph",
    "SealPlace",
    "Signer",
    "Table",
    "body_of",
    "check_pdf",
    "chinese_day",
    "render_docx",
    "render_pdf",
]
