"""The acts of the office on a case beside its tasks: each on a page of its own, with what it does and a reason."""

from flask import Blueprint, make_response, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.casebook.cancel_case import cancel_case
from app.cases.casebook.case_files import list_files
from app.cases.casebook.case_terms import CaseTerm, term_of_case
from app.cases.casebook.link_cases import link_case, unlink_case
from app.cases.casebook.unmask import unmask
from app.cases.desk.attach_files import attach_to_case
from app.cases.desk.comment import comment_case
from app.cases.moving.follow_leader import follow_leader, read_group
from app.cases.moving.link_kinds import KINDS
from app.cases.terms.extend_term import extend_term
from app.cases.terms.suspend_term import end_suspension, suspend_term
from app.edge import access, current_actor, current_runtime
from app.edge.translate import form_language
from app.errors import ForbiddenError
from app.text import text
from app.web._case_parts import Act, Input, act_page, choices, look, posted, posted_files

blueprint = Blueprint("case_acts", __name__)
Answer = Response | tuple[str, int] | str
BOTH = ["GET", "POST"]


def reason_input(hint: str = "") -> Input:
    """Return the field every act with consequences has."""
    return Input("area", "reason", gettext("理由"), hint)


@blueprint.route("/cases/<int:key>/comment", methods=BOTH)
@access("case.comment")
def comment(key: int) -> Answer:
    """Write a remark for the office."""
    act = Act(
        gettext("写批注"),
        gettext("批注只有办理此件的工作人员能看到，信访人看不到。"),
        gettext("保存批注"),
        (Input("area", "body", gettext("内容")),),
        gettext("批注已保存。"),
        "case.comment",
    )
    return act_page(key, act, lambda: comment_case(current_runtime(), current_actor(), key, posted("body")))


@blueprint.route("/cases/<int:key>/attach", methods=BOTH)
@access("case.attach")
def attach(key: int) -> Answer:
    """Add files to the case."""
    act = Act(
        gettext("补充材料"),
        gettext("涉密文件不得上传。可以一次选择多个文件。"),
        gettext("上传"),
        (Input("file", "file", gettext("附件")),),
        gettext("附件已上传。"),
        "case.attach",
        tab="files",
    )
    return act_page(
        key, act, lambda: attach_to_case(current_runtime(), current_actor(), key, posted_files("file"))
    )


@blueprint.get("/cases/<int:key>/unmask")
@access("sensitive.unmask")
def unmask_ask(key: int) -> Answer:
    """Ask for the reason."""
    return act_page(key, _unmask_act(), lambda: None)


@blueprint.post("/cases/<int:key>/unmask")
@access("sensitive.unmask")
def unmask_show(key: int) -> Answer:
    """Show personal data in the clear, once; they are in no address and in no cache."""
    found: list[Response] = []

    def do() -> None:
        clear = unmask(current_runtime(), current_actor(), key, posted("reason"), locale=form_language())
        found.append(make_response(render_template("case/clear.html", head=look(key), clear=clear)))

    page = act_page(key, _unmask_act(), do)
    if not found:
        return page
    found[0].headers["Cache-Control"] = "no-store"
    return found[0]


def _unmask_act() -> Act:
    return Act(
        gettext("查看完整个人信息"),
        gettext("电话、证件号码等默认不完整显示。查看会记录您的姓名、时间和理由，信访人可以看到。"),
        gettext("查看"),
        (reason_input(gettext("例如：电话联系信访人核实住址")),),
        gettext("已记录查看理由。"),
        "sensitive.unmask",
    )


@blueprint.route("/cases/<int:key>/cancel", methods=BOTH)
@access("case.cancel")
def cancel(key: int) -> Answer:
    """End a case that should not run."""
    act = Act(
        gettext("终止办理"),
        gettext("只用于误登记等不应继续办理的情形。所有未完成的步骤和期限随之结束，不能恢复。"),
        gettext("终止办理"),
        (reason_input(),),
        gettext("此件已终止。"),
        "case.cancel",
        danger=True,
    )
    return act_page(key, act, lambda: cancel_case(current_runtime(), current_actor(), key, posted("reason")))


@blueprint.route("/cases/<int:key>/link", methods=BOTH)
@access("case.link")
def link(key: int) -> Answer:
    """Link the case with another one."""
    kinds = choices(KINDS, but=("split",))
    act = Act(
        gettext("关联办件"),
        gettext("关联不改变两件各自的办理。并案办理时，本件是主办件。"),
        gettext("关联"),
        (
            Input("text", "number", gettext("另一件的编号"), gettext("例如：信访〔2026〕12号")),
            Input("select", "kind", gettext("关联种类"), options=kinds),
            Input("area", "note", gettext("说明"), optional=True),
        ),
        gettext("已关联。"),
        "case.link",
        tab="links",
    )

    def do() -> int:
        return link_case(
            current_runtime(),
            current_actor(),
            key,
            number=posted("number"),
            kind=posted("kind"),
            note=posted("note"),
        )

    return act_page(key, act, do)


@blueprint.route("/cases/<int:key>/unlink/<int:other>/<kind>", methods=BOTH)
@access("case.link")
def unlink(key: int, other: int, kind: str) -> Answer:
    """Undo a link."""
    act = Act(
        gettext("解除关联"),
        gettext("两件以后不再互相列出；解除的理由留在记录里。"),
        gettext("解除关联"),
        (reason_input(),),
        gettext("已解除关联。"),
        "case.link",
        tab="links",
    )
    return act_page(
        key,
        act,
        lambda: unlink_case(
            current_runtime(), current_actor(), key, other, kind=kind, reason=posted("reason")
        ),
    )


@blueprint.route("/cases/<int:key>/terms/<int:term_key>/extend", methods=BOTH)
@access("term.extend")
def extend(key: int, term_key: int) -> Answer:
    """Extend a term within what the law allows."""
    found = _term_to_change(key, term_key, "term.extend")
    legal = found.derivation.term
    act = Act(
        gettext("延长期限"),
        gettext(
            "%(law)s：最多可以延长 %(days)s 日，只能延长一次。",
            law=legal.citation,
            days=legal.extension_amount,
        ),
        gettext("批准延长"),
        (
            Input("text", "days", gettext("延长天数"), inputmode="numeric"),
            reason_input(gettext("理由会写入延期告知书，信访人看得到。")),
        ),
        gettext("期限已延长。"),
        "",
    )

    def do() -> int:
        return extend_term(
            current_runtime(), current_actor(), term_key, days=posted("days"), reason=posted("reason")
        )

    return act_page(key, act, do, back=url_for("case.term", key=key, term_key=term_key))


@blueprint.route("/cases/<int:key>/terms/<int:term_key>/suspend", methods=BOTH)
@access("term.suspend")
def suspend(key: int, term_key: int) -> Answer:
    """Stop the clock of a term for some days."""
    _term_to_change(key, term_key, "term.suspend")
    documents = list_files(current_runtime(), current_actor(), key).documents
    act = Act(
        gettext("中止计时"),
        gettext("听证、鉴定等期间不计入期限，首尾两日都算在内。"),
        gettext("中止计时"),
        (
            Input("text", "starts_on", gettext("开始日期"), gettext("例如：2026-09-07")),
            Input("text", "ends_on", gettext("结束日期"), gettext("例如：2026-09-11")),
            reason_input(),
            Input(
                "select",
                "document",
                gettext("依据的文书"),
                options=(("", gettext("无")), *((str(one.key), one.title) for one in documents)),
                optional=True,
            ),
        ),
        gettext("已中止计时。"),
        "",
    )

    def do() -> int:
        document = posted("document")
        return suspend_term(
            current_runtime(),
            current_actor(),
            term_key,
            starts_on=posted("starts_on"),
            ends_on=posted("ends_on"),
            reason=posted("reason"),
            document_key=int(document) if document.isascii() and document.isdigit() else None,
        )

    return act_page(key, act, do, back=url_for("case.term", key=key, term_key=term_key))


@blueprint.route("/cases/<int:key>/terms/<int:term_key>/pauses/<int:pause_key>", methods=BOTH)
@access("term.suspend")
def resume(key: int, term_key: int, pause_key: int) -> Answer:
    """Set another last day of a suspension."""
    _term_to_change(key, term_key, "term.suspend")
    act = Act(
        gettext("调整中止期间"),
        gettext("中止实际结束得早些或晚些时，填写实际的最后一日。"),
        gettext("保存"),
        (Input("text", "ends_on", gettext("结束日期"), gettext("例如：2026-09-11")), reason_input()),
        gettext("中止期间已调整。"),
        "",
    )

    def do() -> int:
        return end_suspension(
            current_runtime(),
            current_actor(),
            term_key,
            pause_key,
            ends_on=posted("ends_on"),
            reason=posted("reason"),
        )

    return act_page(key, act, do, back=url_for("case.term", key=key, term_key=term_key))


@blueprint.get("/cases/<int:key>/group")
@access("case.link")
def group(key: int) -> str:
    """Show what can be done in the members of a group now."""
    members = read_group(current_runtime(), current_actor(), key)
    return render_template("case/group.html", head=look(key), members=members, results=())


@blueprint.post("/cases/<int:key>/group")
@access("case.link")
def group_follow(key: int) -> str:
    """Do in every member what was done in the leading case."""
    results = follow_leader(current_runtime(), current_actor(), key)
    return render_template("case/group.html", head=look(key), members=(), results=results)


def _term_to_change(key: int, term_key: int, action: str) -> CaseTerm:
    """Return a term for an act on it; ForbiddenError when it is not this reader's to do."""
    found = term_of_case(current_runtime(), current_actor(), key, term_key)
    if action not in found.may:
        raise ForbiddenError(
            text("这个期限不能由您延长或中止：须由法定批准人办理，期限须正在计算并且依法可以这样做。")
        )
    return found.term
