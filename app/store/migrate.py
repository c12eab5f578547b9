"""Bring a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

_MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def migration_config(connection: Connection | None = None) -> Config:
    """Return the alembic configuration; the connection, when given, is the one to migrate."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Apply every missing migration in one transaction."""
    with engine.begin() as connection:
        command.upgrade(migration_config(connection), "head")
