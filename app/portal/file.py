"""File a petition online: write, save, check the answers, send, keep the receipt."""

from flask import Blueprint, flash, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.citizen import filing
from app.cases.citizen.case_receipt import read_case_receipt
from app.cases.citizen.list_services import list_services
from app.cases.citizen.read_and_keep import CitizenPost
from app.cases.moving.form_errors import FormInvalidError
from app.cases.record.audit_receipt import read_leaf
from app.edge import client_address, current_actor, current_runtime, is_htmx, open_case, public, rate_limited
from app.edge.htmx import see_other
from app.edge.translate import form_language
from app.errors import NotFoundError
from app.forms.paths import to_anchor
from app.people.throttle import FILE_ADDRESS
from app.portal._request import form_page, kept_token, posted, posted_files, remember_token

blueprint = Blueprint("file", __name__, url_prefix="/file")


@blueprint.get("")
@public
def index() -> str:
    """Say what one should know before writing, and list the services."""
    return render_template(
        "portal/file_index.html", services=list_services(current_runtime(), form_language())
    )


@blueprint.get("/<process_id>")
@public
def write(process_id: str) -> Response:
    """Show the form as it was left; ?check=1 shows what is still missing."""
    page = filing.read_filing(
        current_runtime(),
        current_actor(),
        kept_token(process_id),
        process_id,
        form_language(),
        check=request.args.get("check") == "1",
    )
    return form_page(
        "portal/file_form.html",
        service=page.service,
        view=page.view,
        saved_at=page.saved_at,
        expires_at=page.expires_at,
        process_id=process_id,
    )


@blueprint.post("/<process_id>")
@public
def save(process_id: str) -> Response:
    """Keep what was typed; go on to the check page, stay for 更新, show what is wrong."""
    service, reading = filing.save_filing(
        current_runtime(),
        current_actor(),
        process_id,
        CitizenPost(posted(), posted_files(), kept_token(process_id)),
        address=client_address(),
        locale=form_language(),
    )
    remember_token(process_id, reading.token)
    submission = reading.submission
    if submission.errors or is_htmx():
        return form_page(
            "portal/file_form.html",
            invalid=bool(submission.errors),
            service=service,
            view=reading.view,
            saved_at=reading.kept.saved_at,
            expires_at=reading.kept.expires_at,
            process_id=process_id,
        )
    if reading.saved:
        flash(gettext("草稿已保存"), "good")
        return see_other(url_for(".write", process_id=process_id))
    if submission.is_complete:
        return see_other(url_for(".check", process_id=process_id))
    return see_other(url_for(".write", process_id=process_id, _anchor=_anchor(submission.focus)))


@blueprint.get("/<process_id>/check")
@public
def check(process_id: str) -> Response | str:
    """Show the answers once more; incomplete ones go back to the form."""
    page = filing.read_check(
        current_runtime(), current_actor(), kept_token(process_id), process_id, form_language()
    )
    if page is None:
        return see_other(url_for(".write", process_id=process_id))
    if not page.is_complete:
        return see_other(url_for(".write", process_id=process_id, check=1))
    return render_template("portal/file_check.html", page=page, process_id=process_id)


@blueprint.post("/<process_id>/send")
@public
@rate_limited(FILE_ADDRESS)
def send(process_id: str) -> Response:
    """Start the case; a second click finds the same case."""
    try:
        started = filing.submit_filing(
            current_runtime(), current_actor(), kept_token(process_id), process_id, locale=form_language()
        )
    except FormInvalidError:
        return see_other(url_for(".write", process_id=process_id, check=1))
    except NotFoundError as gone:
        flash(gettext(gone.message.msgid), "soon")
        return see_other(url_for(".write", process_id=process_id))
    open_case(started.key)
    return see_other(url_for(".receipt", process_id=process_id))


@blueprint.get("/<process_id>/receipt")
@public
def receipt(process_id: str) -> Response | str:
    """Show number and 查询码 right after sending; later only the tracking page knows the case."""
    sent = filing.find_sent(current_runtime(), current_actor(), kept_token(process_id), process_id)
    if sent is None:
        return see_other(url_for("track.index"))
    page = read_case_receipt(
        current_runtime(), current_actor(), sent.number, form_language(), just_filed=True
    )
    leaf = read_leaf(current_runtime(), current_actor(), sent.number)
    return render_template(
        "portal/file_receipt.html", sent=sent, receipt=page, leaf=leaf, process_id=process_id
    )


@blueprint.post("/<process_id>/done")
@public
def done(process_id: str) -> Response:
    """Take the 查询码 off this browser: the citizen has noted it."""
    sent = filing.find_sent(current_runtime(), current_actor(), kept_token(process_id), process_id)
    filing.drop_filing(current_runtime(), current_actor(), kept_token(process_id), process_id)
    _forget(process_id)
    return see_other(url_for("track.show", number=sent.number) if sent else url_for("track.index"))


@blueprint.post("/<process_id>/discard")
@public
def discard(process_id: str) -> Response:
    """Delete the draft."""
    filing.drop_filing(current_runtime(), current_actor(), kept_token(process_id), process_id)
    _forget(process_id)
    flash(gettext("草稿已删除"), "info")
    return see_other(url_for(".index"))


def _forget(process_id: str) -> None:
    kept = dict(cookie.get("filing") or {})
    kept.pop(process_id, None)
    cookie["filing"] = kept


def _anchor(focus: str) -> str | None:
    """Return the element to return to after 更新, 添加 or 删除."""
    if focus:
        return to_anchor(tuple(focus.split("[", 1)[0].split(".")))
    pressed = (request.form.get("__action") or "").partition(":")[2]
    return to_anchor(tuple(pressed.split("."))) if pressed else None
