"""Hand out a file: its name in every script, its type as it was sniffed, nothing in it near this site."""

from urllib.parse import quote

from flask import Response

_KEPT = frozenset({"application/json", "text/csv"})
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})
"""Types a browser may show itself: none of them runs a script of this site."""


def file_answer(content: bytes, name: str, mime: str, *, shown: bool = False) -> Response:
    """Return a file as an answer: a download, or shown by the browser where `shown` and its type allow it.

    A header holds Latin-1 only, so a Chinese name goes into `filename*` (RFC 6266) beside a plain one.
    """
    inline = shown and mime in SHOWN
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in name)
    kind = "inline" if inline else "attachment"
    answer = Response(content, mimetype=mime if mime in SHOWN | _KEPT else "application/octet-stream")
    answer.headers["Content-Disposition"] = (
        f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    # nothing in a file may reach back to this site, whatever a browser takes it for
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer
