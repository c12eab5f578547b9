"""Take the move of one case to another version back, while nothing has happened to it since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.advance import row_values
from app.cases.moving.apply import apply_step
from app.cases.moving.apply_terms import refresh_term
from app.cases.moving.cause import Cause
from app.cases.moving.environment import engine_environment
from app.cases.moving.step import Step
from app.catalog.resolve import resolve_package
from app.errors import ConflictError, NotFoundError
from app.runtime import Runtime
from app.store import instances, people, version_moves
from app.text import text

SHOWN = 200
_GONE_ON = text("此件迁移之后已经办理，不能恢复到原版本。")


@dataclass(frozen=True)
class PastMove:
    """Hold the move of a case; `undoable` while nothing has happened since."""

    key: int
    number: str
    from_version: int
    reason: str
    moved_at: datetime
    moved_by: str
    undone_at: datetime | None
    undoable: bool


def list_moves(runtime: Runtime, actor: Actor, process_id: str, version: int) -> tuple[PastMove, ...]:
    """Return the latest moves to a version. Raises NotFoundError when there is none, ForbiddenError."""
    require(actor, "process.migrate", None)
    with runtime.read() as tx:
        key = instances.version_key(tx, process_id, version)
        if key is None:
            raise NotFoundError(text("没有这个流程或版本"))
        rows = version_moves.moves_to(tx, key, SHOWN)
        names = people.account_names(tx, {row.moved_by for row in rows if row.moved_by})
        versions = {row.key: row.version for row in instances.list_definitions(tx)}
    return tuple(
        PastMove(
            row.key,
            row.number,
            versions[row.from_definition],
            row.reason,
            row.moved_at,
            names.get(row.moved_by, ""),
            row.undone_at,
            row.undone_at is None and row.version == row.version_after,
        )
        for row in rows
    )


def undo_migration(runtime: Runtime, actor: Actor, move_key: int) -> str:
    """Let a case stand as before its move; return its number.

    Raises ConflictError when it was worked on since or the move was taken back, NotFoundError, ForbiddenError.
    """
    require(actor, "process.migrate", None)
    with runtime.transaction() as tx:
        move = version_moves.move_by_key(tx, move_key)
        if move is None:
            raise NotFoundError(text("没有找到您要的内容"))
        stands_at = instances.lock_version(tx, move.instance_key)
        head = instances.head_by_key(tx, move.instance_key)
        if head is None or move.undone_at is not None or stands_at != move.version_after:
            raise ConflictError(_GONE_ON)
        _restore(runtime, tx, actor, head, move)
        version_moves.close_move(tx, move_key, runtime.clock.now(), actor.account_key)
    return str(head.number)


def _restore(runtime: Runtime, tx: Connection, actor: Actor, head: Row[Any], move: Row[Any]) -> None:
    package = resolve_package(runtime, tx, move.from_definition)
    environment = engine_environment(runtime, tx, package)
    live = engine.load(package.definition, move.body_before)
    cause = Cause(actor=actor, action="case.migration_undone", details={"to": package.version})
    outcome = engine.set_variables(live, {}, environment)
    step = Step(runtime, tx, package, live, head, outcome, cause, environment)
    apply_step(step)
    for term in step.terms:
        refresh_term(step, term)
    for key, name, form_id in move.tasks_before:
        version_moves.name_open_task(tx, key, name=name, form_id=form_id)
    values = {**row_values(step), "definition_key": package.key}
    if not instances.save_instance(tx, head.key, head.version, values):
        raise ConflictError(_GONE_ON)
