"""公文交换: the boxes of one's unit, one document, signing and returning, sending, packages for a disk, directory."""

import secrets

from flask import Blueprint, flash, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.moving.form_errors import FormInvalidError
from app.cases.official.begin_document import BeginPage
from app.cases.official.enter_paper import enter_paper, read_entry
from app.cases.official.exchange_boxes import TABS, count_waiting, read_box, read_item, read_item_file
from app.cases.official.exchange_directory import close_site, enter_site, read_directory
from app.cases.official.exchange_export import export_letter, export_receipt
from app.cases.official.exchange_receive import import_package
from app.cases.official.exchange_return import return_document
from app.cases.official.exchange_send import (
    GENRES,
    URGENCIES,
    Entered,
    SendPage,
    read_send_page,
    send_document,
)
from app.cases.official.exchange_sign import sign_for
from app.cases.official.return_grounds import GROUNDS
from app.edge import Page, access, current_actor, current_runtime, page_request, see_other
from app.edge.download import file_answer
from app.edge.frame import COUNTS
from app.edge.kept_forms import kept_values
from app.edge.translate import form_language
from app.errors import InvalidError, NotFoundError
from app.forms.submission import ACTION
from app.text import text
from app.web._case_parts import UNPROCESSABLE, Tab, posted, posted_files, posted_form

blueprint = Blueprint("exchange", __name__, url_prefix="/exchange")
Answer = Response | tuple[str, int] | str
ZIP = "application/zip"
TOKEN = "__token"  # noqa: S105 - the name of a field


@blueprint.record_once
def _count_in_frame(state: BlueprintSetupState) -> None:
    state.app.extensions[COUNTS]["exchange.index"] = lambda: count_waiting(current_runtime(), current_actor())


@blueprint.get("")
@access("exchange.box")
def index() -> str:
    """Show one tab of the boxes."""
    asked, tab = page_request(), request.args.get("tab", "arrived")
    tab = tab if tab in TABS else "arrived"
    box = read_box(
        current_runtime(), current_actor(), tab=tab, q=asked.q, offset=asked.offset, size=asked.size
    )
    labels = {
        "arrived": gettext("待签收"),
        "signed": gettext("已签收、已退"),
        "sent": gettext("已发送"),
        "returned": gettext("退文、拒收"),
    }
    tabs = [Tab(url_for(".index", tab=name), labels[name], name == tab, box.counts[name]) for name in TABS]
    page = Page(box.items, box.total, asked.page, asked.size)
    return render_template(
        "exchange/index.html", box=box, tabs=tabs, page=page, asked=asked, heading=labels[tab]
    )


@blueprint.get("/<int:key>")
@access("exchange.read")
def show(key: int) -> str:
    """Show one document with its files and what became of it."""
    return _show(key)


@blueprint.post("/<int:key>/sign")
@access("exchange.receive")
def sign(key: int) -> Response:
    """Sign for a document; its case begins."""
    instance_key = sign_for(current_runtime(), current_actor(), key)
    flash(gettext("已签收，时间已告知来文单位。"), "good")
    return see_other(url_for("case.show", key=instance_key))


@blueprint.post("/<int:key>/return")
@access("exchange.receive")
def send_back(key: int) -> Answer:
    """Return a document that is not signed for yet."""
    try:
        return_document(
            current_runtime(),
            current_actor(),
            key,
            grounds=request.form.getlist("grounds"),
            reason=posted("reason"),
        )
    except InvalidError as error:
        return _show(key, problem=error), UNPROCESSABLE
    flash(gettext("已退回，理由已告知来文单位。"), "good")
    return see_other(url_for(".show", key=key))


@blueprint.get("/<int:key>/files/<int:place>")
@access("exchange.read")
def file(key: int, place: int) -> Response:
    """Hand out one file of a document."""
    found = read_item_file(current_runtime(), current_actor(), key, place)
    if found is None:
        raise NotFoundError(text("没有找到这个文件"))
    name, mime, content = found
    return file_answer(content, name, mime, shown=True)


@blueprint.get("/send")
@access("exchange.box")
def send() -> str:
    """Show the sending page, empty or with what came back."""
    again = request.args.get("again", type=int)
    return _send_page(read_send_page(current_runtime(), current_actor(), again=again))


@blueprint.post("/send")
@access("exchange.box")
def send_submit() -> Answer:
    """Send a document."""
    names = ("title", "number", "genre", "urgency", "limit_days", "dated_on", "note", "token", "previous")
    entered = Entered(to=request.form.getlist("to"), **{name: posted(name) for name in names})
    try:
        keys = send_document(current_runtime(), current_actor(), entered, posted_files("files"))
    except InvalidError as error:
        page = read_send_page(current_runtime(), current_actor())
        return _send_page(page, entered, error), UNPROCESSABLE
    flash(gettext("已发往%(count)s个单位。", count=len(keys)), "good")
    return see_other(url_for(".index", tab="sent"))


@blueprint.get("/paper")
@access("exchange.receive")
def paper() -> str:
    """Show the form for a document that came on paper."""
    kept = kept_values()
    data = kept.to_dict(flat=False) if kept is not None else None
    if data is not None:
        data[ACTION] = ["update"]
    page = read_entry(current_runtime(), current_actor(), data, locale=form_language())
    return _paper_page(page, secrets.token_hex(16))


@blueprint.post("/paper")
@access("exchange.receive")
def paper_submit() -> Answer:
    """Enter a document that came on paper."""
    data, files, token = posted_form(), posted_files(), posted(TOKEN) or secrets.token_hex(16)
    page = read_entry(current_runtime(), current_actor(), data, files=files, locale=form_language())
    if data.get(ACTION, ["submit"])[-1] != "submit":
        return _paper_page(page, token)
    if not page.is_complete:
        return _paper_page(page, token), UNPROCESSABLE
    try:
        started = enter_paper(current_runtime(), current_actor(), data, token=token, files=files)
    except FormInvalidError:
        return _paper_page(page, token), UNPROCESSABLE
    flash(gettext("已签收，请登记。"), "good")
    return see_other(url_for("case.show", key=started.key))


@blueprint.get("/<int:key>/package")
@access("exchange.send")
def package(key: int) -> Response:
    """Hand out the package of a document for a disk."""
    name, content = export_letter(current_runtime(), current_actor(), key)
    return file_answer(content, name, ZIP)


@blueprint.get("/<int:key>/receipt")
@access("exchange.read")
def receipt(key: int) -> Response:
    """Hand out the package with the receipt of a document that came from elsewhere."""
    name, content = export_receipt(current_runtime(), current_actor(), key)
    return file_answer(content, name, ZIP)


@blueprint.post("/import")
@access("exchange.box")
def take_package() -> Answer:
    """Take a package from a disk."""
    files = posted_files("package")
    if not files:
        flash(gettext("请选择交换包文件。"), "late")
        return see_other(url_for(".index"))
    try:
        taken = import_package(current_runtime(), current_actor(), files[0].content)
    except InvalidError as error:
        flash(gettext("交换包没有接收：%(reason)s", reason=str(error.message)), "late")
    else:
        flash(
            gettext("交换包已接收。") if taken.new else gettext("这个交换包以前已经接收过，没有重复登记。"),
            "good",
        )
    return see_other(url_for(".index"))


@blueprint.get("/directory")
@access("exchange.directory")
def directory() -> str:
    """Show the directory."""
    return render_template(
        "exchange/directory.html",
        directory=read_directory(current_runtime(), current_actor()),
        problem=None,
        typed={},
    )


@blueprint.post("/directory")
@access("exchange.directory")
def enter() -> Answer:
    """Enter an installation by its card."""
    address = posted("address").strip()
    try:
        enter_site(current_runtime(), current_actor(), posted("card"), address=address or None)
    except InvalidError as error:
        found = read_directory(current_runtime(), current_actor())
        page = render_template("exchange/directory.html", directory=found, problem=error, typed=request.form)
        return page, UNPROCESSABLE
    flash(gettext("已记入目录。请打电话向对方核对密钥指纹。"), "good")
    return see_other(url_for(".directory"))


@blueprint.post("/directory/<code>/close")
@access("exchange.directory")
def close(code: str) -> Response:
    """End the exchange with an installation."""
    close_site(current_runtime(), current_actor(), code, close=True)
    flash(gettext("已停止与对方交换。"), "good")
    return see_other(url_for(".directory"))


@blueprint.post("/directory/<code>/resume")
@access("exchange.directory")
def resume(code: str) -> Response:
    """Resume the exchange with an installation."""
    close_site(current_runtime(), current_actor(), code, close=False)
    flash(gettext("已恢复与对方交换。"), "good")
    return see_other(url_for(".directory"))


def _show(key: int, problem: InvalidError | None = None) -> str:
    item = read_item(current_runtime(), current_actor(), key)
    grounds = [(code, words) for code, (_article, words) in GROUNDS.items()]
    chosen = request.form.getlist("grounds") if problem else []
    return render_template(
        "exchange/item.html", item=item, grounds=grounds, problem=problem, chosen=chosen, typed=request.form
    )


def _paper_page(page: BeginPage, token: str) -> str:
    had_files = any(file.filename for file in request.files.values())
    return render_template(
        "exchange/paper.html", page=page, token=token, token_name=TOKEN, had_files=had_files
    )


def _send_page(page: SendPage, entered: Entered | None = None, problem: InvalidError | None = None) -> str:
    shown = entered or page.entered
    return render_template(
        "exchange/send.html",
        page=page,
        entered=shown,
        problem=problem,
        genres=GENRES,
        urgencies=URGENCIES,
        token=shown.token or secrets.token_hex(16),
    )
