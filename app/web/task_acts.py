"""Acts on a task beside its form, each on a small page of its own: signers, questions, delegation, going back."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.operations.add_signer import PLACES, add_signer
from app.cases.operations.answer_side import answer_side
from app.cases.operations.ask import ask
from app.cases.operations.change_round import add_to_round, remove_from_round
from app.cases.operations.delegate import delegate
from app.cases.operations.read_side import read_side
from app.cases.operations.remove_signer import remove_signer
from app.cases.operations.return_task import ReturnTarget, return_targets, return_task
from app.cases.operations.take_back import take_back
from app.edge import access, current_actor, current_runtime, see_other
from app.edge.htmx import local_path
from app.edge.translate import translate
from app.errors import ConflictError, InvalidError
from app.web._case_parts import UNPROCESSABLE, Act, Input, posted
from app.web._task_parts import task_act_page

blueprint = Blueprint("task_acts", __name__)
Answer = Response | tuple[str, int] | str
BOTH = ["GET", "POST"]
CLERK = access("task.operate")


def _people(name: str, label: str, hint: str = "") -> Input:
    return Input("text", name, label, hint or gettext("填写姓名或登录名。"))


def _why(hint: str = "") -> Input:
    return Input("area", "reason", gettext("理由"), hint)


@blueprint.route("/tasks/<int:key>/signers", methods=BOTH)
@CLERK
def signers(key: int) -> Answer:
    """Ask others for an opinion before or after the task."""
    options = tuple((name, label) for name, label in PLACES.items())
    act = Act(
        gettext("加签"),
        gettext("被加签的人在待办中看到这件事，填写意见；所有意见都显示在本任务页面上。"),
        gettext("加签"),
        (
            _people(
                "signers", gettext("请谁加签"), gettext("填写姓名或登录名，可以填多个，用顿号或逗号分开。")
            ),
            Input("select", "place", gettext("方式"), options=options),
            Input("area", "question", gettext("要征求的内容")),
        ),
        gettext("已请求加签。"),
        "",
    )
    return task_act_page(
        key,
        act,
        lambda: add_signer(
            current_runtime(),
            current_actor(),
            key,
            place=posted("place"),
            signers=posted("signers"),
            question=posted("question"),
        ),
    )


@blueprint.route("/tasks/<int:key>/requests/<int:request_key>/withdraw", methods=BOTH)
@CLERK
def withdraw(key: int, request_key: int) -> Answer:
    """Withdraw what was asked beside the task."""
    act = Act(
        gettext("减签、撤回征求"),
        gettext("尚未回复的可以撤回；撤回的理由留在记录里。"),
        gettext("撤回"),
        (_why(),),
        gettext("已撤回。"),
        "",
    )
    return task_act_page(
        key,
        act,
        lambda: remove_signer(current_runtime(), current_actor(), request_key, reason=posted("reason")),
    )


@blueprint.route("/tasks/<int:key>/round", methods=BOTH)
@CLERK
def add_round(key: int) -> Answer:
    """Ask one more person in the round of signing."""
    act = Act(
        gettext("会签加签"),
        gettext("在本轮会签中增加一方，与其他会签人同时（或者依次）签署。"),
        gettext("加签"),
        (
            _people("signer", gettext("请谁会签")),
            Input(
                "text",
                "weight",
                gettext("权重"),
                gettext("票签时使用，一般为 1。"),
                value="1",
                inputmode="numeric",
            ),
            _why(),
        ),
        gettext("已加签。"),
        "",
    )
    return task_act_page(
        key,
        act,
        lambda: add_to_round(
            current_runtime(),
            current_actor(),
            key,
            signer=posted("signer"),
            weight=posted("weight"),
            reason=posted("reason"),
        ),
    )


@blueprint.route("/tasks/<int:key>/round/<int:other_key>/remove", methods=BOTH)
@CLERK
def remove_round(key: int, other_key: int) -> Answer:
    """Ask one person of the round no longer."""
    act = Act(
        gettext("会签减签"),
        gettext("尚未签署的一方不再参加本轮会签；其余各方签完即往下办理。"),
        gettext("减签"),
        (_why(),),
        gettext("已减签。"),
        "",
    )
    return task_act_page(
        key,
        act,
        lambda: remove_from_round(
            current_runtime(), current_actor(), key, other_key, reason=posted("reason")
        ),
        to_list=key == other_key,
    )


@blueprint.route("/tasks/<int:key>/ask", methods=BOTH)
@CLERK
def ask_colleague(key: int) -> Answer:
    """Put a question to a colleague."""
    act = Act(
        gettext("沟通"),
        gettext("向一位同事提问，不影响您继续办理。回答显示在本任务页面上。"),
        gettext("提问"),
        (_people("colleague", gettext("问谁")), Input("area", "question", gettext("问题"))),
        gettext("已提问。"),
        "",
    )
    return task_act_page(
        key,
        act,
        lambda: ask(
            current_runtime(),
            current_actor(),
            key,
            colleague=posted("colleague"),
            question=posted("question"),
        ),
    )


@blueprint.route("/tasks/<int:key>/delegate", methods=BOTH)
@CLERK
def delegate_task(key: int) -> Answer:
    """Hand the task down; it comes back with the answer."""
    act = Act(
        gettext("委派"),
        gettext("由同事办理，办完交回给您；您核对后提交，责任仍由您承担。签发不得委派。"),
        gettext("委派"),
        (_people("colleague", gettext("委派给谁")), Input("area", "request", gettext("委派要求"))),
        gettext("已委派。"),
        "",
    )
    return task_act_page(
        key,
        act,
        lambda: delegate(
            current_runtime(),
            current_actor(),
            key,
            colleague=posted("colleague"),
            request=posted("request"),
        ),
        to_list=True,
    )


@blueprint.route("/tasks/<int:key>/return", methods=BOTH)
@CLERK
def send_back(key: int) -> Answer:
    """Send the task back to an earlier step."""
    targets = _targets(key)
    options = tuple(
        (one.element_id, f"{one.name} · {one.person}" if one.person else one.name) for one in targets
    )
    ways = (("", gettext("按流程重新往下走")), ("straight", gettext("办完直接送回给我")))
    act = Act(
        gettext("退回"),
        gettext("退回给以前办过的步骤，写明理由。以前填写的内容都保留。"),
        gettext("退回"),
        (
            Input("select", "to", gettext("退回到"), options=options),
            Input("select", "way", gettext("重办之后"), options=ways),
            _why(gettext("对方会看到。")),
        ),
        gettext("已退回。"),
        "",
    )
    return task_act_page(
        key,
        act,
        lambda: return_task(
            current_runtime(),
            current_actor(),
            key,
            to=posted("to"),
            reason=posted("reason"),
            come_back=posted("way") == "straight",
        ),
        to_list=True,
    )


@blueprint.route("/tasks/<int:key>/take-back", methods=BOTH)
@CLERK
def call_back(key: int) -> Answer:
    """Take a completed step back."""
    act = Act(
        gettext("撤回"),
        gettext("下一步还没有人打开时，可以把自己办完的步骤撤回来重办。"),
        gettext("撤回"),
        (_why(),),
        gettext("已撤回，请重新办理。"),
        "",
    )
    return task_act_page(
        key,
        act,
        lambda: take_back(current_runtime(), current_actor(), key, reason=posted("reason")),
        to_list=True,
    )


@blueprint.get("/tasks/<int:key>/opinion")
@access("side.answer")
def side(key: int) -> str:
    """Show what is asked beside a task."""
    return _side_page(key, None)


@blueprint.post("/tasks/<int:key>/opinion")
@access("side.answer")
def answer(key: int) -> Answer:
    """Answer it."""
    try:
        answer_side(current_runtime(), current_actor(), key, agrees=posted("agrees"), answer=posted("answer"))
    except InvalidError as error:
        return _side_page(key, error), UNPROCESSABLE
    except ConflictError as error:
        flash(translate(error.message), "soon")
        return see_other(url_for("task_acts.side", key=key))
    flash(gettext("意见已提交。"), "good")
    return see_other(_back())


def _targets(key: int) -> tuple[ReturnTarget, ...]:
    """Return the steps to go back to; after a post that came too late none: the act itself says why."""
    try:
        return return_targets(current_runtime(), current_actor(), key)
    except ConflictError:
        if request.method == "POST":
            return ()
        raise


def _side_page(key: int, problem: InvalidError | None) -> str:
    page = read_side(current_runtime(), current_actor(), key)
    return render_template(
        "operations/side.html", page=page, problem=problem, typed=request.form, back_url=_back()
    )


def _back() -> str:
    return local_path(request.values.get("next"), url_for("inbox.index"))
