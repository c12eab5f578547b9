"""The tree of units and their posts."""

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.edge import access, current_actor, current_runtime, see_other
from app.edge.translate import translate
from app.errors import InvalidError
from app.people.units import KINDS, UnitInput, close_unit, read_unit, save_unit, unit_tree
from app.web._admin_blueprint import blueprint


@blueprint.get("/units")
@access("units.manage")
def units() -> str:
    """Show the tree."""
    return render_template("admin/units.html", units=unit_tree(current_runtime(), current_actor()))


@blueprint.route("/units/new", methods=["GET", "POST"])
@access("units.manage")
def new_unit() -> str | tuple[str, int] | Response:
    """Add a unit."""
    return _form(UnitInput(code="", name=""), new=True)


@blueprint.route("/units/<code>", methods=["GET", "POST"])
@access("units.manage")
def unit(code: str) -> str | tuple[str, int] | Response:
    """Change a unit."""
    return _form(read_unit(current_runtime(), current_actor(), code), new=False)


@blueprint.post("/units/<code>/close")
@access("units.manage")
def close(code: str) -> Response:
    """Close a unit that nobody belongs to any more."""
    try:
        close_unit(current_runtime(), current_actor(), code)
    except InvalidError as error:
        flash(translate(error.message), "late")
    else:
        flash(gettext("单位已撤销"), "good")
    return see_other(url_for("admin_people.units"))


def _form(shown: UnitInput, *, new: bool) -> str | tuple[str, int] | Response:
    runtime, actor, problem = current_runtime(), current_actor(), None
    if request.method == "POST":
        shown = _entered(shown.code)
        try:
            save_unit(runtime, actor, shown, new=new)
        except InvalidError as error:
            problem = error
        else:
            flash(gettext("已保存"), "good")
            return see_other(url_for("admin_people.units"))
    others = [other for other in unit_tree(runtime, actor) if other.code != shown.code]
    page = render_template(
        "admin/unit_form.html", unit=shown, new=new, problem=problem, kinds=KINDS, others=others
    )
    return (page, 422) if problem else page


def _entered(code: str) -> UnitInput:
    form = request.form
    lines = [line.strip() for line in form.get("posts", "").splitlines() if line.strip()]
    posts = [line.partition("=") for line in lines]
    return UnitInput(
        code=code or form.get("code", "").strip(),
        name=form.get("name", "").strip(),
        second_name=form.get("second_name", "").strip(),
        name_en=form.get("name_en", "").strip(),
        kind=form.get("kind", ""),
        parent=form.get("parent", ""),
        superior=form.get("superior", ""),
        phone=form.get("phone", "").strip(),
        posts=tuple((post.strip(), name.strip()) for post, _, name in posts),
    )
