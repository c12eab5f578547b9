"""The harness itself: every test gets a database of its own, migrated, on both kinds."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, text

from app.runtime import Runtime
from app.store.base import metadata, open_engine
from tests.harness import postgres


def test_a_test_gets_a_migrated_database(database_url: str, database_kind: str) -> None:
    engine = open_engine(database_url)

    tables = set(inspect(engine).get_table_names())
    dialect = engine.dialect.name
    engine.dispose()

    assert dialect == database_kind
    assert set(metadata.tables) <= tables


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_writes_the_next_does_not_see(runtime: Runtime, turn: int) -> None:
    with runtime.read() as tx:
        before = tx.scalar(text("SELECT count(*) FROM setting"))

    with runtime.transaction() as tx:
        tx.execute(text("INSERT INTO setting (name, value) VALUES ('turn', :turn)"), {"turn": str(turn)})

    with runtime.read() as tx:
        after = tx.scalar(text("SELECT count(*) FROM setting"))
    assert (before, after) == (0, 1)


@pytest.mark.database("sqlite")
def test_a_test_can_ask_for_one_kind(database_kind: str) -> None:
    assert database_kind == "sqlite"


@pytest.mark.now("2026-09-30 17:30")
@pytest.mark.database("sqlite")
def test_the_clock_stands_where_the_test_puts_it(runtime: Runtime) -> None:
    now = runtime.clock.now()

    assert now == datetime(2026, 9, 30, 9, 30, tzinfo=UTC)


def test_what_was_committed_survives_a_crash_of_the_server() -> None:
    cluster = postgres.start()
    try:
        with open_engine(cluster.url("postgres")).begin() as tx:
            tx.execute(text("CREATE TABLE kept (n integer)"))
            tx.execute(text("INSERT INTO kept VALUES (7)"))

        cluster.crash()
        cluster.restart()

        with open_engine(cluster.url("postgres")).connect() as connection:
            assert connection.scalar(text("SELECT n FROM kept")) == 7
    finally:
        cluster.stop()
