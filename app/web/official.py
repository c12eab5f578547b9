"""Official documents on the desk: begin one, its versions side by side, a preview as PDF or for a word processor."""

import secrets

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.cases.moving.form_errors import FormInvalidError
from app.cases.moving.start import start_case
from app.cases.official.begin_document import BeginPage, list_kinds, read_begin
from app.cases.official.read_paper import STATES, preview, read_paper
from app.edge import access, current_actor, current_runtime, see_other
from app.edge.download import file_answer
from app.edge.kept_forms import kept_values
from app.edge.translate import form_language
from app.forms.submission import ACTION
from app.web._case_parts import UNPROCESSABLE, case_page, look, posted_files, posted_form

blueprint = Blueprint("official", __name__)
TOKEN = "__token"  # noqa: S105 - the name of a field
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/official/new")
@access("case.start")
def kinds() -> str:
    """Show which documents can be begun."""
    return render_template("official/kinds.html", kinds=list_kinds(current_runtime(), current_actor()))


@blueprint.get("/official/new/<process_id>")
@access("case.start")
def begin(process_id: str) -> str:
    """Show the form of a new document; what was typed when a session ended is filled in again."""
    kept = kept_values()
    data = kept.to_dict(flat=False) if kept is not None else None
    if data is not None:
        data[ACTION] = ["update"]
    chosen = {name: value[:100] for name, value in request.args.items()}
    page = read_begin(
        current_runtime(), current_actor(), process_id, data, chosen=chosen, locale=form_language()
    )
    return _page(page, secrets.token_hex(16))


@blueprint.post("/official/new/<process_id>")
@access("case.start")
def submit(process_id: str) -> str | AnyResponse | tuple[str, int]:
    """Begin the document, or show the form again with what is wrong."""
    runtime, actor = current_runtime(), current_actor()
    data, files = posted_form(), posted_files()
    token = request.form.get(TOKEN) or secrets.token_hex(16)
    page = read_begin(runtime, actor, process_id, data, files=files, locale=form_language())
    if data.get(ACTION, ["submit"])[-1] != "submit":
        return _page(page, token)
    if not page.is_complete:
        return _page(page, token), UNPROCESSABLE
    try:
        started = start_case(runtime, actor, process_id, data, token=token, files=files)
    except FormInvalidError:
        return _page(page, token), UNPROCESSABLE
    flash(gettext("公文已建档，并送下一步办理。"), "good")
    return see_other(url_for("case.show", key=started.key))


@blueprint.get("/cases/<int:key>/paper")
@access("case.read")
def paper(key: int) -> str:
    """Show the document's row, its versions, two of them side by side, and its receipts."""
    head = look(key)
    left, right = (request.args.get(name, type=int) for name in ("left", "right"))
    page = read_paper(current_runtime(), current_actor(), key, left=left, right=right)
    return case_page("paper", head, "paper", page=page, states=STATES)


@blueprint.get("/cases/<int:key>/paper.pdf")
@access("case.read")
def paper_pdf(key: int) -> Response:
    """Show the document as it will be printed."""
    look(key)
    name, content = preview(current_runtime(), current_actor(), key)
    return file_answer(content, name, "application/pdf", shown=True)


@blueprint.get("/cases/<int:key>/paper.docx")
@access("case.read")
def paper_docx(key: int) -> Response:
    """Give the document to a word processor."""
    look(key)
    name, content = preview(current_runtime(), current_actor(), key, word=True)
    return file_answer(content, name, _WORD, shown=False)


def _page(page: BeginPage, token: str) -> str:
    return render_template(
        "official/begin.html",
        page=page,
        token=token,
        token_name=TOKEN,
        had_files=any(file.filename for file in request.files.values()),
    )
