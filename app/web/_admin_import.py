"""The import of units and accounts: a file, a look at what it would do, then the doing."""

from typing import cast

import orjson
from flask import flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.edge import access, current_actor, current_runtime, see_other
from app.errors import InvalidError, NotFoundError
from app.people.import_people import ImportPreview, import_people, preview_import
from app.people.import_rows import HEADINGS, ImportKind, read_rows
from app.people.read_table import TableRow, write_csv
from app.text import text
from app.web._admin_blueprint import blueprint

_EXAMPLES = {
    "units": (
        "ylj",
        "园林局",
        "",
        "Parks Bureau",
        "department",
        "szf",
        "szf",
        "0379-00000099",
        "handler=承办岗",
    ),
    "accounts": ("zhangsan", "张三", "zjj", "handler", "zhangsan@example.org"),
}


@blueprint.route("/import", methods=["GET", "POST"], endpoint="import_people")
@access("people.import")
def import_page() -> str | tuple[str, int]:
    """Take a file and show what it would do, with every problem at once."""
    if request.method == "GET":
        return _page(None)
    kind = _kind(request.form.get("kind", ""))
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _page(InvalidError(text("请选择一个文件"))), 422
    try:
        rows = read_rows(kind, upload.read())
    except InvalidError as error:
        return _page(error), 422
    preview = preview_import(current_runtime(), current_actor(), kind, rows)
    return _preview_page(preview), 422 if preview.problems else 200


@blueprint.post("/import/apply")
@access("people.import")
def apply_import() -> str | tuple[str, int] | Response:
    """Do what the preview showed; the rows are checked once more."""
    kind, rows = _kind(request.form.get("kind", "")), _posted_rows()
    runtime, actor = current_runtime(), current_actor()
    try:
        done = import_people(runtime, actor, kind, rows)
    except InvalidError:
        return _preview_page(preview_import(runtime, actor, kind, rows)), 422
    if not done.passwords:
        flash(
            gettext("已导入：新增 %(added)s，修改 %(changed)s", added=done.added, changed=done.changed),
            "good",
        )
        return see_other(url_for("admin_people.accounts" if kind == "accounts" else "admin_people.units"))
    return render_template("admin/imported.html", done=done)


@blueprint.get("/import/template/<kind>.csv")
@access("people.import")
def template(kind: str) -> Response:
    """Hand out an example file with the headings."""
    known = _kind(kind)
    content = write_csv([list(HEADINGS[known]), list(_EXAMPLES[known])])
    headers = {"Content-Disposition": f'attachment; filename="{known}.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


def _page(problem: InvalidError | None) -> str:
    return render_template("admin/import.html", problem=problem, headings=HEADINGS)


def _preview_page(preview: ImportPreview) -> str:
    rows = orjson.dumps([[row.number, dict(row.cells)] for row in preview.rows]).decode()
    return render_template("admin/import_preview.html", preview=preview, rows=rows)


def _kind(entered: str) -> ImportKind:
    if entered not in HEADINGS:
        raise NotFoundError(text("没有这种导入"))
    return cast("ImportKind", entered)


def _posted_rows() -> list[TableRow]:
    try:
        found = orjson.loads(request.form.get("rows", ""))
        return [
            TableRow(int(number), {str(column): str(value) for column, value in cells.items()})
            for number, cells in list(found or [()])
        ]
    except (ValueError, TypeError, AttributeError):
        raise InvalidError(text("导入的内容不完整，请重新选择文件")) from None
