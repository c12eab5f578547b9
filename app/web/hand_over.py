"""Hand over the work of somebody who leaves (离职交接): what is open, who takes it, done in one act."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.operations.hand_over import hand_over, open_work
from app.edge import access, current_actor, current_runtime, see_other
from app.edge.translate import translate
from app.errors import ForbiddenError, InvalidError, NotFoundError
from app.web._case_parts import UNPROCESSABLE

blueprint = Blueprint("hand_over", __name__, url_prefix="/people/hand-over")
MAY = access("people.hand_over")


@blueprint.get("")
@MAY
def index() -> str:
    """Ask whose work it is, and show what is open."""
    return _page(request.args.get("person", ""), None)


@blueprint.post("")
@MAY
def move() -> Response | tuple[str, int]:
    """Move everything."""
    form = request.form
    login = form.get("person", "")
    try:
        done = hand_over(
            current_runtime(), current_actor(), login, to=form.get("to", ""), reason=form.get("reason", "")
        )
    except InvalidError as error:
        return _page(login, error), UNPROCESSABLE
    said = gettext(
        "已交接：任务 %(tasks)s 项，待阅 %(readings)s 件，替代安排 %(substitutions)s 项。",
        tasks=done.tasks,
        readings=done.readings,
        substitutions=done.substitutions,
    )
    flash(said, "good")
    if done.kept:
        flash(gettext("接替人依法不得办理，没有交接：%(numbers)s", numbers="、".join(done.kept)), "soon")
    return see_other(url_for("hand_over.index", person=login))


def _page(login: str, problem: InvalidError | None) -> str:
    work, refused = None, ""
    if login.strip():
        try:
            work = open_work(current_runtime(), current_actor(), login)
        except (NotFoundError, ForbiddenError) as error:
            refused = translate(error.message)
    return render_template(
        "operations/hand_over.html", work=work, refused=refused, person=login, problem=problem
    )
