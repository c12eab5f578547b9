"""The record: chains, events, their erasable payloads, daily roots, and the log of who looked."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.base import JsonText, UtcDateTime, metadata

audit_chain = Table(
    "audit_chain",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    # "case:<instance key>" or "system"; no foreign key: the record outlives what it is about
    Column("scope", String(40), nullable=False),
    Column("instance_key", BigInteger, index=True),
    Column("public_id", String(32), nullable=False),
    Column("length", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
    Column("rooted_length", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    UniqueConstraint("scope"),
    UniqueConstraint("public_id"),
)

audit_event = Table(
    "audit_event",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("chain_key", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("instance_key", BigInteger),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(80), nullable=False),
    Column("actor_kind", String(20), nullable=False),
    Column("actor_key", BigInteger),
    Column("on_behalf_of", BigInteger),
    Column("unit", String(40)),
    Column("element_id", String(120)),
    Column("facts", JsonText, nullable=False),
    Column("payload_digest", String(64)),
    Column("retention", String(20), nullable=False),
    Column("applicant_may_read", Boolean, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("chain_key", "seq"),
    Index("ix_audit_event_at", "at"),
    Index("ix_audit_event_actor", "actor_key", "at"),
    Index("ix_audit_event_instance", "instance_key", "seq"),
)

audit_payload = Table(
    "audit_payload",
    metadata,
    Column("event_key", BigInteger, ForeignKey("audit_event.key"), primary_key=True, autoincrement=False),
    Column("body", Text),
    Column("salt", String(32)),
    Column("erased_at", UtcDateTime),
)

audit_root = Table(
    "audit_root",
    metadata,
    Column("day", Date, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("tree", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("root", String(64), nullable=False),
    Column("computed_at", UtcDateTime, nullable=False),
)

audit_root_leaf = Table(
    "audit_root_leaf",
    metadata,
    # only chains that grew since the root before; the others keep their last leaf
    Column("day", Date, ForeignKey("audit_root.day"), primary_key=True),
    Column("chain", String(32), primary_key=True),
    Column("record", String(80), nullable=False),
    Column("length", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Index("ix_audit_root_leaf_chain", "chain", "day"),
)

access_log = Table(
    "access_log",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_kind", String(20), nullable=False),
    Column("actor_key", BigInteger),
    Column("actor_name", String(80), nullable=False),
    Column("unit", String(40)),
    Column("purpose", String(40), nullable=False),
    Column("reason", Text),
    # sequence number of the event of the system chain that sealed this row
    Column("sealed_by", Integer),
    Index("ix_access_log_instance", "instance_key", "at"),
    Index("ix_access_log_sealed", "sealed_by"),
)
