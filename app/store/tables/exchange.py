"""Exchange of official documents (公文交换): other installations, their organs, what was sent, what came, refusals."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
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

exchange_site = Table(
    "exchange_site",
    metadata,
    # digest of the public key: the name cannot be claimed by somebody with another key
    Column("code", String(16), primary_key=True),
    Column("name", String(120), nullable=False),
    # null: only file packages are exchanged with it
    Column("address", String(200)),
    Column("public_key", String(64), nullable=False),
    Column("added_by", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
)

exchange_organ = Table(
    "exchange_organ",
    metadata,
    Column("site_code", String(16), ForeignKey("exchange_site.code"), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
)

exchange_item = Table(
    "exchange_item",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    # of one envelope the sender keeps a row `out`, the receiver a row `in`; inside one house both stand here
    Column("envelope", String(32), nullable=False),
    Column("direction", String(3), nullable=False),
    # the other installation; null: a unit of this one
    Column("site_code", String(16), ForeignKey("exchange_site.code")),
    Column("from_code", String(40), nullable=False),
    Column("from_name", String(120), nullable=False),
    Column("to_code", String(40), nullable=False),
    Column("to_name", String(120), nullable=False),
    Column("title", String(300), nullable=False),
    Column("number", String(80)),
    Column("genre", String(20)),
    Column("urgency", String(20)),
    Column("limit_days", Integer),
    Column("dated_on", Date),
    Column("note", Text),
    # SM3 of the manifest: the same envelope with another content is told apart by it
    Column("digest", String(64), nullable=False),
    Column("manifest", LargeBinary, nullable=False),
    Column("signature", String(128)),
    # official_document of the sender
    Column("document_key", BigInteger),
    # the case it was sent from, or the case it became
    Column("instance_key", BigInteger, ForeignKey("instance.key")),
    # envelope that this one replaces after a return
    Column("previous", String(32)),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("sent_by", BigInteger),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("arrived_at", UtcDateTime),
    Column("signed_at", UtcDateTime),
    Column("signed_by", String(80)),
    Column("returned_at", UtcDateTime),
    Column("returned_by", String(80)),
    Column("return_reason", Text),
    Column("return_basis", Text),
    Column("answered_at", UtcDateTime),
    Column("answer", Text),
    UniqueConstraint("envelope", "direction"),
    Index("ix_exchange_item_to", "direction", "to_code", "state", "sent_at"),
    Index("ix_exchange_item_from", "direction", "from_code", "state", "sent_at"),
    Index("ix_exchange_item_instance", "instance_key"),
    Index("ix_exchange_item_document", "document_key"),
    Index("ix_exchange_item_previous", "previous"),
)

exchange_file = Table(
    "exchange_file",
    metadata,
    Column("item_key", BigInteger, ForeignKey("exchange_item.key"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("mime", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)

exchange_refusal = Table(
    "exchange_refusal",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("channel", String(10), nullable=False),
    # what the package says of itself, which need not be true
    Column("claimed_site", String(16)),
    Column("claimed_envelope", String(32)),
    Column("code", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("details", JsonText),
    # SM3 of the whole package as it came
    Column("digest", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Index("ix_exchange_refusal_at", "at"),
)
