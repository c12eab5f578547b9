"""Rows of moves of running cases to another version of their process."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from app.store.tables.cases import definition, instance, task
from app.store.tables.version_moves import version_move


def running_on_other_versions(
    tx: Connection, process_id: str, definition_key: int, limit: int
) -> list[Row[Any]]:
    """Return the oldest open cases of a process that do not stand on this version, with their version."""
    columns = [column for column in instance.c if column.name not in {"applicant_name", "variables"}]
    query = (
        select(*columns, definition.c.version.label("of_version"))
        .join(definition, definition.c.key == instance.c.definition_key)
        .where(
            instance.c.process_id == process_id,
            instance.c.definition_key != definition_key,
            instance.c.ended_at.is_(None),
        )
    )
    return list(tx.execute(query.order_by(instance.c.key).limit(limit)))


def add_move(tx: Connection, values: dict[str, Any]) -> None:
    """Store a move."""
    tx.execute(insert(version_move).values(values))


def move_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one move."""
    return tx.execute(select(version_move).where(version_move.c.key == key)).first()


def moves_to(tx: Connection, definition_key: int, limit: int) -> list[Row[Any]]:
    """Return the latest moves to a version with the number and present version of each case."""
    kept = [c for c in version_move.c if c.name not in {"body_before", "tasks_before"}]
    query = (
        select(*kept, instance.c.number, instance.c.version, instance.c.definition_key)
        .join(instance, instance.c.key == version_move.c.instance_key)
        .where(version_move.c.to_definition == definition_key)
    )
    return list(tx.execute(query.order_by(version_move.c.key.desc()).limit(limit)))


def close_move(tx: Connection, key: int, at: datetime, by: int | None) -> None:
    """Note that a move was taken back; the state it kept is no longer needed."""
    values = {"undone_at": at, "undone_by": by, "body_before": b""}
    tx.execute(update(version_move).where(version_move.c.key == key).values(**values))


def name_open_task(tx: Connection, key: int, *, name: str, form_id: str | None) -> None:
    """Write what an open task is called and which form it has; its version stays."""
    tx.execute(update(task).where(task.c.key == key).values(name=name, form_id=form_id))
