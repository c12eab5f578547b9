"""Department systems that cases ask: their description, secrets, health; every call; every event that came in."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from app.store.base import JsonText, UtcDateTime, metadata

connected_system = Table(
    "connected_system",
    metadata,
    Column("id", String(40), primary_key=True),
    # what the file says (app/connectors/description.py); mode and base_url below are what counts
    Column("description", JsonText, nullable=False),
    Column("mode", String(10), nullable=False),
    Column("base_url", String(300), nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("open_until", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("failed_at", UtcDateTime),
    Column("failure", Text),
    Column("changed_at", UtcDateTime, nullable=False),
)

system_secret = Table(
    "system_secret",
    metadata,
    Column("system_id", String(40), ForeignKey("connected_system.id"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

system_call = Table(
    "system_call",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("system_id", String(40), ForeignKey("connected_system.id"), nullable=False),
    Column("operation", String(60), nullable=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("element_id", String(120), nullable=False),
    # answered | refused | by_hand | agreed | differs
    Column("state", String(12), nullable=False),
    # the task's variables, encrypted, while the system is still to be asked again
    Column("inputs", Text),
    Column("note", Text),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index("ix_system_call_state", "system_id", "state", "asked_at"),
)

system_event = Table(
    "system_event",
    metadata,
    Column("system_id", String(40), ForeignKey("connected_system.id"), primary_key=True),
    Column("event_id", String(120), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("delivered", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
