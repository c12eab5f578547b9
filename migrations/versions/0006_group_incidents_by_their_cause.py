"""Group incidents by their cause."""

import sqlalchemy as sa
from alembic import op

from app.store.jobs import cause_of

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incident") as batch_op:
        batch_op.add_column(sa.Column("cause", sa.String(length=32), server_default="", nullable=False))
        batch_op.create_index("ix_incident_cause", ["state", "cause"], unique=False)
    rows = op.get_bind().execute(sa.text("SELECT key, kind, element_id, message FROM incident")).all()
    for key, kind, element_id, message in rows:
        filled = sa.text("UPDATE incident SET cause = :cause WHERE key = :key")
        op.get_bind().execute(filled, {"cause": cause_of(kind, element_id, message), "key": key})


def downgrade() -> None:
    raise NotImplementedError
