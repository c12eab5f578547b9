"""Versions of a process side by side, and moving running cases to one of them: for designers."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access.policy import allows
from app.cases.operations.migrate_cases import migrate_cases, preview_migration
from app.cases.operations.undo_migration import list_moves, undo_migration
from app.catalog.compare import compare_versions
from app.edge import access, current_actor, current_runtime, see_other
from app.errors import ConflictError, InvalidError

blueprint = Blueprint("process_versions", __name__)
UNPROCESSABLE = 422
VERSION = "<int(max=2147483647):version>"


@blueprint.get(f"/processes/<process_id>/{VERSION}/changes")
@access("process.read")
def changes(process_id: str, version: int) -> str:
    """Show what a version changed against an earlier one (?since=, else the one before)."""
    runtime, actor = current_runtime(), current_actor()
    asked = request.args.get("since", "")
    since = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else version - 1
    return render_template(
        "processes/changes.html",
        comparison=compare_versions(runtime, actor, process_id, since, version),
        may_migrate=allows(actor, "process.migrate"),
    )


@blueprint.get(f"/processes/<process_id>/{VERSION}/migrate")
@access("process.migrate")
def preview(process_id: str, version: int) -> str:
    """Say which running cases can move to a version, and which were moved."""
    return _page(process_id, version, None)


@blueprint.post(f"/processes/<process_id>/{VERSION}/migrate")
@access("process.migrate")
def migrate(process_id: str, version: int) -> str | tuple[str, int] | Response:
    """Move the cases that can move."""
    try:
        done = migrate_cases(
            current_runtime(), current_actor(), process_id, version, reason=request.form.get("reason", "")
        )
    except InvalidError as problem:
        return _page(process_id, version, problem), UNPROCESSABLE
    flash(
        gettext("%(moved)s 件已迁移，%(left)s 件留在原版本。", moved=done.moved, left=len(done.left)), "good"
    )
    return see_other(url_for("process_versions.preview", process_id=process_id, version=version))


@blueprint.post(f"/processes/<process_id>/{VERSION}/migrate/<int:move>/undo")
@access("process.migrate")
def undo(process_id: str, version: int, move: int) -> Response:
    """Let one case stand on its former version again."""
    try:
        number = undo_migration(current_runtime(), current_actor(), move)
        flash(gettext("%(number)s 已恢复到原版本。", number=number), "good")
    except ConflictError as error:
        flash(str(error.message), "late")
    return see_other(url_for("process_versions.preview", process_id=process_id, version=version))


def _page(process_id: str, version: int, problem: InvalidError | None) -> str:
    runtime, actor = current_runtime(), current_actor()
    return render_template(
        "processes/migrate.html",
        preview=preview_migration(runtime, actor, process_id, version),
        moves=list_moves(runtime, actor, process_id, version),
        problem=problem,
        reason=request.form.get("reason", ""),
    )
