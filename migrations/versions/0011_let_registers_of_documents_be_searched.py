"""Let registers of documents be searched."""

import sqlalchemy as sa
from alembic import op

from app.store.official_words import document_words
from app.store.search import DOCUMENTS, create_index, put

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_LISTED = ["created_at", "state", "genre", "urgency"]


def upgrade() -> None:
    """Add the texts of documents with their index, and what the register's pages read."""
    op.create_table(
        "official_search",
        sa.Column("document_key", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_key"], ["official_document.key"], name=op.f("fk_official_search_document_key")
        ),
        sa.PrimaryKeyConstraint("document_key", name=op.f("pk_official_search")),
    )
    create_index(op.get_bind(), DOCUMENTS)
    for name, columns in (
        ("dated", ["register", "organ", "dated_on", "key"]),
        ("due", ["register", "organ", "due_on", "key"]),
        ("list", ["register", "key", "organ", *_LISTED]),
        ("organ_list", ["register", "organ", "key", *_LISTED]),
    ):
        op.create_index(f"ix_official_document_{name}", "official_document", columns, unique=False)
    documents = sa.text(
        "SELECT key, register, organ, title, number, register_no, from_organ, signer FROM official_document"
    )
    for row in op.get_bind().execute(documents).mappings().all():
        put(op.get_bind(), DOCUMENTS, row["key"], document_words(row))


def downgrade() -> None:
    """Refuse: a database is brought back from a backup."""
    raise NotImplementedError
