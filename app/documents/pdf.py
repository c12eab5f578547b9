"""HTML to a PDF that can be kept and read aloud: PDF/A-3a, tagged, fonts inside, no network.

Knows pages and fonts; not what a document says.
"""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fontTools.ttLib import TTCollection, TTFont
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.crypto.sm3 import sm3_hex
from app.errors import LuoshuError
from app.text import text

VARIANT = "pdf/a-3a"
_MM_PER_PX = 25.4 / 96
_FONT_FILES = frozenset({".ttf", ".otf", ".ttc"})
_FAMILY_NAMES = frozenset({1, 16})
_TITLE = re.compile(r"<title>\s*[^\s<]", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html[^>]*\slang=", re.IGNORECASE)


class DocumentFailedError(LuoshuError):
    """Say why a document could not be turned into a PDF."""


class _RefusedError(FatalURLFetchingError):  # type: ignore[misc]
    """An address that is neither data in the document nor a font of the site."""


class _OnlyFonts(URLFetcher):  # type: ignore[misc]
    """Load data from the document itself and files of the fonts folder, and nothing else."""

    def __init__(self, fonts_dir: Path | None) -> None:
        super().__init__()
        self._fonts_dir = fonts_dir

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return what stands at an allowed address; raise _RefusedError for any other."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = Path(os.path.normpath(unquote(parts.path)))
        if parts.scheme == "file" and self._fonts_dir and path.parent == self._fonts_dir.absolute():
            return super().fetch(url, headers)
        raise _RefusedError(url)


@dataclass(frozen=True)
class LaidOut:
    """Hold a document laid out in pages, before it is written; `identifier` makes equal input equal bytes."""

    document: Document
    identifier: bytes

    @property
    def places(self) -> tuple[dict[str, tuple[float, float]], ...]:
        """Return for each page where its elements with an id begin: mm from the left and upper edge."""
        return tuple(
            {name: (place[0] * _MM_PER_PX, place[1] * _MM_PER_PX) for name, place in page.anchors.items()}
            for page in self.document.pages
        )

    def write(self) -> bytes:
        """Return the PDF."""
        pdf: bytes = self.document.write_pdf(pdf_variant=VARIANT, pdf_identifier=self.identifier)
        return pdf


def make_pdf(html: str, *, fonts_dir: Path | None = None) -> bytes:
    """Return the PDF of a complete HTML document; the same HTML gives the same bytes.

    Fonts come from `fonts_dir` and from the system. Nothing else is loaded: another address in the HTML
    raises DocumentFailedError, as does a document without title or language, which no screen reader
    could announce.
    """
    return lay_out(html, fonts_dir=fonts_dir).write()


def lay_out(html: str, *, fonts_dir: Path | None = None) -> LaidOut:
    """Return the pages of a complete HTML document; rules and errors as for `make_pdf`."""
    if not _TITLE.search(html) or not _LANGUAGE.search(html):
        raise DocumentFailedError(text("文书缺少标题或语言标记，不能制成可以朗读的 PDF"))
    source = html
    if fonts_dir is not None:
        source = html.replace("<head>", f"<head><style>{font_faces(fonts_dir)}</style>", 1)
    try:
        document = HTML(string=source, url_fetcher=_OnlyFonts(fonts_dir)).render(
            font_config=FontConfiguration(), pdf_variant=VARIANT
        )
    except _RefusedError as error:
        raise DocumentFailedError(text("文书引用了外部地址 %(url)s，不予载入", url=error)) from error
    return LaidOut(document, sm3_hex(html.encode())[:32].encode())


@lru_cache(maxsize=4)
def font_faces(folder: Path) -> str:
    """Return the @font-face rules of a folder: each file under every family name it carries.

    A font has a Chinese and a Latin family name, and templates may use either. An unreadable file is
    left out: a broken font must not stop every letter of the site.
    """
    rules = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix.lower() in _FONT_FILES:
            rules += [
                f'@font-face {{ font-family: "{name}"; src: url("{path.absolute().as_uri()}"); }}'
                for name in sorted(_families(path))
            ]
    return "\n".join(rules)


def _families(path: Path) -> set[str]:
    try:
        font = TTCollection(path).fonts[0] if path.suffix.lower() == ".ttc" else TTFont(path)
        names = {str(record) for record in font["name"].names if record.nameID in _FAMILY_NAMES}
    except Exception:  # noqa: BLE001 - the library raises whatever a damaged file leads it to
        return set()
    return {name for name in names if not set(name) & set('"\\\n{}')}
