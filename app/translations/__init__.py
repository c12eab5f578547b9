"""The second language of the interface: merge and compile the English, choose a locale.

The msgid of every text is its Simplified Chinese wording, so Chinese needs no catalogue. English lies in
`app/translations/en/<area>.po`, one file an area of the code. This package must not know Flask.
"""

from app.translations.catalogue import (
    COMPILED,
    ENGLISH,
    CatalogueError,
    compile_if_stale,
    read_english,
)
from app.translations.locale import DEFAULT_LOCALE, LOCALES, choose_locale

__all__ = [
    "COMPILED",
    "DEFAULT_LOCALE",
    "ENGLISH",
    "LOCALES",
    "CatalogueError",
    "choose_locale",
    "compile_if_stale",
    "read_english",
]
