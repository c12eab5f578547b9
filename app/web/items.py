"""Keep the catalogue of items: take in a file after a look at what it changes, take it along."""

from collections.abc import Sequence
from dataclasses import asdict

import orjson
from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.cases.items.export_items import export_items
from app.cases.items.import_items import import_items, preview_items, read_file
from app.documents.spreadsheet import xlsx_bytes
from app.edge import access, current_actor, current_runtime, see_other
from app.errors import InvalidError
from app.items import HEADINGS, Catalogue, read_json, record_of, row_of

blueprint = Blueprint("item_catalogue", __name__, url_prefix="/catalogue")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@access("item.manage")
def index() -> str:
    """Ask for a file."""
    return render_template("items/import.html", problem=None)


@blueprint.post("")
@access("item.manage")
def preview() -> str | tuple[str, int]:
    """Show what the file would change, and every problem."""
    file = request.files.get("file")
    try:
        catalogue = read_file(file.read() if file is not None else b"")
    except InvalidError as error:
        return render_template("items/import.html", problem=error), 422
    whole = request.form.get("whole") == "yes"
    found = preview_items(current_runtime(), current_actor(), catalogue, whole=whole)
    page = render_template("items/preview.html", found=found, whole=whole, content=_kept(catalogue))
    return page, 422 if found.problems else 200


@blueprint.post("/import")
@access("item.manage")
def take() -> AnyResponse:
    """Do what the preview showed."""
    catalogue = read_json(request.form.get("content", "").encode())
    whole = request.form.get("whole") == "yes"
    stands = request.form.get("stands", "")
    done = import_items(current_runtime(), current_actor(), catalogue, whole=whole, stands=stands)
    flash(
        gettext("事项目录已更新：%(count)s 项有变化。", count=len(done.changes) + len(done.withdrawn)), "good"
    )
    return see_other(url_for("items.index"))


@blueprint.get("/export.<ending>")
@access("item.manage")
def export(ending: str) -> Response:
    """Send the catalogue, as JSON with its data dictionary or as a table."""
    found, data = export_items(current_runtime(), current_actor())
    if ending == "xlsx":
        rows: list[Sequence[object]] = [row_of(item) for item in found]
        content, kind = xlsx_bytes(gettext("事项目录"), list(HEADINGS.values()), rows), _XLSX
    else:
        listed = {"data": data, "items": [record_of(item) for item in found]}
        content, kind = orjson.dumps(listed, option=orjson.OPT_INDENT_2), "application/json"
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=items.{'xlsx' if ending == 'xlsx' else 'json'}"
    )
    return answer


def _kept(catalogue: Catalogue) -> str:
    """Return the catalogue as the second step reads it again."""
    data = {} if catalogue.data is None else {"data": [asdict(one) for one in catalogue.data]}
    return orjson.dumps({**data, "items": [record_of(item) for item in catalogue.items]}).decode()
