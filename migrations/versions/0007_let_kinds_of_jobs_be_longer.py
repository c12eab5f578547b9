"""Let kinds of jobs be longer: work for programs outside carries its type in it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.alter_column(
            "kind",
            existing_type=sa.VARCHAR(length=80),
            type_=sa.String(length=200),
            existing_nullable=False,
        )


def downgrade() -> None:
    raise NotImplementedError
