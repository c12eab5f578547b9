"""What cases went through in a span of time, over all cases: for the time machine."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, literal, select, union_all

from app.store.tables.cases import element_event, instance


def between(tx: Connection, after: datetime, until: datetime, *, limit: int) -> list[Row[Any]]:
    """Return what happened in (after, until]: entered, left or canceled steps with their case, in order."""
    entered = select(
        element_event.c.key,
        element_event.c.instance_key,
        element_event.c.element_id,
        element_event.c.entered_at.label("at"),
        literal("entered").label("kind"),
    ).where(element_event.c.entered_at > after, element_event.c.entered_at <= until)
    left = select(
        element_event.c.key,
        element_event.c.instance_key,
        element_event.c.element_id,
        element_event.c.left_at.label("at"),
        case((element_event.c.canceled, "canceled"), else_="left").label("kind"),
    ).where(
        element_event.c.left_at > after,
        element_event.c.left_at <= until,
        # a passage without a stay is told once
        element_event.c.left_at != element_event.c.entered_at,
    )
    both = union_all(entered, left).subquery()
    return list(
        tx.execute(
            select(both, instance.c.number, instance.c.restricted, instance.c.definition_key)
            .join(instance, instance.c.key == both.c.instance_key)
            .order_by(both.c.at, both.c.key)
            .limit(limit)
        )
    )
