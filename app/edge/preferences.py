"""How the reader wants pages: language, theme, type size. A cookie, because guests have wishes too."""

from dataclasses import dataclass

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from app.edge.context import current_actor, current_runtime
from app.edge.guard import public
from app.edge.htmx import local_path, see_other
from app.people.own_account import keep_language

blueprint = Blueprint("preferences", __name__)
COOKIE = "luoshu_view"
_CHOICES = {
    "lang": ("zh_CN", "en"),
    "theme": ("light", "dark", "contrast"),
    "size": ("normal", "large"),
}
_A_YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class Preferences:
    """Hold the reader's choices; the first of each list is the default."""

    lang: str = "zh_CN"
    theme: str = "light"
    size: str = "normal"


def preferences() -> Preferences:
    """Return this reader's choices; anything unknown in the cookie is ignored."""
    if "preferences" not in g:
        parts = (part.partition("=") for part in request.cookies.get(COOKIE, "").split("&"))
        g.preferences = _checked({name: value for name, _, value in parts})
    found: Preferences = g.preferences
    return found


@blueprint.post("/preferences")
@public
def choose() -> Response:
    """Keep the choices posted (`lang`, `theme`, `size`) and return to `next`."""
    now = preferences()
    chosen = {name: request.form.get(name, getattr(now, name)) for name in _CHOICES}
    kept = _checked(chosen)
    if "lang" in request.form:
        # notices are written in the language somebody reads here
        keep_language(current_runtime(), current_actor(), "en" if kept.lang == "en" else "zh")
    response = see_other(local_path(request.form.get("next")))
    response.set_cookie(
        COOKIE,
        "&".join(f"{name}={getattr(kept, name)}" for name in _CHOICES),
        max_age=_A_YEAR_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=current_runtime().settings.secure_cookies,
    )
    return response


def _checked(given: dict[str, str]) -> Preferences:
    return Preferences(**{name: given[name] for name, known in _CHOICES.items() if given.get(name) in known})
