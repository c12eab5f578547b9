"""Create the tables of the foundation and store the published calendar."""

from datetime import UTC, datetime
from importlib.metadata import version

from alembic import op

import app.store.tables  # noqa: F401 - fills the metadata
from app.deadlines.published import published_calendar
from app.store.base import metadata
from app.store.calendar import add_version
from app.store.search import create_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    create_index(op.get_bind())
    published = published_calendar()
    add_version(
        op.get_bind(),
        number=1,
        name=published.version,
        years=published.official_years,
        days=[(day.on, day.kind, day.name) for day in published.days],
        source=f"chinesecalendar {version('chinesecalendar')}",
        at=datetime.now(UTC),
        by=None,
        by_name="",
    )


def downgrade() -> None:
    raise NotImplementedError
