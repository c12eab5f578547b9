"""Rows of messages and of the outbox. Knows no text and sends nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, String, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.keys import new_key
from app.store.tables.cases import instance
from app.store.tables.notifications import delivery, notification
from app.store.tables.people import account, account_role, membership


def add_notifications(tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put messages into boxes; `key` is given here."""
    if rows:
        tx.execute(insert(notification), [{"key": new_key(), **row} for row in rows])


def leave_word(
    tx: Connection,
    account_keys: Iterable[int],
    *,
    subject: str,
    body: str,
    at: datetime,
    instance_key: int | None,
    task_key: int | None = None,
) -> None:
    """Put one message into the boxes of these accounts; it leads to the case and task, where they are given."""
    message = {"subject": subject, "body": body, "created_at": at, "instance_key": instance_key}
    add_notifications(tx, [{**message, "task_key": task_key, "account_key": key} for key in account_keys])


def box(
    tx: Connection, account_key: int, *, unread: bool = False, offset: int = 0, size: int = 20
) -> tuple[list[Row[Any]], int]:
    """Return one page of somebody's messages, newest first, with the case number, and how many there are."""
    mine = [notification.c.account_key == account_key]
    if unread:
        mine.append(notification.c.read_at.is_(None))
    total = tx.scalar(select(func.count()).select_from(notification).where(*mine)) or 0
    query = (
        select(notification, instance.c.number)
        .outerjoin(instance, instance.c.key == notification.c.instance_key)
        .where(*mine)
        .order_by(notification.c.created_at.desc(), notification.c.key.desc())
        .limit(size)
        .offset(offset)
    )
    return list(tx.execute(query)), int(total)


def count_unread(tx: Connection, account_key: int) -> int:
    """Return how many messages somebody has not read."""
    query = select(func.count()).where(
        notification.c.account_key == account_key, notification.c.read_at.is_(None)
    )
    return int(tx.scalar(query) or 0)


def mark_read(tx: Connection, account_key: int, at: datetime, key: int | None = None) -> int:
    """Mark one message of somebody, or all, as read; return how many changed."""
    query = update(notification).where(
        notification.c.account_key == account_key, notification.c.read_at.is_(None)
    )
    if key is not None:
        query = query.where(notification.c.key == key)
    return int(tx.execute(query.values(read_at=at)).rowcount)


def add_delivery(tx: Connection, values: Mapping[str, Any]) -> bool:
    """Write into the outbox; False when a delivery of the same `once_key` is there already."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    row = {"attempts": 0, **values}
    written = build(delivery).values(row).on_conflict_do_nothing(index_elements=["once_key"])
    # the row that was written tells; the count of an insert is not told by every driver
    return tx.scalar(written.returning(delivery.c.key)) is not None


def delivery_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return one delivery."""
    return tx.execute(select(delivery).where(delivery.c.key == key)).first()


def deliveries_of(tx: Connection, instance_key: int) -> list[Row[Any]]:
    """Return what was sent about a case, newest first."""
    query = select(delivery).where(delivery.c.instance_key == instance_key)
    return list(tx.execute(query.order_by(delivery.c.created_at.desc(), delivery.c.key.desc())))


def change_delivery(tx: Connection, key: int, values: Mapping[str, Any]) -> None:
    """Change columns of a delivery."""
    tx.execute(update(delivery).where(delivery.c.key == key).values(values))


def count_attempt(tx: Connection, key: int, error: str) -> None:
    """Write down that a try failed and why."""
    tx.execute(
        update(delivery).where(delivery.c.key == key).values(attempts=delivery.c.attempts + 1, error=error)
    )


def count_deliveries(tx: Connection) -> dict[str, int]:
    """Return the number of deliveries by state."""
    rows = tx.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state))
    return {str(state): int(count) for state, count in rows}


def recipients(tx: Connection, *, groups: Collection[str], roles: Collection[str] = ()) -> list[Row[Any]]:
    """Return (key, email, unit_code, language) of enabled accounts in these groups or with these roles."""
    grp = membership.c.unit_code + literal(".", String) + membership.c.post_code
    in_group = select(membership.c.account_key).where(grp.in_(groups))
    with_role = select(account_role.c.account_key).where(account_role.c.role.in_(roles))
    query = select(account.c.key, account.c.email, account.c.unit_code, account.c.language).where(
        account.c.disabled_at.is_(None), account.c.key.in_(in_group) | account.c.key.in_(with_role)
    )
    return list(tx.execute(query.order_by(account.c.key)))
