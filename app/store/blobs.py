"""Which stored files some row still names."""

from sqlalchemy import Connection, select

from app.store.tables.cases import attachment, document
from app.store.tables.exchange import exchange_file
from app.store.tables.interfaces import stored_document


def named_digests(tx: Connection) -> frozenset[str]:
    """Return the digest of every attachment, document, exchanged file and file that a program stored."""
    named = select(attachment.c.digest).union(
        select(document.c.digest), select(exchange_file.c.digest), select(stored_document.c.digest)
    )
    return frozenset(tx.scalars(named))
