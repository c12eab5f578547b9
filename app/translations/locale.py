"""Which of the two languages a reader gets. Knows the parts of a request as plain text, not the request."""

from collections.abc import Mapping

LOCALES: Mapping[str, str] = {"zh_CN": "简体中文", "en": "English"}
"""Locale → its name in its own language, in the order of the language switch."""

DEFAULT_LOCALE = "zh_CN"
"""What a reader gets who chose nothing: the language of the office, whatever the browser prefers."""

_SHORT = {"zh": "zh_CN", "zh-cn": "zh_CN", "zh-hans": "zh_CN", "zh-hans-cn": "zh_CN", "en": "en"}


def choose_locale(query: str | None, cookie: str | None) -> str:
    """Return the locale of `?lang=`, else of the cookie, else the default; unknown names are passed over.

    The browser's Accept-Language is not asked: an official page shows one text to everyone until the
    reader chooses another.
    """
    for wish in (query, cookie):
        if wish:
            name = wish.strip().replace("_", "-").lower()
            found = _SHORT.get(name) or _SHORT.get(name.split("-")[0])
            if found:
                return found
    return DEFAULT_LOCALE
