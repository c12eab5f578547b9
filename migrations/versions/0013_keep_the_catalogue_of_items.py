"""Keep the catalogue of items."""

import sqlalchemy as sa
from alembic import op

from app.store.base import JsonText, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_datum",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_service_datum")),
    )
    op.create_table(
        "service_item",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("depth", sa.String(length=20), nullable=False),
        sa.Column("in_hall", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("grams", sa.Text(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_item")),
    )
    with op.batch_alter_table("service_item", schema=None) as batch_op:
        batch_op.create_index("ix_service_item_unit", ["unit"], unique=False)

    op.create_table(
        "service_item_version",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", JsonText(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_by_name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["service_item.code"], name=op.f("fk_service_item_version_code")),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_service_item_version")),
    )


def downgrade() -> None:
    raise NotImplementedError
