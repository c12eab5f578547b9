"""Which stored files some row still names."""

from sqlalchemy import Connection, select

from app.store.tables.cases import attachment, document


def named_digests(tx: Connection) -> frozenset[str]:
    """Return the digest of every attachment and document."""
    both = select(attachment.c.digest).union(select(document.c.digest))
    return frozenset(tx.scalars(both))
