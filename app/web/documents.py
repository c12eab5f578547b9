"""Open a document or an attachment: pictures and PDF in the browser, everything else as a download."""

from flask import Blueprint, Response

from app.cases.casebook.case_files import OpenedFile, open_attachment, open_document
from app.cases.record.audit_access import record_access
from app.edge import access, current_actor, current_runtime
from app.edge.download import file_answer

blueprint = Blueprint("documents", __name__)


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
    return file_answer(file.content, file.name, file.mime, shown=True)
