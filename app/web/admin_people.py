"""Accounts as the system administrator keeps them; units and the import stand in the modules beside it."""

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.edge import Page, access, current_actor, current_runtime, page_request, see_other
from app.edge.translate import translate
from app.errors import InvalidError
from app.people.account_state import disable_account, enable_account, reset_password
from app.people.accounts import (
    AccountFilter,
    AccountInput,
    change_account,
    create_account,
    form_choices,
    list_accounts,
    read_account,
    unit_choices,
)
from app.people.names import fold_login
from app.people.role_names import ROLE_NAMES, role_name
from app.web import _admin_import, _admin_units
from app.web._admin_blueprint import blueprint

__all__ = ["blueprint"]
PARTS = (_admin_import, _admin_units)
"""Modules whose views belong to the same blueprint; importing them is what registers them."""
_SORTS = ("login", "name", "unit", "created")


@blueprint.get("/accounts")
@access("people.read")
def accounts() -> str:
    """List accounts, filtered and page by page."""
    runtime, actor = current_runtime(), current_actor()
    asked = page_request(sorts=_SORTS, size=25)
    kind = request.args.get("kind", "")
    wanted = AccountFilter(
        kind=kind if kind in ("staff", "citizen") else "",
        unit=request.args.get("unit", ""),
        q=asked.q,
        sort=asked.sort or "login",
        offset=asked.offset,
        size=asked.size,
    )
    found, total = list_accounts(runtime, actor, wanted)
    return render_template(
        "admin/accounts.html",
        page=Page(found, total, asked.page, asked.size),
        wanted=wanted,
        units=unit_choices(runtime, actor),
        role_name=role_name,
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@access("people.manage")
def new_account() -> str | tuple[str, int]:
    """Add a staff account; its first password is shown once."""
    runtime, actor, problem = current_runtime(), current_actor(), None
    if request.method == "POST":
        entered = _entered(fold_login(request.form.get("login", "")))
        try:
            key, password = create_account(runtime, actor, entered)
        except InvalidError as error:
            problem = error
        else:
            return _password_page(key, password)
    page = render_template(
        "admin/account_form.html", account=None, problem=problem, units=form_choices(runtime, actor)
    )
    return (page, 422) if problem else page


@blueprint.get("/accounts/<int:key>")
@access("people.read")
def account(key: int) -> str:
    """Show one account with what the reader may do to it."""
    runtime, actor = current_runtime(), current_actor()
    return render_template(
        "admin/account.html", account=read_account(runtime, actor, key), role_name=role_name, roles=ROLE_NAMES
    )


@blueprint.route("/accounts/<int:key>/edit", methods=["GET", "POST"])
@access("people.manage")
def edit_account(key: int) -> str | tuple[str, int] | Response:
    """Change name, unit, posts and e-mail of a staff account."""
    runtime, actor, problem = current_runtime(), current_actor(), None
    shown = read_account(runtime, actor, key)
    if request.method == "POST":
        try:
            change_account(runtime, actor, key, _entered(shown.login))
        except InvalidError as error:
            problem = error
        else:
            flash(gettext("已保存"), "good")
            return see_other(url_for("admin_people.account", key=key))
    page = render_template(
        "admin/account_form.html", account=shown, problem=problem, units=form_choices(runtime, actor)
    )
    return (page, 422) if problem else page


@blueprint.post("/accounts/<int:key>/disable")
@access("people.manage")
def disable(key: int) -> Response:
    """Disable an account."""
    try:
        disable_account(current_runtime(), current_actor(), key)
    except InvalidError as error:
        flash(translate(error.message), "late")
    else:
        flash(gettext("账号已停用，其登录已全部退出"), "good")
    return see_other(url_for("admin_people.account", key=key))


@blueprint.post("/accounts/<int:key>/enable")
@access("people.manage")
def enable(key: int) -> Response:
    """Let an account be used again."""
    try:
        enable_account(current_runtime(), current_actor(), key)
    except InvalidError as error:
        flash(translate(error.message), "late")
    else:
        flash(gettext("账号已启用"), "good")
    return see_other(url_for("admin_people.account", key=key))


@blueprint.post("/accounts/<int:key>/reset")
@access("people.manage")
def reset(key: int) -> str:
    """Give an account a new password, shown once."""
    forget = request.form.get("second_factor") == "1"
    return _password_page(key, reset_password(current_runtime(), current_actor(), key, second_factor=forget))


def _password_page(key: int, password: str) -> str:
    shown = read_account(current_runtime(), current_actor(), key)
    return render_template("admin/first_password.html", account=shown, password=password)


def _entered(login: str) -> AccountInput:
    form = request.form
    return AccountInput(
        login=login,
        name=form.get("name", "").strip(),
        unit=form.get("unit", ""),
        groups=tuple(sorted(set(form.getlist("groups")))),
        email=form.get("email", "").strip(),
    )
