"""What a citizen has typed and not yet sent: petitions and answers with their files, encrypted, with an end."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from app.store.base import UtcDateTime, metadata

filing = Table(
    "filing",
    metadata,
    # the browser holds the token; a copy of this table opens nothing
    Column("token_digest", String(64), primary_key=True),
    Column("account_key", BigInteger),
    # what it is for: a process that is to start, or the task it answers
    Column("place", String(160), nullable=False),
    # open: being written; sent: the body holds number and 查询码 until the receipt page has ended
    Column("state", String(8), nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_filing_expires", "expires_at"),
    Index("ix_filing_account", "account_key", "place"),
)

filing_file = Table(
    "filing_file",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("token_digest", String(64), ForeignKey("filing.token_digest"), nullable=False, index=True),
    Column("field", String(120), nullable=False),
    Column("name", String(200), nullable=False),
    Column("mime", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    # in the row and not in the blob store: an unfinished petition leaves nothing behind when it is deleted
    Column("content", LargeBinary, nullable=False),
)
