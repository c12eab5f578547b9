"""Counts over cases, terms, tasks and ratings for the statistics page. It must not know who asks."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, extract, func, select

from app.store.case_list import last_day_in_time
from app.store.supervision import office_term
from app.store.tables.cases import instance, rating, task, term


def volume(tx: Connection, visible: ColumnElement[bool], first: date, last: date) -> list[Row[Any]]:
    """Return per channel and status the number of cases received in a period."""
    return list(
        tx.execute(
            select(instance.c.channel, instance.c.status, func.count().label("amount"))
            .where(visible, instance.c.received_on.between(first, last))
            .group_by(instance.c.channel, instance.c.status)
        )
    )


def outcomes(tx: Connection, visible: ColumnElement[bool], first: date, last: date) -> list[Row[Any]]:
    """Return per outcome the number of ended cases that were received in a period."""
    return list(
        tx.execute(
            select(instance.c.outcome, func.count().label("amount"))
            .where(visible, instance.c.received_on.between(first, last), instance.c.outcome.is_not(None))
            .group_by(instance.c.outcome)
        )
    )


def timeliness(
    tx: Connection,
    visible: ColumnElement[bool],
    first: date,
    last: date,
    citizen_rules: Collection[str],
    *,
    by: str = "unit",
) -> list[Row[Any]]:
    """Return how many office terms met in a period were met in time and late, `by` unit or rule."""
    grouped = term.c.unit if by == "unit" else term.c.rule
    in_time = term.c.met_on <= last_day_in_time()
    return list(
        tx.execute(
            select(
                grouped.label("name"),
                func.sum(case((in_time, 1), else_=0)).label("ontime"),
                func.sum(case((in_time, 0), else_=1)).label("late"),
            )
            .join(instance, instance.c.key == term.c.instance_key)
            .where(
                visible,
                term.c.state == "met",
                term.c.met_on.between(first, last),
                office_term(citizen_rules),
            )
            .group_by(grouped)
        )
    )


def timeliness_by_day(
    tx: Connection, visible: ColumnElement[bool], first: date, last: date, citizen_rules: Collection[str]
) -> list[Row[Any]]:
    """Return per day of a period how many office terms were met in time and late; months are made of days."""
    in_time = term.c.met_on <= last_day_in_time()
    return list(
        tx.execute(
            select(
                term.c.met_on,
                func.sum(case((in_time, 1), else_=0)).label("ontime"),
                func.sum(case((in_time, 0), else_=1)).label("late"),
            )
            .join(instance, instance.c.key == term.c.instance_key)
            .where(
                visible,
                term.c.state == "met",
                term.c.met_on.between(first, last),
                office_term(citizen_rules),
            )
            .group_by(term.c.met_on)
            .order_by(term.c.met_on)
        )
    )


def load_by_person(tx: Connection, visible: ColumnElement[bool], today: date) -> list[Row[Any]]:
    """Return per assignee the number of open tasks and of those past their due date."""
    late = case((task.c.due_on < today, 1), else_=0)
    count = func.count().label("open")
    return list(
        tx.execute(
            select(task.c.assignee, count, func.sum(late).label("overdue"))
            .join(instance, instance.c.key == task.c.instance_key)
            .where(visible, task.c.state == "open", task.c.assignee.is_not(None))
            .group_by(task.c.assignee)
            .order_by(count.desc())
            .limit(50)
        )
    )


def load_by_unit(tx: Connection, visible: ColumnElement[bool]) -> list[Row[Any]]:
    """Return per responsible unit the number of running cases and of all."""
    running = case((instance.c.ended_at.is_(None), 1), else_=0)
    return list(
        tx.execute(
            select(instance.c.unit, func.sum(running).label("running"), func.count().label("every"))
            .where(visible)
            .group_by(instance.c.unit)
        )
    )


def longest_steps(
    tx: Connection, visible: ColumnElement[bool], since: datetime, until: datetime, *, limit: int = 10
) -> list[Row[Any]]:
    """Return the steps that took longest on average (seconds) among tasks completed in a period."""
    seconds = _seconds(tx)
    average = func.avg(seconds).label("average")
    return list(
        tx.execute(
            select(
                task.c.process_id,
                task.c.element_id,
                func.max(task.c.name).label("name"),
                func.count().label("amount"),
                average,
                func.max(seconds).label("longest"),
            )
            .join(instance, instance.c.key == task.c.instance_key)
            .where(visible, task.c.state == "completed", task.c.closed_at >= since, task.c.closed_at < until)
            .group_by(task.c.process_id, task.c.element_id)
            .order_by(average.desc())
            .limit(limit)
        )
    )


def ratings(tx: Connection, visible: ColumnElement[bool], since: datetime, until: datetime) -> list[Row[Any]]:
    """Return per level the number of ratings given in a period that count."""
    return list(
        tx.execute(
            select(rating.c.level, func.count().label("amount"))
            .join(instance, instance.c.key == rating.c.instance_key)
            .where(visible, rating.c.counts.is_(True), rating.c.rated_at >= since, rating.c.rated_at < until)
            .group_by(rating.c.level)
        )
    )


def _seconds(tx: Connection) -> Any:
    if tx.dialect.name == "sqlite":
        return (func.julianday(task.c.closed_at) - func.julianday(task.c.opened_at)) * 86400
    return extract("epoch", task.c.closed_at - task.c.opened_at)
