"""An official document laid out: templates filled, the text shown on the first page, the imprint in its place.

Knows the templates beside it and the rules that need a look at the finished pages (7.3.2, 7.4, 7.5).
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from app.documents.official.flush import flush
from app.documents.official.model import Layout, OfficialDocument
from app.documents.official.seal import SealPlace
from app.documents.official.view import FACES, Imprint, View, split_heading
from app.documents.pdf import LaidOut, lay_out

_PAGES = Path(__file__).parent / "pages"
_FOOT_MM = 37.0 + 225.0
_AIR_MM = 10.2272
"""At least one line stays empty between the text and the imprint."""


def lay_out_document(document: OfficialDocument, layout: Layout, fonts_dir: Path | None) -> LaidOut:
    """Return the pages of a document.

    The pages are laid out once and looked at: when no text stands on the first page the 主送机关 move to the
    imprint, and the imprint goes to the foot of the last page, an even one.
    """
    view = View(document, layout)
    pages = _laid(view, fonts_dir)
    if document.addressees and "text" not in pages.places[0]:
        view = replace(view, addressees_in_imprint=True)
        pages = _laid(view, fonts_dir)
    imprint = _imprint(pages, layout) if view.has_imprint else view.imprint
    if imprint != view.imprint:
        pages = _laid(replace(view, imprint=imprint), fonts_dir)
    flush(pages)
    return pages


def seal_places(document: OfficialDocument, pages: LaidOut) -> list[SealPlace]:
    """Return the middle of each seal, in the order of the organs.

    A seal covers the organ's name, the last one the date too: both below its middle (7.3.5.1).
    """
    found = []
    for at, organ in enumerate(document.signature_organs):
        for page, places in enumerate(pages.places, 1):
            if f"seal-{at}" in places:
                x, y = places[f"seal-{at}"]
                found.append(SealPlace(organ, page, round(x, 1), round(y, 1)))
    return found


def _imprint(pages: LaidOut, layout: Layout) -> Imprint:
    """Return where the imprint belongs, from pages with the imprint on a page of its own.

    A letter has its imprint at the foot of the last page (10.1), every other format on an even one.
    """
    found = _marks(pages)
    if found.end_page % 2 and layout != "letter":
        return Imprint()
    spacer = _FOOT_MM - found.end_mm - found.height_mm
    if spacer >= _AIR_MM:
        # a hair less, so that rounding never pushes the imprint over the edge
        return Imprint(spacer_mm=round(spacer - 0.01, 3))
    return Imprint(after_blank=layout != "letter")


@dataclass(frozen=True)
class _Marks:
    end_page: int
    end_mm: float
    height_mm: float


def _marks(pages: LaidOut) -> _Marks:
    at = {
        name: (page, place[1])
        for page, places in enumerate(pages.places, 1)
        for name, place in places.items()
    }
    end_page, end_mm = at["end"]
    return _Marks(end_page, end_mm, at["imprint-end"][1] - at["imprint"][1])


def _laid(view: View, fonts_dir: Path | None) -> LaidOut:
    html = _template(view.layout).render(view=view, split_heading=split_heading, FACES=FACES, style=_style())
    return lay_out(html, fonts_dir=fonts_dir)


@lru_cache(maxsize=8)
def _template(layout: Layout) -> Template:
    environment = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template(f"{layout}.html")


@lru_cache(maxsize=1)
def _style() -> Markup:
    return Markup((_PAGES / "style.css").read_text("utf-8"))  # noqa: S704 - our own file
