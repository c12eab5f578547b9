"""Write the next migration: what the tables in app/store/tables say beyond the newest migration.

    python -m scripts.new_migration "Keep the numbers of documents"

The file is a proposal: read it, and add what alembic cannot see (moved data, the full-text index).
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from app.store.base import open_engine
from app.store.migrate import migrate, migration_config


def main(message: str) -> None:
    """Migrate an empty database to the newest schema and write down what is missing."""
    revisions = list(ScriptDirectory.from_config(migration_config()).walk_revisions())
    number = f"{len(revisions) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'schema.sqlite3'}")
        migrate(engine)
        with engine.begin() as connection:
            command.revision(migration_config(connection), message, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
