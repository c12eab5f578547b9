"""The counter: enter a letter, a call or a visit; look for the same matter; print the slip with the 查询码."""

import secrets

from flask import Blueprint, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.desk.code_slip import print_code_slip
from app.cases.desk.register import IntakePage, read_intake
from app.cases.moving.form_errors import FormInvalidError
from app.cases.moving.start import start_case
from app.edge import access, client_address, current_actor, current_runtime, see_other
from app.edge.download import file_answer
from app.edge.kept_forms import kept_values
from app.edge.translate import form_language
from app.forms.submission import ACTION
from app.web._case_parts import UNPROCESSABLE, posted_files, posted_form

PROCESS = "petition"
TOKEN, CONFIRMED = "__token", "__confirmed"


def form() -> str | Response:
    """Show the form of the counter; what was typed when a session ended is filled in again."""
    kept = kept_values()
    data = kept.to_dict(flat=False) if kept is not None else None
    if data is not None:
        data[ACTION] = ["update"]
    page = read_intake(current_runtime(), current_actor(), PROCESS, data, locale=form_language())
    return _page(page, secrets.token_hex(16))


def submit() -> str | Response | tuple[str, int]:
    """Enter the case; a matter that is there already is shown first, and the clerk decides."""
    data, files = posted_form(), posted_files()
    token = request.form.get(TOKEN) or secrets.token_hex(16)
    page = read_intake(current_runtime(), current_actor(), PROCESS, data, files=files, locale=form_language())
    if data.get(ACTION, ["submit"])[-1] != "submit":
        return _page(page, token)
    if not page.is_complete:
        return _page(page, token), UNPROCESSABLE
    if page.similar and CONFIRMED not in data:
        return _page(page, token, warn=True)
    try:
        started = start_case(current_runtime(), current_actor(), PROCESS, data, token=token, files=files)
    except FormInvalidError:
        return _page(page, token), UNPROCESSABLE
    if started.repeated:
        return see_other(url_for("case.show", key=started.key))
    answer = make_response(
        render_template("case/slip.html", parts=(started,), title=gettext("来件已登记"), back=None)
    )
    # the 查询码 stands on this page and nowhere else
    answer.headers["Cache-Control"] = "no-store"
    return answer


def slip() -> Response:
    """Hand out the slip of a case as PDF; number and 查询码 are posted, so that they stand in no address."""
    number = request.form.get("number", "")
    content = print_code_slip(
        current_runtime(), current_actor(), number, request.form.get("code", ""), address=client_address()
    )
    answer = file_answer(content, f"{gettext('查询码条')} {number}.pdf", "application/pdf", shown=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(page: IntakePage, token: str, *, warn: bool = False) -> str:
    return render_template(
        "case/register.html",
        page=page,
        token=token,
        warn=warn,
        token_name=TOKEN,
        confirmed_name=CONFIRMED,
        had_files=any(file.filename for file in request.files.values()),
    )


def install(blueprint: Blueprint) -> None:
    """Add the counter to the pages of cases, under the name the menu knows."""
    allowed = access("case.start")
    blueprint.add_url_rule("/cases/register", "register", allowed(form))
    blueprint.add_url_rule("/cases/register", "register_submit", allowed(submit), methods=["POST"])
    blueprint.add_url_rule("/cases/slip.pdf", "slip", allowed(slip), methods=["POST"])
