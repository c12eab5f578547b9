"""What one can ask the offices for (办事大厅): search by everyday words, items, units, forms, goals."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.cases.items.item_form import item_form
from app.cases.items.read_item import item_versions, read_item
from app.cases.items.search_items import LISTS, count_goals, search_items, units_with_items
from app.edge import Page, current_actor, current_runtime, page_request, public
from app.edge.translate import form_language
from app.errors import ConflictError, NotFoundError
from app.text import text

blueprint = Blueprint("items", __name__, url_prefix="/items")
_CONFLICT = 409


@blueprint.get("")
@public
def index() -> str:
    """Search items, or list what a count opens."""
    asked, words = page_request(), request.args.get("q", "").strip()
    unit, listed = request.args.get("unit", ""), request.args.get("list", "")
    rows, total = search_items(
        current_runtime(), words=words, unit=unit, listed=listed, size=asked.size, offset=asked.offset
    )
    return render_template(
        "portal/items.html",
        page=Page(rows, total, asked.page, asked.size),
        words=words,
        unit=unit,
        listed=listed if listed in LISTS else "",
        units=units_with_items(current_runtime()),
    )


@blueprint.get("/goals")
@public
def goals() -> str:
    """Show how far the goals are reached, counted now."""
    return render_template("portal/item_goals.html", goals=count_goals(current_runtime()))


@blueprint.get("/units/<unit>")
@public
def unit(unit: str) -> str:
    """Show the items of a unit."""
    found = next((one for one in units_with_items(current_runtime()) if one.code == unit), None)
    if found is None:
        raise NotFoundError(text("这个单位没有公布事项"))
    asked = page_request()
    rows, total = search_items(current_runtime(), unit=unit, size=asked.size, offset=asked.offset)
    return render_template(
        "portal/item_unit.html", unit=found, page=Page(rows, total, asked.page, asked.size)
    )


@blueprint.get("/<code>")
@public
def show(code: str) -> str:
    """Show one item."""
    found = read_item(current_runtime(), code, locale=form_language())
    return render_template("portal/item.html", page=found, item=found.item)


@blueprint.get("/<code>/versions")
@public
def versions(code: str) -> str:
    """Show the history of an item."""
    item, history = item_versions(current_runtime(), code)
    return render_template("portal/item_versions.html", item=item, history=history)


@blueprint.get("/<code>/form/<kind>.pdf")
@public
def form(code: str, kind: str) -> AnyResponse | tuple[str, int]:
    """Send a form; an old version is refused with the new one offered."""
    actor = current_actor()
    if kind == "own" and actor.account_key is None:
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
    wanted = request.args.get("version", "")
    version = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else None
    try:
        found = item_form(current_runtime(), actor, code, kind, version=version)
    except ConflictError as error:
        page = read_item(current_runtime(), code, locale=form_language())
        shown = render_template(
            "portal/item_old_form.html", page=page, item=page.item, problem=error, kind=kind
        )
        return shown, _CONFLICT
    answer = Response(found.content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{code}-{found.version}-{kind}.pdf"'
    if kind == "own":
        answer.headers["Cache-Control"] = "no-store"
    return answer
