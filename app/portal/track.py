"""Follow one's own case: open it with number and 查询码, see how far it is, act where it is one's turn."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.cases.citizen.add_files import add_files, read_add_files
from app.cases.citizen.case_receipt import read_case_receipt
from app.cases.citizen.list_own_cases import list_own_cases
from app.cases.citizen.open_by_code import open_by_code
from app.cases.citizen.own_case import is_own_case
from app.cases.citizen.own_task import read_own_task, submit_own_task
from app.cases.citizen.public_case import read_public_case
from app.cases.citizen.public_document import open_public_document
from app.cases.citizen.public_term import read_public_term
from app.cases.citizen.read_and_keep import CitizenPost
from app.cases.citizen.withdraw import read_withdraw, withdraw_case
from app.cases.moving.reference import plain_number
from app.cases.record.audit_access import PURPOSES, list_access, record_access
from app.cases.record.audit_receipt import read_leaf, read_receipt
from app.edge import (
    Page,
    client_address,
    current_actor,
    current_runtime,
    open_case,
    page_request,
    public,
    rate_limited,
)
from app.edge.download import file_answer
from app.edge.htmx import see_other
from app.edge.translate import form_language
from app.errors import ConflictError, InvalidError, LuoshuError, NotFoundError, TooManyAttemptsError
from app.people.throttle import FILE_ADDRESS
from app.portal._request import form_page, kept_token, posted, posted_files, remember_token

blueprint = Blueprint("track", __name__, url_prefix="/track")
_FEW_LOOKS = 20
_TYPED = 8
"""What is longer was typed, not ticked, and is given back when a step is closed by now."""


def _own(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lead a reader who has not opened the case to the look-up form, and say kindly when a step is closed."""

    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        try:
            return view(**arguments)
        except NotFoundError:
            number = plain_number(arguments["number"])
            if request.method != "GET" or is_own_case(current_runtime(), current_actor(), number):
                raise
            return redirect(url_for("track.index", number=number), code=303)
        except ConflictError as closed:
            body = render_template(
                "portal/track_closed.html",
                number=plain_number(arguments["number"]),
                message=closed.message,
                typed=[text for texts in posted().values() for text in texts if len(text) > _TYPED],
            )
            return Response(body, status=409, mimetype="text/html")

    return guarded


@blueprint.get("")
@public
def index() -> str:
    """Show the look-up form, and the cases this person may follow."""
    asked = page_request()
    found = list_own_cases(current_runtime(), current_actor(), offset=asked.offset, size=asked.size)
    return render_template(
        "portal/track_index.html",
        number=request.args.get("number", "")[:60],
        cases=Page(found.items, found.total, asked.page, asked.size),
        problem=None,
    )


@blueprint.post("")
@public
def open_() -> AnyResponse:
    """Open a case with number and 查询码."""
    number = request.form.get("number", "")[:60]
    try:
        key, known = open_by_code(
            current_runtime(), number, request.form.get("code", ""), address=client_address()
        )
    except (InvalidError, TooManyAttemptsError) as error:
        return _refused(number, error)
    open_case(key)
    return see_other(url_for(".show", number=known))


def _refused(number: str, error: LuoshuError) -> Response:
    locked = isinstance(error, TooManyAttemptsError)
    body = render_template(
        "portal/track_index.html",
        number=number,
        cases=Page((), 0, 1, 20),
        problem=error.message,
        locked=locked,
    )
    headers = (
        {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, TooManyAttemptsError) else {}
    )
    return Response(body, status=429 if locked else 422, headers=headers, mimetype="text/html")


@blueprint.get("/<number>")
@public
@_own
def show(number: str) -> str:
    """Show the case."""
    runtime, actor = current_runtime(), current_actor()
    case = read_public_case(runtime, actor, plain_number(number), form_language())
    record_access(runtime, actor, case.key, purpose="own")
    looks = list_access(runtime, actor, case.key)
    return render_template(
        "portal/track_show.html",
        case=case,
        looks=looks[:_FEW_LOOKS],
        look_count=len(looks),
        purposes=PURPOSES,
    )


@blueprint.get("/<number>/print")
@public
@_own
def print_(number: str) -> str:
    """Show the case in large type for printing and for weak eyes."""
    case = read_public_case(current_runtime(), current_actor(), plain_number(number), form_language())
    return render_template("portal/track_print.html", case=case)


@blueprint.get("/<number>/receipt")
@public
@_own
def receipt(number: str) -> str:
    """Show the receipt of the filed case, without the 查询码."""
    page = read_case_receipt(current_runtime(), current_actor(), plain_number(number), form_language())
    leaf = read_leaf(current_runtime(), current_actor(), page.number)
    return render_template("portal/track_receipt.html", receipt=page, leaf=leaf)


@blueprint.get("/<number>/receipt.json")
@public
@_own
def record(number: str) -> Response:
    """Hand out the record of the case, to be checked without this site."""
    found = read_receipt(current_runtime(), current_actor(), plain_number(number))
    body = orjson.dumps(found, option=orjson.OPT_INDENT_2)
    return file_answer(body, f"{plain_number(number)}.json", "application/json")


@blueprint.get("/<number>/terms/<int:place>")
@public
@_own
def term(number: str, place: int) -> str:
    """Show how a date was computed."""
    page = read_public_term(current_runtime(), current_actor(), plain_number(number), place, form_language())
    return render_template("portal/track_term.html", page=page)


@blueprint.get("/<number>/documents/<place>")
@public
@_own
def document(number: str, place: str) -> Response:
    """Hand out an issued document."""
    found = open_public_document(current_runtime(), current_actor(), plain_number(number), place)
    return file_answer(found.content, found.name, found.mime)


@blueprint.get("/<number>/do/<place>")
@public
@_own
def task(number: str, place: str) -> Response:
    """Show the form of something the citizen can do."""
    page = read_own_task(
        current_runtime(),
        current_actor(),
        plain_number(number),
        place,
        token=kept_token(_kept(number, place)),
        locale=form_language(),
    )
    return form_page("portal/track_task.html", page=page, place=place)


@blueprint.post("/<number>/do/<place>")
@public
@_own
def do_task(number: str, place: str) -> AnyResponse:
    """Do it, or show again what is wrong."""
    kept = _kept(number, place)
    post = CitizenPost(posted(), posted_files(), kept_token(kept), _device())
    page = submit_own_task(
        current_runtime(), current_actor(), plain_number(number), place, post, locale=form_language()
    )
    if page is not None:
        remember_token(kept, page.token)
        invalid = page.view is not None and bool(page.view.errors)
        if page.saved and not invalid:
            flash(gettext("草稿已保存"), "good")
            return see_other(request.path)
        return form_page("portal/track_task.html", invalid=invalid, page=page, place=place)
    flash(gettext("已经收到，谢谢您。"), "good")
    return see_other(url_for(".show", number=number))


@blueprint.get("/<number>/withdraw")
@public
@_own
def withdraw(number: str) -> Response:
    """Ask whether to withdraw."""
    page = read_withdraw(current_runtime(), current_actor(), plain_number(number), form_language())
    return form_page("portal/track_withdraw.html", page=page)


@blueprint.post("/<number>/withdraw")
@public
@_own
def do_withdraw(number: str) -> AnyResponse:
    """Withdraw the case."""
    page = withdraw_case(current_runtime(), current_actor(), plain_number(number), posted(), form_language())
    if page is not None:
        return form_page("portal/track_withdraw.html", invalid=bool(page.view.errors), page=page)
    flash(gettext("已经撤回。以后有新的事实和理由，可以重新提出。"), "good")
    return see_other(url_for(".show", number=number))


@blueprint.get("/<number>/files")
@public
@_own
def files(number: str) -> str:
    """Ask for files to add to the case."""
    page = read_add_files(current_runtime(), current_actor(), plain_number(number))
    return render_template("portal/track_files.html", page=page, problem=None)


@blueprint.post("/<number>/files")
@public
@rate_limited(FILE_ADDRESS)
@_own
def do_add_files(number: str) -> AnyResponse:
    """Add files, or say about each what is wrong with it."""
    runtime, actor, plain = current_runtime(), current_actor(), plain_number(number)
    try:
        count = add_files(runtime, actor, plain, posted_files())
    except InvalidError as problem:
        page = read_add_files(runtime, actor, plain)
        return form_page("portal/track_files.html", invalid=True, page=page, problem=problem)
    flash(gettext("收到%(count)s个文件，已告知承办单位。", count=count), "good")
    return see_other(url_for(".show", number=plain))


def _kept(number: str, place: str) -> str:
    return f"{plain_number(number)}/{place}"


def _device() -> str:
    return f"{client_address()} {request.user_agent.string[:200]}"
