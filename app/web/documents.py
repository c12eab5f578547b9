"""Open a document or an attachment: as a download, never as a page of this site."""

from urllib.parse import quote

from flask import Blueprint, Response

from app.cases.audit_access import record_access
from app.cases.case_files import OpenedFile, open_attachment, open_document
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("documents", __name__)
_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "text/plain"})
"""Types a browser may show itself: none of them runs a script of this site."""


@blueprint.get("/documents/<int:key>")
@access("document.read")
def document(key: int) -> Response:
    """Open an issued document."""
    return _answer(open_document(current_runtime(), current_actor(), key))


@blueprint.get("/attachments/<int:key>")
@access("document.read")
def attachment(key: int) -> Response:
    """Open a file somebody added."""
    return _answer(open_attachment(current_runtime(), current_actor(), key))


def _answer(file: OpenedFile) -> Response:
    actor = current_actor()
    record_access(
        current_runtime(), actor, file.instance_key, purpose="own" if actor.kind != "staff" else "handle"
    )
    shown = file.mime in _SHOWN
    mime = file.mime if shown else "application/octet-stream"
    answer = Response(file.content, mimetype=mime)
    ascii_name = "".join(
        sign if (sign.isascii() and sign.isalnum()) or sign in "-_." else "_" for sign in file.name
    )
    kind = "inline" if shown else "attachment"
    answer.headers["Content-Disposition"] = (
        f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
