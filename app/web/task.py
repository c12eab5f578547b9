"""The page of one task: fill in the form, save it half-way, complete it, claim it, hand it on, write beside it."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.desk.attach_files import attach_to_task
from app.cases.desk.claim import claim_task, reassign_task, set_follow_up, take_over_task, unclaim_task
from app.cases.desk.comment import comment_on_task
from app.cases.desk.phrases import take_phrase
from app.cases.desk.save_draft import save_draft
from app.cases.desk.show_task import TaskPage, show_task
from app.cases.moving.complete import complete_task
from app.edge import access, current_actor, current_runtime, is_htmx, see_other
from app.edge.htmx import local_path
from app.edge.kept_forms import kept_values
from app.edge.translate import form_language
from app.errors import ConflictError, ForbiddenError, InvalidError, SignInRequiredError
from app.forms import UploadedFile
from app.forms.submission import ACTION
from app.text import Text

blueprint = Blueprint("task", __name__)
Posted = dict[str, list[str]]
SAVE, INSERT, PHRASE, PHRASE_FIELD = "__save", "__insert", "__phrase", "__phrase_field"
STEP = access("task.claim")
"""Staff only; the use cases ask the policy about the task itself. (`task.read` is open to guests with a 查询码,
who have their own page, and a clerk whose session is over must come to the sign-in page.)"""


@blueprint.get("/tasks/<int:key>")
@STEP
def show(key: int) -> str | Response:
    """Show a task; what was typed when a session ended is filled in again."""
    kept = kept_values()
    if kept is not None:
        return _page(key, posted=_unfinished(kept.to_dict(flat=False)))
    page = show_task(current_runtime(), current_actor(), key, locale=form_language())
    if page.operations.side_of is not None:
        return see_other(url_for("task_acts.side", key=key, next=_back()))
    return _rendered(page, 200)


@blueprint.post("/tasks/<int:key>")
@STEP
def submit(key: int) -> str | Response:
    """Complete the task, save a draft, or show the form again with rows, conditions or a phrase changed."""
    posted: Posted = request.form.to_dict(flat=False)
    if SAVE in posted:
        return _save(key, posted)
    if INSERT in posted:
        return _page(key, posted=_with_phrase(posted))
    if posted.get(ACTION, ["submit"])[-1] != "submit":
        return _page(key, posted=posted)
    return _complete(key, posted)


@blueprint.post("/tasks/<int:key>/claim")
@STEP
def claim(key: int) -> str | Response:
    """Take the task."""
    return _act(key, lambda: claim_task(current_runtime(), current_actor(), key), gettext("任务已由您领取。"))


@blueprint.post("/tasks/<int:key>/unclaim")
@STEP
def unclaim(key: int) -> str | Response:
    """Give the task back to the group."""
    said = gettext("任务已退回部门待领。")
    return _act(key, lambda: unclaim_task(current_runtime(), current_actor(), key), said, to_list=True)


@blueprint.post("/tasks/<int:key>/take-over")
@STEP
def take_over(key: int) -> str | Response:
    """Take the task from a colleague."""
    reason = request.form.get("reason", "")
    said = gettext("任务已由您接手，原经办人会看到理由。")
    return _act(key, lambda: take_over_task(current_runtime(), current_actor(), key, reason), said)


@blueprint.post("/tasks/<int:key>/reassign")
@STEP
def reassign(key: int) -> str | Response:
    """Hand the task to a colleague."""
    login, reason = request.form.get("login", ""), request.form.get("reason", "")
    said = gettext("任务已转交。")
    return _act(
        key,
        lambda: reassign_task(current_runtime(), current_actor(), key, login, reason),
        said,
        to_list=True,
    )


@blueprint.post("/tasks/<int:key>/follow-up")
@STEP
def follow_up(key: int) -> str | Response:
    """Set or clear the day on which to look at the task again."""
    typed = request.form.get("follow_up_on", "")
    said = gettext("跟进日期已保存。") if typed.strip() else gettext("跟进日期已清除。")
    return _act(key, lambda: set_follow_up(current_runtime(), current_actor(), key, typed), said)


@blueprint.post("/tasks/<int:key>/comment")
@STEP
def comment(key: int) -> str | Response:
    """Write a remark beside the form."""
    body = request.form.get("body", "")
    said = gettext("备注已保存。")
    return _act(key, lambda: comment_on_task(current_runtime(), current_actor(), key, body), said)


@blueprint.post("/tasks/<int:key>/attach")
@STEP
def attach(key: int) -> str | Response:
    """Add files to the case."""
    files = _files()
    said = gettext("附件已上传。")
    return _act(key, lambda: attach_to_task(current_runtime(), current_actor(), key, files), said)


def _complete(key: int, posted: Posted) -> str | Response:
    files = _files()
    try:
        done = complete_task(current_runtime(), current_actor(), key, posted, files=files)
    except InvalidError:
        return _page(key, posted=posted, uploads=files, status=422)
    except SignInRequiredError:
        raise
    except (ConflictError, ForbiddenError) as error:
        return _lost(key, posted, error)
    if done.next_task_key is not None:
        flash(gettext("已办结。请接着办理本件的下一步。"), "good")
        return see_other(url_for("task.show", key=done.next_task_key, next=_back()))
    flash(gettext("已办结。"), "good")
    return see_other(_back())


def _save(key: int, posted: Posted) -> str | Response:
    try:
        save_draft(current_runtime(), current_actor(), key, posted)
    except InvalidError:
        return _page(key, posted=posted, status=422)
    except SignInRequiredError:
        raise
    except (ConflictError, ForbiddenError) as error:
        return _lost(key, posted, error)
    said = gettext("草稿已保存。")
    if any(file.filename for file in request.files.values()):
        said = gettext("草稿已保存。草稿不包括文件，提交时请重新选择文件。")
    flash(said, "good")
    return see_other(url_for("task.show", key=key, next=_back()))


def _lost(key: int, posted: Posted, error: ConflictError | ForbiddenError) -> str | Response:
    """Answer a lost race: nothing of what was typed is lost, and a second click of one's own is no error."""
    page = show_task(
        current_runtime(), current_actor(), key, posted=_unfinished(posted), locale=form_language()
    )
    if not page.is_open and page.closer_key == current_actor().account_key:
        flash(gettext("这项任务您已经办结，没有重复提交。"), "info")
        return see_other(_back())
    return _rendered(page, 409, conflict=error.message)


def _act(key: int, act: Callable[[], object], said: str, *, to_list: bool = False) -> str | Response:
    """Do one act beside the form and return to the task, or to the list when the task has left one's hands."""
    try:
        act()
    except InvalidError as error:
        problems = error.fields or {"": [error.message]}
        return _page(key, status=422, problems=problems)
    except ConflictError as error:
        return _page(key, status=409, conflict=error.message)
    flash(said, "good")
    return see_other(_back() if to_list else url_for("task.show", key=key, next=_back()))


def _page(
    key: int,
    *,
    posted: Posted | None = None,
    uploads: Sequence[UploadedFile] = (),
    status: int = 200,
    problems: Mapping[str, Sequence[Text]] | None = None,
    conflict: Text | None = None,
) -> str | Response:
    page = show_task(
        current_runtime(), current_actor(), key, posted=posted, uploads=uploads, locale=form_language()
    )
    return _rendered(page, status, problems=problems, conflict=conflict)


def _rendered(
    page: TaskPage,
    status: int,
    *,
    problems: Mapping[str, Sequence[Text]] | None = None,
    conflict: Text | None = None,
) -> Response:
    case_url = url_for("case.show", key=page.instance_key)
    body = render_template(
        "task/show.html",
        page=page,
        back_url=_back(),
        case_url=case_url if "case.read" in page.acts else None,
        problems=problems or {},
        conflict=conflict,
        had_files=any(file.filename for file in request.files.values()),
    )
    # htmx swaps nothing of a 4xx answer; the page itself says what is wrong
    return Response(body, status=200 if is_htmx() and status == 422 else status, mimetype="text/html")


def _with_phrase(posted: Posted) -> Posted:
    """Return the post with the chosen phrase behind what its field holds already."""
    name = posted.get(PHRASE_FIELD, [""])[-1]
    body = take_phrase(current_runtime(), current_actor(), posted.get(PHRASE, [""])[-1])
    before = posted.get(name, [""])[-1].rstrip()
    changed = {name: [f"{before}\n{body}" if before else body]} if name and body else {}
    return _unfinished({**posted, **changed})


def _unfinished(posted: Mapping[str, list[str]]) -> Posted:
    return {**posted, ACTION: ["update"]}


def _files() -> list[UploadedFile]:
    return [
        UploadedFile(name, file.filename or "", file.read())
        for name, file in request.files.items(multi=True)
        if file.filename
    ]


def _back() -> str:
    return local_path(request.values.get("next"), url_for("inbox.index"))
