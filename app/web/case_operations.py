"""Acts of the head or leader on a running case: suspend and resume, void, move by hand."""

from flask import Blueprint
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.operations.jump import jump, jump_choices
from app.cases.operations.suspend import resume_case, suspend_case
from app.cases.operations.void_case import void_case
from app.edge import access, current_actor, current_runtime
from app.web._case_parts import Act, Input, act_page, posted

blueprint = Blueprint("case_operations", __name__)
Answer = Response | tuple[str, int] | str
BOTH = ["GET", "POST"]


def _why() -> Input:
    return Input("area", "reason", gettext("理由"))


@blueprint.route("/cases/<int:key>/suspend", methods=BOTH)
@access("case.suspend")
def suspend(key: int) -> Answer:
    """Let a case stand still."""
    act = Act(
        gettext("挂起"),
        gettext(
            "各步骤暂时锁定，办理人会看到理由；流程自己的计时停止。法定期限照常计算，依法中止的另行办理。"
        ),
        gettext("挂起"),
        (_why(),),
        gettext("此件已挂起。"),
        "case.suspend",
    )
    return act_page(
        key, act, lambda: suspend_case(current_runtime(), current_actor(), key, reason=posted("reason"))
    )


@blueprint.route("/cases/<int:key>/resume", methods=BOTH)
@access("case.suspend")
def resume(key: int) -> Answer:
    """Let a suspended case go on."""
    act = Act(
        gettext("恢复办理"),
        gettext("各步骤解除锁定，流程自己的计时按剩余时间继续。"),
        gettext("恢复办理"),
        (),
        gettext("此件已恢复办理。"),
        "case.suspend",
    )
    return act_page(key, act, lambda: resume_case(current_runtime(), current_actor(), key))


@blueprint.route("/cases/<int:key>/void", methods=BOTH)
@access("case.void")
def void(key: int) -> Answer:
    """End a case that should not have been begun."""
    act = Act(
        gettext("作废"),
        gettext("用于误起草、误登记的件。编号不再使用，已经填写的内容仍可查阅，不能恢复。"),
        gettext("作废"),
        (_why(),),
        gettext("此件已作废。"),
        "case.void",
        danger=True,
    )
    return act_page(
        key, act, lambda: void_case(current_runtime(), current_actor(), key, reason=posted("reason"))
    )


@blueprint.route("/cases/<int:key>/jump", methods=BOTH)
@access("case.jump")
def move(key: int) -> Answer:
    """Move a case by hand from one step to another."""
    choices = jump_choices(current_runtime(), current_actor(), key)
    act = Act(
        gettext("自由流转"),
        gettext("不按流程图的顺序，直接流转到另一步骤。只在流程图没有合适的路时使用，理由留在记录里。"),
        gettext("流转"),
        (
            Input(
                "select",
                "task",
                gettext("正在办理的步骤"),
                options=tuple((str(task), name) for task, name in choices.tasks),
            ),
            Input("select", "to", gettext("流转到"), options=choices.steps),
            _why(),
        ),
        gettext("已流转。"),
        "case.jump",
        danger=True,
    )

    def do() -> None:
        jump(
            current_runtime(),
            current_actor(),
            key,
            task=posted("task"),
            to=posted("to"),
            reason=posted("reason"),
        )

    return act_page(key, act, do)
