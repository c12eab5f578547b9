"""Say a `Text` in the reader's language: Chinese as written, English from the catalogues of all areas."""

from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, request
from flask_babel import Babel, Domain, format_date, get_locale, gettext

from app.edge.preferences import preferences
from app.text import Name, Text

LANGUAGES = ("zh_CN", "en")
ZONE = "Asia/Shanghai"


class AreaDomain(Domain):  # type: ignore[misc]
    """Read every app/translations/<language>/*.po as one catalogue; no compiled file has to be kept."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of this request's language; Chinese is the message itself."""
        locale = get_locale()
        language = "zh_CN" if locale is None else str(locale)
        return catalogue(current_app.root_path, language)


@cache
def catalogue(root: str, language: str) -> NullTranslations:
    """Merge the .po files of a language; an empty catalogue when there are none."""
    merged: Translations | None = None
    for path in sorted(Path(root, "translations", language).glob("*.po")):
        found = _load(path, language)
        merged = found if merged is None else merged.merge(found)
    return merged or NullTranslations()


def install(app: Flask) -> None:
    """Set up Flask-Babel and the filter `t` for `Text` values."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_CN")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", ZONE)
    babel = Babel(app, locale_selector=current_language)
    babel.domain_instance = AreaDomain()
    app.jinja_env.filters["t"] = translate
    # a name with two languages is never written out in the wrong one, whichever template shows it
    app.jinja_env.finalize = _in_reader_s_language


def current_language() -> str:
    """Return zh_CN or en: ?lang= for this page, else the reader's choice."""
    asked = request.args.get("lang", "")
    if asked in ("zh", "zh_CN", "zh-CN"):
        return "zh_CN"
    return asked if asked in LANGUAGES else preferences().lang


def form_language() -> str:
    """Return zh or en: the reader's language as forms and drawings name it."""
    return "en" if current_language() == "en" else "zh"


def translate(message: object) -> str:
    """Return a `Text` or `Name` in the reader's language, its values too; anything else as a string."""
    if isinstance(message, Name):
        return message.in_language(current_language())
    if not isinstance(message, Text):
        # markup is a string, too, and must stay what it is
        return message if isinstance(message, str) else str(message)
    values: dict[str, Any] = {name: _value(value) for name, value in message.values.items()}
    said: str = gettext(message.msgid, **values)
    return said


def _in_reader_s_language(value: object) -> object:
    return translate(value) if type(value) is Name else value


def _value(value: object) -> object:
    if isinstance(value, Text | Name):
        return translate(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_date(value, "long")
    return value


def _load(path: Path, language: str) -> Translations:
    with path.open("rb") as file:
        content = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, content)
    compiled.seek(0)
    return Translations(compiled)
