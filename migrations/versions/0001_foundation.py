"""Create the tables of the foundation."""

from alembic import op

import app.store.tables  # noqa: F401 - fills the metadata
from app.store.base import metadata
from app.store.search import create_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    create_index(op.get_bind())


def downgrade() -> None:
    raise NotImplementedError
