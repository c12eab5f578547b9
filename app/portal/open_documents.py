"""公开文件: documents published by the city's organs, with number, date, index and checksum. Open to everybody."""

from flask import Blueprint, Response, render_template

from app.cases.official.open_documents import list_open, open_file, read_open
from app.edge import Page, current_runtime, page_request, public
from app.edge.download import file_answer

blueprint = Blueprint("open_documents", __name__, url_prefix="/open")


@blueprint.get("")
@public
def index() -> str:
    """List the published documents, newest first."""
    asked = page_request()
    found, total = list_open(current_runtime(), query=asked.q, size=asked.size, offset=asked.offset)
    return render_template(
        "portal/open_index.html", page=Page(found, total, asked.page, asked.size), q=asked.q
    )


@blueprint.get("/<index_no>")
@public
def show(index_no: str) -> str:
    """Show one published document: number, date, index, checksum."""
    return render_template("portal/open_show.html", one=read_open(current_runtime(), index_no))


@blueprint.get("/<index_no>/file")
@public
def file(index_no: str) -> Response:
    """Hand out its PDF."""
    name, content = open_file(current_runtime(), index_no)
    return file_answer(content, name, "application/pdf", shown=True)
