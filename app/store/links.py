"""Rows of links between cases, and the cases that look like the same matter or the same person."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, or_, select, update

from app.store.tables.cases import case_link, instance, task, task_candidate, term

_SHOWN = (
    instance.c.key,
    instance.c.process_id,
    instance.c.number,
    instance.c.title,
    instance.c.status,
    instance.c.outcome,
    instance.c.unit,
    instance.c.intake_unit,
    instance.c.restricted,
    instance.c.accused_unit,
    instance.c.applicant_key,
    instance.c.actor_key,
    instance.c.applicant_name,
    instance.c.received_on,
)


def linked_cases(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return the cases linked with this one, with `kind`, `note`, `created_at` and `outgoing` (from here)."""
    far = or_(
        and_(case_link.c.from_key == instance_key, case_link.c.to_key == instance.c.key),
        and_(case_link.c.to_key == instance_key, case_link.c.from_key == instance.c.key),
    )
    query = (
        select(
            *_SHOWN,
            case_link.c.kind,
            case_link.c.note,
            case_link.c.created_at,
            (case_link.c.from_key == instance_key).label("outgoing"),
        )
        .join(case_link, far)
        .order_by(case_link.c.created_at, instance.c.number)
    )
    return list(tx.execute(query))


def link_between(tx: Connection, one: int, other: int, kind: str) -> Row[Any] | None:
    """Return the link of this kind between two cases, whichever way it points."""
    return tx.execute(select(case_link).where(_between(one, other), case_link.c.kind == kind)).first()


def unlink_cases(tx: Connection, one: int, other: int, kind: str) -> bool:
    """Remove a link, whichever way it points; False when there is none."""
    return tx.execute(delete(case_link).where(_between(one, other), case_link.c.kind == kind)).rowcount > 0


def group_members(tx: Connection, leading_key: int) -> list[Row[Any]]:
    """Return the cases that are handled together with a leading one."""
    query = (
        select(*_SHOWN)
        .join(case_link, case_link.c.to_key == instance.c.key)
        .where(case_link.c.from_key == leading_key, case_link.c.kind == "group")
        .order_by(instance.c.number)
    )
    return list(tx.execute(query))


def leading_case(tx: Connection, member_key: int) -> int | None:
    """Return the case that leads the group a case belongs to."""
    query = select(case_link.c.from_key).where(case_link.c.to_key == member_key, case_link.c.kind == "group")
    return tx.scalar(query.limit(1))


def similar_cases(
    tx: Connection,
    *,
    subject_digest: str | None,
    phone_index: str | None,
    id_index: str | None,
    since: date,
    but: int | None = None,
    limit: int = 20,
) -> list[Row[Any]]:
    """Return cases with the same subject or from the same phone or ID number, newest first.

    `same_subject` says which of it; `term_running` whether an office's term still runs on it.
    """
    wanted = [
        column == value
        for column, value in (
            (instance.c.subject_digest, subject_digest),
            (instance.c.applicant_phone_index, phone_index),
            (instance.c.applicant_id_index, id_index),
        )
        if value
    ]
    if not wanted:
        return []
    running = select(1).where(term.c.instance_key == instance.c.key, term.c.state == "running").exists()
    same = instance.c.subject_digest == subject_digest if subject_digest else instance.c.key.is_(None)
    query = select(*_SHOWN, same.label("same_subject"), running.label("term_running")).where(
        or_(*wanted), instance.c.received_on >= since
    )
    if but is not None:
        query = query.where(instance.c.key != but)
    order = (instance.c.received_on.desc(), instance.c.key.desc())
    return list(tx.execute(query.order_by(*order).limit(limit)))


def participants_of(
    tx: Connection, instance_keys: Collection[int]
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[str]]]:
    """Return who holds or held tasks of these cases, and the candidate groups of their tasks, by case."""
    accounts: dict[int, set[int]] = {}
    groups: dict[int, set[str]] = {}
    rows = tx.execute(
        select(task.c.instance_key, task.c.assignee, task.c.closed_by, task.c.acting_for).where(
            task.c.instance_key.in_(instance_keys)
        )
    )
    for row in rows:
        accounts.setdefault(row.instance_key, set()).update(key for key in row[1:] if key is not None)
    candidates = tx.execute(
        select(task.c.instance_key, task_candidate.c.candidate)
        .join(task_candidate, task_candidate.c.task_key == task.c.key)
        .where(task.c.instance_key.in_(instance_keys))
        .distinct()
    )
    for key, candidate in candidates:
        groups.setdefault(key, set()).add(candidate)
    return (
        {key: frozenset(found) for key, found in accounts.items()},
        {key: frozenset(found) for key, found in groups.items()},
    )


def take_over_applicant(tx: Connection, instance_key: int, applicant_key: int | None) -> None:
    """Give a split-off case to the applicant of the case it came from."""
    tx.execute(update(instance).where(instance.c.key == instance_key).values(applicant_key=applicant_key))


def _between(one: int, other: int) -> Any:
    return or_(
        and_(case_link.c.from_key == one, case_link.c.to_key == other),
        and_(case_link.c.from_key == other, case_link.c.to_key == one),
    )
