"""Messages to people: what stands in their box here, and what went out by e-mail or SMS, with its state."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from app.store.base import UtcDateTime, metadata

notification = Table(
    "notification",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("account_key", BigInteger, ForeignKey("account.key"), nullable=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key")),
    # the task it asks the reader to do
    Column("task_key", BigInteger),
    Column("subject", String(300), nullable=False),
    Column("body", Text, nullable=False),
    # which text of which version it was written from; null: written by the program itself
    Column("template", String(80)),
    Column("definition_key", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime),
    Index("ix_notification_account", "account_key", "read_at", "created_at"),
    Index("ix_notification_instance", "instance_key"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("once_key", String(200), nullable=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key")),
    Column("channel", String(10), nullable=False),
    # both encrypted: an outbox is read by administrators and ends up in backups
    Column("address", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("address_hint", String(120), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("template", String(80)),
    Column("definition_key", BigInteger),
    # waiting, sent, refused (for good, by the receiver), unconfigured
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    UniqueConstraint("once_key"),
    Index("ix_delivery_instance", "instance_key"),
    Index("ix_delivery_state", "state", "created_at"),
)
