"""文号: the registrar's page of the own organ's series, the next number, making one void. No number is typed."""

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access.number_rules import RegisterFacts
from app.access.policy import allows
from app.cases.official.numbers.open_series import KINDS, go_on_from_paper, open_series
from app.cases.official.numbers.read_numbers import list_series, read_series
from app.cases.official.numbers.void_number import void_number
from app.edge import Page, access, current_actor, current_runtime, page_request, see_other
from app.edge.translate import translate
from app.errors import ConflictError, InvalidError
from app.text import Text

blueprint = Blueprint("numbers", __name__)


@blueprint.get("/numbers")
@access("number.read")
def index() -> str:
    """List the series of the own units."""
    return _index()


@blueprint.post("/numbers")
@access("number.manage", "number.read")
def open_() -> str | Response:
    """Open a series."""
    organ, word = request.form.get("organ", ""), request.form.get("word", "")
    try:
        open_series(current_runtime(), current_actor(), organ, word, request.form.get("kind", ""))
    except (InvalidError, ConflictError) as error:
        return Response(_index(error.message), status=422, mimetype="text/html")
    flash(gettext("编号系列已启用。"), "good")
    return see_other(url_for("numbers.index"))


@blueprint.get("/numbers/<word>")
@access("number.read")
def show(word: str) -> str:
    """Show the numbers of a series, newest first."""
    return _series(word)


@blueprint.post("/numbers/<word>/go-on")
@access("number.manage", "number.read")
def go_on(word: str) -> str | Response:
    """Go on behind the last number of a register on paper."""
    typed = request.form.get("last", "")
    said = gettext("已接续纸质登记簿的编号。")
    return _act(word, lambda: go_on_from_paper(current_runtime(), current_actor(), word, typed), said)


@blueprint.post("/numbers/<word>/<int:year>/<int:number>/void")
@access("number.manage", "number.read")
def void(word: str, year: int, number: int) -> str | Response:
    """Make a number void."""
    why = request.form.get("reason", "")
    said = gettext("文号已作废，不会再次使用。")
    return _act(
        word, lambda: void_number(current_runtime(), current_actor(), word, year, number, reason=why), said
    )


def _act(word: str, act: Callable[[], object], said: str) -> str | Response:
    try:
        act()
    except InvalidError as error:
        return Response(_series(word, error.message), status=422, mimetype="text/html")
    except ConflictError as error:
        return Response(_series(word, error.message), status=409, mimetype="text/html")
    flash(said, "good")
    return see_other(url_for("numbers.show", word=word))


def _index(problem: Text | None = None) -> str:
    return render_template(
        "numbers/index.html",
        series=list_series(current_runtime(), current_actor()),
        organ=current_actor().unit or "",
        may_open=allows(current_actor(), "number.manage", RegisterFacts(current_actor().unit or "")),
        kinds=[(kind, translate(label)) for kind, label in KINDS.items()],
        typed=request.form,
        problem=problem,
    )


def _series(word: str, problem: Text | None = None) -> str:
    asked = page_request(size=50)
    series, found, total = read_series(
        current_runtime(), current_actor(), word, size=asked.size, offset=asked.offset
    )
    return render_template(
        "numbers/show.html",
        series=series,
        page=Page(found, total, asked.page, asked.size),
        problem=problem,
    )
