"""The whole demo city, seeded once as `make run` does: petitions in every state, a whole record, nothing broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.cases.record.audit_verify import verify_record
from app.cli._demo_city import demo_petitions
from app.cli.demo import prepare
from app.runtime import Runtime, open_runtime
from app.store import jobs
from app.store.migrate import migrate
from app.store.tables.cases import incident, instance, task
from config import Settings


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Runtime, list[str]]]:
    """Return the seeded demo city and what was told while it was seeded."""
    folder: Path = tmp_path_factory.mktemp("demo")
    settings = Settings(
        database_url=f"sqlite:///{folder}/luoshu.sqlite3",
        data_dir=folder,
        key_file=folder / "keys.json",
        demo=True,
    )
    runtime, told = open_runtime(settings), []
    migrate(runtime.engine)
    prepare(runtime, told.append)
    yield runtime, told
    runtime.close()


def test_the_demo_city_is_seeded_whole(demo: tuple[Runtime, list[str]]) -> None:
    runtime, told = demo

    with runtime.read() as tx:
        cases = tx.execute(select(instance.c.process_id, instance.c.status)).all()
        steps = set(tx.scalars(select(task.c.element_id).where(task.c.state == "open")))
        broken = tx.scalars(select(incident.c.message)).all()
        counts = jobs.count_jobs(tx)
        doubled = tx.execute(
            select(instance.c.number).group_by(instance.c.number).having(func.count() > 1)
        ).all()

    petitions = [status for process, status in cases if process == "petition"]
    assert len(petitions) >= len(demo_petitions())
    assert {"active", "completed"} <= set(petitions)
    assert len(steps) > 5
    assert broken == []
    assert counts.get("dead", 0) == 0
    assert doubled == []
    assert told
    assert verify_record(runtime).findings == ()


def test_preparing_it_again_adds_nothing(demo: tuple[Runtime, list[str]]) -> None:
    runtime, _ = demo
    with runtime.read() as tx:
        before = tx.scalar(select(func.count()).select_from(instance))

    prepare(runtime, lambda _: None)

    with runtime.read() as tx:
        assert tx.scalar(select(func.count()).select_from(instance)) == before
