"""Read a produced PDF back and measure it against GB/T 9704-2012.

Knows which measures are taken; each stands in `checking`. It looks at the finished pages only, so that it can also be
asked about a document that came from elsewhere.
"""

from app.documents.official.checking.elements import find_elements, guess_layout
from app.documents.official.checking.head import check_head
from app.documents.official.checking.imprint import check_imprint
from app.documents.official.checking.main import check_main
from app.documents.official.checking.page import check_page
from app.documents.official.finding import Finding
from app.documents.official.model import Layout
from app.documents.official.reading import read_pages


def check_pdf(pdf: bytes, layout: Layout | None = None) -> list[Finding]:
    """Return one finding for each element and measure; the format is guessed where none is named.

    Raises InvalidError when the bytes are no PDF.
    """
    pages = read_pages(pdf)
    found = find_elements(pages, layout or guess_layout(pages))
    return [*check_page(found), *check_head(found), *check_main(found), *check_imprint(found)]
