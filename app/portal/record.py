"""The public record: daily roots for everybody to keep, the tools to check with, and the check of a receipt."""

import json
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from app.cases.record.audit_receipt import check_against_record, read_roots, roots_file
from app.edge import Page, current_runtime, page_request, public, rate_limited
from app.errors import InvalidError
from app.people.throttle import Limit
from app.text import text

blueprint = Blueprint("record", __name__, url_prefix="/record")
_CHECKS = Limit("record-check", 30, timedelta(minutes=10), timedelta(minutes=10))
_LARGEST = 4 * 1024 * 1024
_TOOLS = {"py": "verify_receipt.py", "html": "verify_receipt.html"}


@blueprint.get("")
@public
def index() -> str:
    """Show the published roots, newest first, and how to check a receipt."""
    return _index()


@blueprint.get("/roots.json")
@public
def roots() -> Response:
    """Hand out every published root."""
    body = json.dumps(roots_file(current_runtime()), ensure_ascii=False, indent=1)
    return Response(body, mimetype="application/json")


@blueprint.get("/verify_receipt.<kind>")
@public
def tool(kind: str) -> AnyResponse:
    """Hand out an offline verifier; it is saved and not opened here, where its script would not run."""
    name = _TOOLS.get(kind, "")
    return send_from_directory(f"{current_app.static_folder}/verify", name, as_attachment=True)


@blueprint.post("/check")
@public
@rate_limited(_CHECKS)
def check() -> str | tuple[str, int]:
    """Check an uploaded receipt by itself and against the record of today; nothing is kept."""
    try:
        found = check_against_record(current_runtime(), _receipt())
    except InvalidError as error:
        return _index(InvalidError(error.message, {"receipt": [error.message]})), 422
    return render_template("record/checked.html", found=found)


def _index(problem: InvalidError | None = None) -> str:
    asked = page_request()
    days = tuple(reversed(read_roots(current_runtime())))
    page = Page(days[asked.offset : asked.offset + asked.size], len(days), asked.page, asked.size)
    return render_template("record/index.html", page=page, problem=problem)


def _receipt() -> dict[str, Any]:
    file = request.files.get("receipt")
    raw = file.stream.read(_LARGEST + 1) if file is not None and file.filename else b""
    message = text("请选择回执文件") if not raw else text("这不是洛书的回执文件，或者文件不完整")
    try:
        content = json.loads(raw) if len(raw) <= _LARGEST else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InvalidError(message)
    return content
