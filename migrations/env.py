"""Run migrations on the connection that `app.store.migrate` hands over."""

from alembic import context

import app.store.tables  # noqa: F401 - fills the metadata
from app.store.base import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
