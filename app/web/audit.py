"""Pages of the audit administrator: the record, who looked, verification, erasure requests. Every look is logged."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.audit.action import ACTIONS
from app.cases.record.erase_personal_data import erase_personal_data, plan_erasure
from app.cases.record.search_record import RecordQuery, search_looks, search_record, verify_for_audit
from app.edge import Page, access, current_actor, current_runtime, page_request, see_other
from app.edge.request import as_day
from app.errors import InvalidError, NotFoundError

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
_PAGE = 50


@blueprint.get("")
@access("audit.read")
def index() -> str:
    """Search the record."""
    asked, query = page_request(size=_PAGE), _query()
    items, total = search_record(
        current_runtime(), current_actor(), query, offset=asked.offset, size=asked.size
    )
    page = Page(items, total, asked.page, asked.size)
    return render_template("audit/index.html", page=page, query=query, actions=ACTIONS)


@blueprint.get("/looks")
@access("audit.read")
def looks() -> str:
    """Show who looked at a case, or at any."""
    asked, number = page_request(size=_PAGE), request.args.get("number", "")[:60]
    items, total = search_looks(
        current_runtime(), current_actor(), number, offset=asked.offset, size=asked.size
    )
    return render_template("audit/looks.html", page=Page(items, total, asked.page, asked.size), number=number)


@blueprint.get("/verify")
@access("audit.read")
def verify() -> str:
    """Ask what is to be verified."""
    return render_template("audit/verify.html", number="", report=None, problem=None)


@blueprint.post("/verify")
@access("audit.read")
def verify_now() -> str | tuple[str, int]:
    """Verify the record, or one case's, and show what was found; nothing is changed."""
    number, report, problem = request.form.get("number", "")[:60].strip(), None, None
    try:
        report = verify_for_audit(current_runtime(), current_actor(), number)
    except NotFoundError as error:
        problem = InvalidError(error.message, {"number": [error.message]})
    page = render_template("audit/verify.html", number=number, report=report, problem=problem)
    return (page, 422) if problem else page


@blueprint.get("/erasure")
@access("audit.read")
def erasure() -> str | tuple[str, int]:
    """Show which data of a case may be erased and which must stay."""
    return _erasure(request.args.get("number", "")[:60].strip())


@blueprint.post("/erasure")
@access("audit.read")
def erase() -> str | tuple[str, int] | Response:
    """Erase what may go."""
    number, reason = request.form.get("number", "")[:60].strip(), request.form.get("reason", "")[:2000]
    try:
        done = erase_personal_data(current_runtime(), current_actor(), number, reason)
    except InvalidError as error:
        return _erasure(number, error)
    if done.possible:
        flash(gettext("已依法删除，并记入记录"), "good")
    else:
        flash(gettext("没有可以删除的内容，申请已记入记录"), "soon")
    return see_other(url_for(".erasure", number=number))


def _erasure(number: str, problem: InvalidError | None = None) -> str | tuple[str, int]:
    plan = None
    try:
        plan = plan_erasure(current_runtime(), current_actor(), number) if number else None
    except NotFoundError as error:
        problem = InvalidError(error.message, {"number": [error.message]})
    page = render_template("audit/erasure.html", number=number, plan=plan, problem=problem)
    return (page, 422) if problem else page


def _query() -> RecordQuery:
    given = request.args
    return RecordQuery(
        number=given.get("number", "")[:60].strip(),
        since=as_day(given.get("since", "")),
        until=as_day(given.get("until", "")),
        who=given.get("who", "")[:80].strip(),
        action=given.get("action", "") if given.get("action", "") in ACTIONS else "",
    )
