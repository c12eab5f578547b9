"""Open a document or an attachment: pictures and PDF in the browser, everything else as a download."""

from flask import Blueprint, Response

from app.cases.audit_access import record_access
from app.cases.case_files import OpenedFile, open_attachment, open_document
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("documents", __name__)
_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})
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
    answer = Response(file.content, mimetype=file.mime if shown else "application/octet-stream")
    answer.headers.set("Content-Disposition", "inline" if shown else "attachment", filename=file.name)
    # nothing in a file may reach back to this site, whatever a browser takes it for
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer
