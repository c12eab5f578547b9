"""Rows of definitions and instances, by Core statements: an ORM flush would cost more than the engine."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from app.store.tables.cases import (
    case_date,
    case_link,
    definition,
    definition_resource,
    element_event,
    instance,
    submission,
    subscription,
)


def newest_definition(tx: Connection, process_id: str) -> Row[Any] | None:
    """Return the newest version of a process that is not retired."""
    return tx.execute(
        select(definition)
        .where(definition.c.process_id == process_id, definition.c.retired_at.is_(None))
        .order_by(definition.c.version.desc())
        .limit(1)
    ).first()


def definition_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one definition version."""
    return tx.execute(select(definition).where(definition.c.key == key)).first()


def list_definitions(tx: Connection) -> list[Row[Any]]:
    """Return every version of every process, newest first within a process."""
    return list(tx.execute(select(definition).order_by(definition.c.process_id, definition.c.version.desc())))


def version_key(tx: Connection, process_id: str, version: int) -> int | None:
    """Return the key of a version of a process."""
    return tx.scalar(
        select(definition.c.key).where(definition.c.process_id == process_id, definition.c.version == version)
    )


def retire_definition(tx: Connection, key: int, at: datetime) -> bool:
    """Let no new case start on a version; False when it is retired already."""
    done = tx.execute(
        update(definition)
        .where(definition.c.key == key, definition.c.retired_at.is_(None))
        .values(retired_at=at)
    )
    return done.rowcount == 1


def running_by_definition(tx: Connection) -> dict[int, int]:
    """Return the number of open cases of each definition version."""
    query = select(instance.c.definition_key, func.count()).where(instance.c.ended_at.is_(None))
    return {int(key): int(count) for key, count in tx.execute(query.group_by(instance.c.definition_key))}


def resources(tx: Connection, definition_key: int) -> dict[str, bytes]:
    """Return the stored bytes of a definition version: path → content."""
    rows = tx.execute(
        select(definition_resource.c.path, definition_resource.c.body).where(
            definition_resource.c.definition_key == definition_key
        )
    )
    return {path: bytes(body) for path, body in rows}


def add_definition(tx: Connection, values: dict[str, Any], files: dict[str, bytes]) -> None:
    """Store one definition version with its files."""
    tx.execute(insert(definition).values(values))
    tx.execute(
        insert(definition_resource),
        [{"definition_key": values["key"], "path": path, "body": body} for path, body in files.items()],
    )


def next_version(tx: Connection, process_id: str) -> int:
    """Return the number of the next version of a process."""
    newest = tx.scalar(select(func.max(definition.c.version)).where(definition.c.process_id == process_id))
    return int(newest or 0) + 1


def add_instance(tx: Connection, values: dict[str, Any]) -> None:
    """Store a new instance."""
    tx.execute(insert(instance).values(values))


def instance_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one instance with everything, body included."""
    return tx.execute(select(instance).where(instance.c.key == key)).first()


_RUNNING = ("active", "incident")
"""A case that stands still at one token keeps the clocks of the others."""
_HEAD = [column for column in instance.c if column.name != "body"]


def head_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one instance without the engine's state."""
    return tx.execute(select(*_HEAD).where(instance.c.key == key)).first()


def lock_version(tx: Connection, key: int) -> int | None:
    """Return the version of an instance; others that want to move it wait until this transaction ends."""
    return tx.scalar(select(instance.c.version).where(instance.c.key == key).with_for_update())


def written_head(tx: Connection, key: int) -> Row[Any]:
    """Return an instance that this transaction has just stored, without the engine's state."""
    return tx.execute(select(*_HEAD).where(instance.c.key == key)).one()


def head_by_number(tx: Connection, number: str) -> Row[Any] | None:
    """Return one instance by its case number, without the engine's state."""
    return tx.execute(select(*_HEAD).where(instance.c.number == number)).first()


def body_of(tx: Connection, key: int) -> bytes:
    """Return the engine's state of an instance."""
    return bytes(tx.execute(select(instance.c.body).where(instance.c.key == key)).scalar_one())


def save_instance(tx: Connection, key: int, version: int, values: dict[str, Any]) -> bool:
    """Write the next state over `version`; False when somebody else was first (nothing is written)."""
    done = tx.execute(
        update(instance)
        .where(instance.c.key == key, instance.c.version == version)
        .values(version=version + 1, **values)
    )
    return done.rowcount == 1


def due_instances(tx: Connection, now: datetime, limit: int) -> list[int]:
    """Return keys of active instances with a timer that is due, earliest first."""
    return list(
        tx.scalars(
            select(instance.c.key)
            .where(instance.c.status.in_(_RUNNING), instance.c.next_due <= now)
            .order_by(instance.c.next_due)
            .limit(limit)
        )
    )


def next_due(tx: Connection, *, after: datetime | None = None) -> datetime | None:
    """Return the earliest moment (later than `after`) at which a timer of any case is due."""
    query = select(instance.c.next_due).where(
        instance.c.status.in_(_RUNNING), instance.c.next_due.is_not(None)
    )
    if after is not None:
        query = query.where(instance.c.next_due > after)
    return tx.scalar(query.order_by(instance.c.next_due).limit(1))


def add_submission(tx: Connection, values: dict[str, Any]) -> None:
    """Store what a person sent with one form."""
    tx.execute(insert(submission).values(values))


def submissions_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return every submission of a case in order."""
    return list(
        tx.execute(
            select(submission).where(submission.c.instance_key == instance_key).order_by(submission.c.key)
        )
    )


def submission_by_key(tx: Connection, key: int) -> Row[Any]:
    """Return one submission."""
    return tx.execute(select(submission).where(submission.c.key == key)).one()


def add_events(tx: Connection, rows: list[dict[str, Any]]) -> None:
    """Store that elements were entered (or entered and left)."""
    if rows:
        tx.execute(insert(element_event), rows)


def leave_elements(
    tx: Connection, instance_key: int, engine_ids: list[str], at: datetime, *, canceled: bool
) -> None:
    """Mark the open events of these engine tasks as left."""
    if engine_ids:
        tx.execute(
            update(element_event)
            .where(
                element_event.c.instance_key == instance_key,
                element_event.c.engine_id.in_(engine_ids),
                element_event.c.left_at.is_(None),
            )
            .values(left_at=at, canceled=canceled)
        )


def events_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the passage of a case through its drawing, in order."""
    return list(
        tx.execute(
            select(element_event)
            .where(element_event.c.instance_key == instance_key)
            .order_by(element_event.c.entered_at, element_event.c.key)
        )
    )


def subscriptions_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the messages a case waits for."""
    return list(tx.execute(select(subscription).where(subscription.c.instance_key == instance_key)))


def replace_subscriptions(tx: Connection, instance_key: int, rows: list[dict[str, Any]]) -> None:
    """Make `rows` the whole set of messages a case waits for."""
    tx.execute(subscription.delete().where(subscription.c.instance_key == instance_key))
    if rows:
        tx.execute(insert(subscription), rows)


def subscribers(tx: Connection, name: str, correlation_key: str | None) -> list[int]:
    """Return the instances that wait for a message with this name and correlation key."""
    return list(
        tx.scalars(
            select(subscription.c.instance_key)
            .where(
                subscription.c.kind == "message",
                subscription.c.name == name,
                subscription.c.correlation_key == correlation_key,
            )
            .distinct()
        )
    )


def waiting_for_signal(tx: Connection, name: str, *, only: int | None = None) -> dict[int, list[str]]:
    """Return who waits for a signal: instance key → engine ids of what waits there."""
    query = select(subscription.c.instance_key, subscription.c.engine_id).where(
        subscription.c.kind == "signal", subscription.c.name == name
    )
    if only is not None:
        query = query.where(subscription.c.instance_key == only)
    found: dict[int, list[str]] = {}
    for row in tx.execute(query.order_by(subscription.c.instance_key)):
        found.setdefault(row.instance_key, []).append(row.engine_id)
    return found


def add_case_date(tx: Connection, values: dict[str, Any]) -> None:
    """Store one of the public dates of a case."""
    tx.execute(insert(case_date).values(values))


def case_dates_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the public dates of a case in the order in which they were recorded."""
    return list(
        tx.execute(
            select(case_date).where(case_date.c.instance_key == instance_key).order_by(case_date.c.key)
        )
    )


def link_cases(
    tx: Connection, from_key: int, to_key: int, *, kind: str, note: str | None, at: datetime
) -> None:
    """Link two cases: `kind` is split, duplicate, earlier or continues."""
    tx.execute(
        insert(case_link).values(from_key=from_key, to_key=to_key, kind=kind, note=note, created_at=at)
    )


def links_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return linked cases as rows (key, number, title, kind, note, restricted, status), both directions."""
    out = select(case_link.c.to_key.label("other"), case_link.c.kind, case_link.c.note).where(
        case_link.c.from_key == instance_key
    )
    back = select(case_link.c.from_key.label("other"), case_link.c.kind, case_link.c.note).where(
        case_link.c.to_key == instance_key
    )
    both = out.union_all(back).subquery()
    return list(
        tx.execute(
            select(
                instance.c.key,
                instance.c.number,
                instance.c.title,
                instance.c.status,
                instance.c.restricted,
                both.c.kind,
                both.c.note,
            ).join(both, both.c.other == instance.c.key)
        )
    )


def same_subject(tx: Connection, subject_digest: str, since: date) -> list[Row[Any]]:
    """Return earlier cases with the same subject digest received since a day."""
    return list(
        tx.execute(
            select(*_HEAD).where(instance.c.subject_digest == subject_digest, instance.c.received_on >= since)
        )
    )


def name_definition(tx: Connection, key: int, name: str, version_tag: str | None) -> None:
    """Set what the drawing itself says of its name and version tag."""
    tx.execute(update(definition).where(definition.c.key == key).values(name=name, version_tag=version_tag))


def change_facts(tx: Connection, key: int, values: dict[str, Any]) -> None:
    """Write facts of a case that are not the engine's (title, applicant); its version stays."""
    tx.execute(update(instance).where(instance.c.key == key).values(**values))
