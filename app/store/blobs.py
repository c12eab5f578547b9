"""Which stored files some row still names."""

from sqlalchemy import Connection, select

from app.store.tables.cases import attachment, document
from app.store.tables.exchange import exchange_file


def named_digests(tx: Connection) -> frozenset[str]:
    """Return the digest of every attachment, document and exchanged file."""
    named = select(attachment.c.digest).union(select(document.c.digest), select(exchange_file.c.digest))
    return frozenset(tx.scalars(named))
