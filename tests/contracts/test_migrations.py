"""One line of migrations, ending in exactly what the tables in the code say."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table

import app.store.tables  # noqa: F401 - fills the metadata
from app.store.base import metadata, open_engine
from app.store.migrate import migrate, migration_config


def differences(url: str, model: MetaData) -> list[object]:
    """Return what alembic would have to change to make the database equal to the model."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            options = {"compare_type": True, "include_object": _ours}
            context = MigrationContext.configure(connection, opts=options)
            return list(compare_metadata(context, model))
    finally:
        engine.dispose()


def _ours(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    # the full-text index is written by hand for each database (app/store/search.py), outside the metadata
    return not (reflected and kind in {"table", "index"} and name is not None and "_fts" in name)


def test_there_is_one_newest_migration() -> None:
    heads = ScriptDirectory.from_config(migration_config()).get_heads()

    assert len(heads) == 1


def test_the_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    assert differences(database_url, metadata) == []


def test_a_table_without_a_migration_is_noticed(database_url: str) -> None:
    model = MetaData()
    Table("forgotten", model, Column("n", Integer))

    found = differences(database_url, model)

    assert any("forgotten" in str(difference) for difference in found)


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    engine = open_engine(database_url)

    migrate(engine)
    migrate(engine)

    engine.dispose()
    assert differences(database_url, metadata) == []


@pytest.mark.database("sqlite")
def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is a text file, and no database at all" * 100)
    engine = open_engine(f"sqlite:///{broken}")

    with pytest.raises(Exception, match="not a database") as caught:
        migrate(engine)

    engine.dispose()
    assert isinstance(getattr(caught.value, "orig", caught.value), sqlite3.DatabaseError)
