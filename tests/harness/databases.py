"""A fresh, migrated database for every test that asks for one, on SQLite and on PostgreSQL.

A test that takes `database_url` (or `runtime`) runs once on each; `@pytest.mark.database("sqlite")` keeps it to
one. LUOSHU_TEST_DATABASES=sqlite (or postgresql) narrows a whole run.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.base import open_engine
from app.store.migrate import migrate as migrate_engine
from tests.harness import postgres

KINDS = ("sqlite", "postgresql")


def wanted_kinds() -> tuple[str, ...]:
    """Return the databases of this run from LUOSHU_TEST_DATABASES; raise UsageError for an unknown name."""
    names = tuple(
        n.strip() for n in os.environ.get("LUOSHU_TEST_DATABASES", ",".join(KINDS)).split(",") if n.strip()
    )
    unknown = set(names) - set(KINDS)
    if unknown or not names:
        raise pytest.UsageError(
            f"LUOSHU_TEST_DATABASES: {sorted(unknown) or 'empty'}; known are {', '.join(KINDS)}"
        )
    return names


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", "database(kind): runs on this database only (sqlite or postgresql)")
    wanted_kinds()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs a database once on each kind."""
    if "database_kind" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("database")
    allowed = marker.args if marker else KINDS
    kinds = [kind for kind in wanted_kinds() if kind in allowed]
    metafunc.parametrize("database_kind", kinds, indirect=True)


def migrate_database(url: str) -> None:
    """Bring the database behind a URL to the newest schema."""
    engine = open_engine(url)
    try:
        migrate_engine(engine)
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """Start this process's PostgreSQL with a migrated template; a test that crashes it uses its own."""
    cluster = postgres.start()
    try:
        cluster.make_template(migrate_database)
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file that the tests copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    migrate_database(f"sqlite:///{path}")
    # everything out of the write-ahead log and into the one file that is copied
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return "sqlite" or "postgresql"."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the SQLAlchemy URL of a fresh, migrated, empty database; it is removed after the test."""
    if database_kind == "sqlite":
        copy = tmp_path / "luoshu.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), copy)
        yield f"sqlite:///{copy}"
        return
    cluster: postgres.Cluster = request.getfixturevalue("postgres_cluster")
    name = cluster.clone()
    yield cluster.url(name)
    cluster.drop(name)
