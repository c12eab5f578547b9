"""Department systems for those who keep the installation running: lights, addresses, secrets, calls to look at."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.systems.probe import probe_system
from app.cases.systems.register import (
    LIGHTS,
    change_system,
    list_calls,
    list_systems,
    read_system,
    secret_names,
    set_secret,
    take_in,
)
from app.edge import Page, access, current_actor, current_runtime, page_request, see_other
from app.errors import InvalidError
from app.web._case_parts import UNPROCESSABLE, posted

blueprint = Blueprint("systems", __name__)


@blueprint.get("/systems")
@access("system.read")
def index() -> str:
    """List the systems with their health."""
    found = list_systems(current_runtime(), current_actor())
    return render_template("systems/index.html", systems=found, lights=LIGHTS, problem=None)


@blueprint.post("/systems")
@access("system.manage")
def take() -> Response | tuple[str, int]:
    """Take in a file of descriptions."""
    file = request.files.get("file")
    try:
        taken = take_in(current_runtime(), current_actor(), file.read() if file is not None else b"")
    except InvalidError as error:
        found = list_systems(current_runtime(), current_actor())
        page = render_template("systems/index.html", systems=found, lights=LIGHTS, problem=error)
        return page, UNPROCESSABLE
    flash(gettext("已登记 %(count)s 个系统。", count=len(taken)), "good")
    return see_other(url_for("systems.index"))


@blueprint.get("/systems/<system>")
@access("system.read")
def show(system: str) -> str:
    """Show one system with its calls."""
    return _page(system, None)


@blueprint.post("/systems/<system>")
@access("system.manage")
def change(system: str) -> Response | tuple[str, int]:
    """Change how it is asked."""
    try:
        change_system(
            current_runtime(), current_actor(), system, mode=posted("mode"), base_url=posted("base_url")
        )
    except InvalidError as error:
        return _page(system, error), UNPROCESSABLE
    flash(gettext("已保存。"), "good")
    return see_other(url_for("systems.show", system=system))


@blueprint.post("/systems/<system>/secret")
@access("system.manage")
def secret(system: str) -> Response | tuple[str, int]:
    """Keep a secret."""
    try:
        set_secret(current_runtime(), current_actor(), system, posted("name"), posted("value"))
    except InvalidError as error:
        return _page(system, error), UNPROCESSABLE
    flash(gettext("密钥已保存，不再显示。"), "good")
    return see_other(url_for("systems.show", system=system))


@blueprint.post("/systems/<system>/probe")
@access("system.manage")
def probe(system: str) -> Response | tuple[str, int]:
    """Try whether it answers."""
    try:
        answers = probe_system(current_runtime(), current_actor(), system)
    except InvalidError as error:
        return _page(system, error), UNPROCESSABLE
    flash(gettext("连接正常。") if answers else gettext("没有连通。"), "good" if answers else "late")
    return see_other(url_for("systems.show", system=system))


def _page(system: str, problem: InvalidError | None) -> str:
    found, set_at = read_system(current_runtime(), current_actor(), system)
    asked = page_request()
    calls, total = list_calls(
        current_runtime(), current_actor(), system, size=asked.size, offset=asked.offset
    )
    return render_template(
        "systems/show.html",
        system=found,
        lights=LIGHTS,
        secrets=[(name, set_at.get(name)) for name in secret_names(found.described)],
        page=Page(calls, total, asked.page, asked.size),
        problem=problem,
    )
