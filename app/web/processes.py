"""Processes for staff and designers: what is deployed, its picture and words; check and deploy a package, retire."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access.policy import allows
from app.catalog.deploy import deploy
from app.catalog.package_zip import read_zip
from app.catalog.problem import InvalidPackageError
from app.catalog.read_package import PackageFiles
from app.catalog.read_processes import check_package, export_version, list_processes, read_version
from app.catalog.retire import retire_version
from app.edge import access, current_actor, current_runtime, see_other
from app.edge.translate import form_language
from app.errors import InvalidError
from app.text import text

blueprint = Blueprint("processes", __name__)

ELEMENT_TEMPLATES = "element-templates.json"


@blueprint.get("/processes")
@access("process.read")
def index() -> str:
    """List every process."""
    runtime, actor = current_runtime(), current_actor()
    return render_template(
        "processes/index.html",
        processes=list_processes(runtime, actor),
        may_deploy=allows(actor, "process.deploy"),
    )


@blueprint.get("/processes/element-templates.json")
@access("process.read")
def element_templates() -> Response:
    """Hand out the element templates for the modeler."""
    path = current_runtime().settings.processes_dir / ELEMENT_TEMPLATES
    if not path.is_file():
        abort(404)
    headers = {"Content-Disposition": f"attachment; filename={ELEMENT_TEMPLATES}"}
    return Response(path.read_bytes(), mimetype="application/json", headers=headers)


@blueprint.get("/processes/deploy")
@access("process.deploy")
def deploy_form() -> str:
    """Ask for the ZIP of a package."""
    return render_template("processes/deploy.html", problem=None, problems=None, package=None)


@blueprint.post("/processes/deploy")
@access("process.deploy")
def deploy_package() -> str | tuple[str, int] | Response:
    """Check a package and, when nothing forbids it, deploy it; every problem is shown at once."""
    runtime, actor = current_runtime(), current_actor()
    package = None
    try:
        package = _uploaded()
        if request.form.get("only_check"):
            problems = check_package(runtime, actor, package)
            return render_template("processes/deploy.html", problem=None, problems=problems, package=package)
        done = deploy(runtime, actor, package.process_id, package.files)
    except InvalidPackageError as error:
        return _refused(error.problems, None, package)
    except InvalidError as error:
        return _refused(None, error, package)
    if done.created:
        flash(
            gettext("已部署 %(name)s 第 %(version)s 版", name=done.process_id, version=done.version), "good"
        )
    else:
        flash(gettext("内容与第 %(version)s 版相同，没有新的版本", version=done.version), "info")
    return see_other(url_for("processes.show", process_id=done.process_id))


@blueprint.get("/processes/<process_id>")
@access("process.read")
def show(process_id: str) -> str:
    """Show the newest version of a process, or the one asked for by ?version=."""
    asked = request.args.get("version", "")
    version = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    runtime, actor = current_runtime(), current_actor()
    locale = form_language()
    return render_template(
        "processes/show.html",
        shown=read_version(runtime, actor, process_id, version, locale=locale),
        may_deploy=allows(actor, "process.deploy"),
        may_migrate=allows(actor, "process.migrate"),
    )


@blueprint.get("/processes/<process_id>/<int(max=2147483647):version>/download")
@access("process.read")
def download(process_id: str, version: int) -> Response:
    """Hand out a version as ZIP."""
    body = export_version(current_runtime(), current_actor(), process_id, version)
    headers = {"Content-Disposition": f"attachment; filename={process_id}-{version}.zip"}
    return Response(body, mimetype="application/zip", headers=headers)


@blueprint.route("/processes/<process_id>/<int(max=2147483647):version>/retire", methods=["GET", "POST"])
@access("process.deploy")
def retire(process_id: str, version: int) -> str | Response:
    """Ask, then retire a version."""
    runtime, actor = current_runtime(), current_actor()
    if request.method == "GET":
        shown = read_version(runtime, actor, process_id, version, locale="zh")
        return render_template("processes/retire.html", version=shown.version)
    retire_version(runtime, actor, process_id, version)
    flash(gettext("第 %(version)s 版已停用", version=version), "good")
    return see_other(url_for("processes.show", process_id=process_id, version=version))


def _uploaded() -> PackageFiles:
    file = request.files.get("file")
    source = file.read() if file is not None else b""
    if source:
        return read_zip(source)
    message = text("请选择流程包（ZIP）。")
    raise InvalidError(message, {"file": [message]})


def _refused(problems: object, problem: InvalidError | None, package: object) -> tuple[str, int]:
    page = render_template("processes/deploy.html", problem=problem, problems=problems, package=package)
    return page, 422
