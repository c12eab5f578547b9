"""Keep department systems and the calls to them."""

import sqlalchemy as sa
from alembic import op

from app.store.base import JsonText, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "connected_system",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("description", JsonText(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("base_url", sa.String(length=300), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("open_until", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connected_system")),
    )
    op.create_table(
        "system_event",
        sa.Column("system_id", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["system_id"], ["connected_system.id"], name=op.f("fk_system_event_system_id")
        ),
        sa.PrimaryKeyConstraint("system_id", "event_id", name=op.f("pk_system_event")),
    )
    op.create_table(
        "system_secret",
        sa.Column("system_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["system_id"], ["connected_system.id"], name=op.f("fk_system_secret_system_id")
        ),
        sa.PrimaryKeyConstraint("system_id", "name", name=op.f("pk_system_secret")),
    )
    op.create_table(
        "system_call",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("system_id", sa.String(length=40), nullable=False),
        sa.Column("operation", sa.String(length=60), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_system_call_instance_key")),
        sa.ForeignKeyConstraint(
            ["system_id"], ["connected_system.id"], name=op.f("fk_system_call_system_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_system_call")),
    )
    with op.batch_alter_table("system_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_system_call_instance_key"), ["instance_key"], unique=False)
        batch_op.create_index("ix_system_call_state", ["system_id", "state", "asked_at"], unique=False)


def downgrade() -> None:
    raise NotImplementedError
