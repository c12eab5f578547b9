"""Pages that set a case right: correct an entry, date, remark or notice; divide a message into linked cases."""

import secrets

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.casebook.correct import correct_date, correct_document, correct_remark, read_to_correct
from app.cases.casebook.correct_entry import correct_entry, read_entry
from app.cases.casebook.split import read_split, split_case
from app.cases.desk.office_words import DATE_KINDS
from app.edge import access, current_actor, current_runtime, see_other
from app.edge.translate import form_language, translate
from app.errors import InvalidError
from app.forms.submission import ACTION
from app.web._case_parts import (
    UNPROCESSABLE,
    Act,
    Input,
    act_page,
    look,
    posted,
    posted_files,
    posted_form,
)

blueprint = Blueprint("case_corrections", __name__)
Answer = Response | tuple[str, int] | str
BOTH = ["GET", "POST"]


@blueprint.route("/cases/<int:key>/correct/dates/<int:entry_key>", methods=BOTH)
@access("case.correct")
def public_date(key: int, entry_key: int) -> Answer:
    """Correct a public date."""
    wrong = read_to_correct(current_runtime(), current_actor(), key, "case_date", entry_key)
    label = translate(DATE_KINDS.get(wrong.label, wrong.label))
    act = Act(
        gettext("更正日期"),
        gettext(
            "原记录：%(kind)s %(day)s。更正后两条都保留，信访人看到更正后的日期。",
            kind=label,
            day=wrong.on_date,
        ),
        gettext("更正"),
        (
            Input("text", "on_date", gettext("正确的日期"), gettext("例如：2026-06-30")),
            Input("area", "reason", gettext("理由")),
        ),
        gettext("日期已更正，原记录保留。"),
        "case.correct",
    )

    def do() -> None:
        correct_date(
            current_runtime(),
            current_actor(),
            key,
            entry_key,
            on_date=posted("on_date"),
            reason=posted("reason"),
        )

    return act_page(key, act, do)


@blueprint.route("/cases/<int:key>/correct/remarks/<int:entry_key>", methods=BOTH)
@access("case.correct")
def remark(key: int, entry_key: int) -> Answer:
    """Correct a remark."""
    wrong = read_to_correct(current_runtime(), current_actor(), key, "comment", entry_key)
    act = Act(
        gettext("更正批注"),
        gettext("更正后两条都保留。"),
        gettext("更正"),
        (
            Input("area", "body", gettext("正确的内容"), value=wrong.body),
            Input("area", "reason", gettext("理由")),
        ),
        gettext("批注已更正，原文保留。"),
        "case.correct",
    )

    def do() -> None:
        correct_remark(
            current_runtime(), current_actor(), key, entry_key, body=posted("body"), reason=posted("reason")
        )

    return act_page(key, act, do)


@blueprint.route("/cases/<int:key>/correct/documents/<int:entry_key>", methods=BOTH)
@access("case.correct")
def document(key: int, entry_key: int) -> Answer:
    """Put the right version of an issued notice beside the wrong one."""
    wrong = read_to_correct(current_runtime(), current_actor(), key, "document", entry_key)
    act = Act(
        gettext("更正文书"),
        gettext("原文书“%(title)s”保留并标明已更正；上传更正后的 PDF，文号不变。", title=wrong.label),
        gettext("更正"),
        (
            Input("file", "file", gettext("更正后的文书（PDF）")),
            Input("area", "reason", gettext("理由")),
        ),
        gettext("文书已更正，原文书保留。"),
        "case.correct",
        tab="files",
    )

    def do() -> None:
        correct_document(
            current_runtime(),
            current_actor(),
            key,
            entry_key,
            files=posted_files("file"),
            reason=posted("reason"),
        )

    return act_page(key, act, do)


@blueprint.get("/cases/<int:key>/correct/entries/<int:entry_key>")
@access("case.correct")
def entry(key: int, entry_key: int) -> Answer:
    """Show what was entered, to be corrected."""
    view = read_entry(current_runtime(), current_actor(), key, entry_key, locale=form_language())
    page = make_response(_entry_page(key, view))
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.post("/cases/<int:key>/correct/entries/<int:entry_key>")
@access("case.correct")
def entry_submit(key: int, entry_key: int) -> Answer:
    """Store the right entry beside the wrong one."""
    data = posted_form()
    problem: InvalidError | None = None
    if data.get(ACTION, ["submit"])[-1] == "submit":
        try:
            correct_entry(current_runtime(), current_actor(), key, entry_key, data, reason=posted("reason"))
        except InvalidError as error:
            problem = error
        else:
            flash(gettext("录入内容已更正，原内容保留。"), "good")
            return see_other(url_for("case.show", key=key))
    view = read_entry(current_runtime(), current_actor(), key, entry_key, data, locale=form_language())
    page = _entry_page(key, view, problem)
    return (page, UNPROCESSABLE) if problem is not None else page


@blueprint.get("/cases/<int:key>/split")
@access("case.correct")
def split(key: int) -> Answer:
    """Show the form that divides a message."""
    view = read_split(current_runtime(), current_actor(), key, locale=form_language())
    return _split_page(key, view, secrets.token_hex(16))


@blueprint.post("/cases/<int:key>/split")
@access("case.correct")
def split_submit(key: int) -> Answer:
    """Divide the message, or show the form again with rows added or problems."""
    data, token = posted_form(), posted("__token") or secrets.token_hex(16)
    status = 200
    if data.get(ACTION, ["submit"])[-1] == "submit":
        try:
            done = split_case(
                current_runtime(),
                current_actor(),
                key,
                data,
                token=token,
                end_original=posted("__original") != "continue",
            )
        except InvalidError:
            status = UNPROCESSABLE
        else:
            if done.repeated:
                return see_other(url_for("case.links", key=key))
            slip = render_template(
                "case/slip.html",
                parts=done.parts,
                title=gettext("已拆分为%(count)s件", count=len(done.parts)),
                back=url_for("case.links", key=key),
            )
            answer = make_response(slip)
            answer.headers["Cache-Control"] = "no-store"
            return answer
    view = read_split(current_runtime(), current_actor(), key, data, locale=form_language())
    return _split_page(key, view, token), status


def _split_page(key: int, view: object, token: str) -> str:
    return render_template(
        "case/split.html",
        head=look(key),
        view=view,
        token=token,
        original=request.form.get("__original", "end"),
    )


def _entry_page(key: int, view: object, problem: InvalidError | None = None) -> str:
    return render_template(
        "case/entry.html", head=look(key), view=view, problem=problem, reason=posted("reason")
    )
