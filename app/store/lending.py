"""Rows by which work passes between people: substitutions of a day, tasks held in another's place, a leaver's work."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from app.store.tables.cases import instance, task, task_candidate
from app.store.tables.operations import side_request
from app.store.tables.people import account, substitute


def substitutions_on(tx: Connection, on: date) -> Sequence[Row[Any]]:
    """Return the substitutions that hold on a day, with the principal's login and both names."""
    stand_in = account.alias("stand_in")
    query = (
        select(
            substitute,
            account.c.login.label("principal_login"),
            account.c.name.label("principal_name"),
            stand_in.c.name.label("substitute_name"),
        )
        .join(account, account.c.key == substitute.c.principal_key)
        .join(stand_in, stand_in.c.key == substitute.c.substitute_key)
        .where(substitute.c.from_on <= on, substitute.c.to_on >= on, substitute.c.ended_at.is_(None))
    )
    return tx.execute(query.order_by(substitute.c.key)).all()


def held_in_place(tx: Connection) -> Sequence[Row[Any]]:
    """Return the open tasks that somebody holds in another's place."""
    query = select(task).where(
        task.c.state == "open", task.c.acting_for.is_not(None), task.c.assignee.is_not(None)
    )
    return tx.execute(query.where(task.c.held_at.is_(None)).order_by(task.c.key)).all()


def open_tasks_of(
    tx: Connection, account_key: int, groups: Collection[str], *, limit: int = 500
) -> Sequence[Row[Any]]:
    """Return the open tasks somebody holds or may take, with the number and title of the case."""
    may_take = (
        select(1)
        .where(task_candidate.c.task_key == task.c.key, task_candidate.c.candidate.in_(groups))
        .exists()
    )
    mine = or_(task.c.assignee == account_key, and_(task.c.assignee.is_(None), may_take))
    query = (
        select(task, instance.c.number, instance.c.title)
        .join(instance, instance.c.key == task.c.instance_key)
        .where(task.c.state == "open", mine)
    )
    return tx.execute(query.order_by(task.c.opened_at, task.c.key).limit(limit)).all()


def tasks_held_by(tx: Connection, account_key: int) -> Sequence[Row[Any]]:
    """Return every open task somebody holds, with login candidates' needs and the accused unit of the case."""
    query = (
        select(task, instance.c.number, instance.c.accused_unit)
        .join(instance, instance.c.key == task.c.instance_key)
        .where(task.c.state == "open", task.c.assignee == account_key)
    )
    return tx.execute(query.order_by(task.c.key)).all()


def tasks_named_to(tx: Connection, login: str) -> Sequence[int]:
    """Return the keys of open tasks that name somebody as a candidate."""
    query = (
        select(task.c.key)
        .join(task_candidate, task_candidate.c.task_key == task.c.key)
        .where(task.c.state == "open", task_candidate.c.candidate == f"@{login}")
    )
    return tx.scalars(query.order_by(task.c.key)).all()


def pass_delegations(tx: Connection, account_key: int, to: int) -> int:
    """Let delegated tasks come back to somebody else; return how many."""
    query = update(task).where(task.c.state == "open", task.c.delegated_by == account_key)
    return tx.execute(query.values(delegated_by=to)).rowcount


def pass_requests(tx: Connection, account_key: int, to: int) -> int:
    """Let somebody else answer what was asked of a person beside tasks; return how many."""
    query = update(side_request).where(
        side_request.c.asked_key == account_key, side_request.c.state.in_(("planned", "open"))
    )
    return tx.execute(query.values(asked_key=to)).rowcount


def substitutions_with(tx: Connection, account_key: int, on: date) -> Sequence[Row[Any]]:
    """Return the present and coming substitutions in which somebody stands on either side."""
    query = select(substitute).where(
        or_(substitute.c.principal_key == account_key, substitute.c.substitute_key == account_key),
        substitute.c.ended_at.is_(None),
        substitute.c.to_on >= on,
    )
    return tx.execute(query.order_by(substitute.c.key)).all()


def change_substitute(tx: Connection, key: int, substitute_key: int) -> None:
    """Let somebody else stand in from now on."""
    tx.execute(update(substitute).where(substitute.c.key == key).values(substitute_key=substitute_key))
