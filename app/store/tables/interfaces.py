"""What interfaces for programs keep: clients, deployments, buffered messages, stored documents, batches of acts."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.base import JsonText, UtcDateTime, metadata

api_client = Table(
    "api_client",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("client_id", String(60), nullable=False),
    # SM3 of a random secret of 256 bits: it need not be stretched
    Column("secret_digest", String(64), nullable=False),
    # the account it acts for; its own rights only narrow what that account may do
    Column("account_key", BigInteger, ForeignKey("account.key"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("rights", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", BigInteger),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("client_id"),
)

deployment = Table(
    "deployment",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("deployed_at", UtcDateTime, nullable=False),
    Column("deployed_by", BigInteger),
)

resource = Table(
    "resource",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    # form; requirements: a DMN file; decision: one decision of such a file
    Column("kind", String(12), nullable=False),
    Column("resource_id", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("file", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    # a decision has none: its file is the body of its requirements
    Column("body", LargeBinary),
    Column("requirements_key", BigInteger, ForeignKey("resource.key")),
    Column("deployment_key", BigInteger),
    Column("deployed_at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "resource_id", "version"),
    Index("ix_resource_digest", "kind", "resource_id", "digest"),
)

published_message = Table(
    "published_message",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("correlation_key", String(200), nullable=False),
    Column("message_id", String(200)),
    Column("variables", JsonText, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", BigInteger),
    Column("expires_at", UtcDateTime, nullable=False),
    UniqueConstraint("name", "correlation_key", "message_id"),
    Index("ix_published_message_expires", "expires_at"),
)

message_taken = Table(
    "message_taken",
    metadata,
    # a message moves each case at most once, however long it is buffered
    Column("message_key", BigInteger, ForeignKey("published_message.key"), primary_key=True),
    Column("instance_key", BigInteger, primary_key=True),
    Column("taken_at", UtcDateTime, nullable=False),
)

stored_document = Table(
    "stored_document",
    metadata,
    Column("document_id", String(120), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("mime", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("metadata", JsonText, nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
)

batch_operation = Table(
    "batch_operation",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("state", String(24), nullable=False),
    Column("arguments", JsonText, nullable=False),
    Column("started_by", BigInteger),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

batch_item = Table(
    "batch_item",
    metadata,
    Column("batch_key", BigInteger, ForeignKey("batch_operation.key"), primary_key=True),
    Column("item_key", BigInteger, primary_key=True),
    Column("instance_key", BigInteger),
    Column("state", String(12), nullable=False),
    Column("error", Text),
    Column("done_at", UtcDateTime),
)
