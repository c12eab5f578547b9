"""A clerk's common phrases (常用意见): look at them, add, change, delete."""

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.desk.phrases import (
    LONGEST,
    add_phrase,
    change_phrase,
    common_phrases,
    delete_phrase,
    list_phrases,
)
from app.edge import access, current_actor, current_runtime, see_other
from app.edge.htmx import local_path
from app.errors import InvalidError
from app.text import Text

blueprint = Blueprint("phrases", __name__)


@blueprint.get("/phrases")
@access("case.start")
def index() -> str:
    """List the phrases."""
    return _page()


@blueprint.post("/phrases")
@access("case.start")
def add() -> str | Response:
    """Keep a new phrase."""
    body = request.form.get("body", "")
    said = gettext("常用意见已添加。")
    return _act(lambda: add_phrase(current_runtime(), current_actor(), body), said, typed=(None, body))


@blueprint.post("/phrases/<int:key>")
@access("case.start")
def change(key: int) -> str | Response:
    """Write new words for a phrase."""
    body = request.form.get("body", "")
    said = gettext("常用意见已修改。")
    return _act(lambda: change_phrase(current_runtime(), current_actor(), key, body), said, typed=(key, body))


@blueprint.post("/phrases/<int:key>/delete")
@access("case.start")
def delete(key: int) -> str | Response:
    """Forget a phrase."""
    said = gettext("常用意见已删除。")
    return _act(lambda: delete_phrase(current_runtime(), current_actor(), key), said, typed=(key, ""))


def _act(act: Callable[[], None], said: str, *, typed: tuple[int | None, str]) -> str | Response:
    try:
        act()
    except InvalidError as error:
        return Response(_page(problem=error.message, typed=typed), status=422, mimetype="text/html")
    flash(said, "good")
    return see_other(url_for("phrases.index", next=_back()))


def _page(problem: Text | None = None, typed: tuple[int | None, str] = (None, "")) -> str:
    return render_template(
        "phrases/index.html",
        own=list_phrases(current_runtime(), current_actor()),
        common=common_phrases(),
        longest=LONGEST,
        problem=problem,
        typed_key=typed[0],
        typed=typed[1],
        back_url=_back(),
    )


def _back() -> str:
    return local_path(request.values.get("next"), url_for("inbox.index"))
