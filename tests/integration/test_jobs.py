"""Jobs: done once, tried again with pauses, an incident in the end; a dead worker's job goes to the next one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from app.cases.moving import run_jobs
from app.cases.moving.run_jobs import run_next_job, run_ready_jobs
from app.clock import DemoClock
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import jobs, once, settings
from app.store.tables.cases import incident, job
from app.store.tables.cases import once as marks
from app.text import text

Finish = Callable[[Connection], None]


def enqueue(runtime: Runtime, kind: str, *, once_key: str | None = None, **more: Any) -> None:
    with runtime.transaction() as tx:
        jobs.enqueue(tx, kind, {"n": 1}, run_at=runtime.clock.now(), once_key=once_key, **more)


def state(runtime: Runtime) -> dict[str, int]:
    with runtime.read() as tx:
        return jobs.count_jobs(tx)


def handle_as(monkeypatch: pytest.MonkeyPatch, kind: str, handler: Any) -> None:
    monkeypatch.setattr(run_jobs, "HANDLERS", {**run_jobs.HANDLERS, kind: handler})


def count_up(tx: Connection) -> None:
    settings.write(tx, "count", int(settings.read(tx, "count") or 0) + 1)


def test_a_job_and_its_effect_are_one_transaction(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    handle_as(monkeypatch, "count", lambda _runtime, _job: count_up)
    enqueue(runtime, "count")

    run_ready_jobs(runtime)

    with runtime.read() as tx:
        assert settings.read(tx, "count") == 1
    assert state(runtime) == {"done": 1}


def test_the_same_key_is_written_once(runtime: Runtime) -> None:
    enqueue(runtime, "count", once_key="a")

    enqueue(runtime, "count", once_key="a")

    assert state(runtime) == {"ready": 1}


def test_a_rolled_back_transaction_leaves_no_job(runtime: Runtime) -> None:
    with pytest.raises(RuntimeError), runtime.transaction() as tx:
        jobs.enqueue(tx, "count", {}, run_at=runtime.clock.now())
        raise RuntimeError

    assert state(runtime) == {}


def test_a_failing_job_is_tried_again_and_ends_as_an_incident(
    runtime: Runtime, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_runtime: Runtime, _job: Any) -> Finish:
        raise OSError("printer on fire")

    handle_as(monkeypatch, "broken", broken)
    enqueue(runtime, "broken", max_attempts=3)

    tries = 0
    for _ in range(5):
        tries += run_ready_jobs(runtime)
        clock.advance(timedelta(hours=1))

    assert tries == 3
    assert state(runtime) == {"dead": 1}
    with runtime.read() as tx:
        raised = tx.execute(select(incident)).one()
    assert (raised.kind, raised.state) == ("job:broken", "open")
    assert "printer on fire" in raised.message


def test_a_retry_waits_longer_each_time(
    runtime: Runtime, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_runtime: Runtime, _job: Any) -> Finish:
        raise OSError

    handle_as(monkeypatch, "broken", broken)
    enqueue(runtime, "broken")
    pauses = []
    for _ in range(3):
        run_next_job(runtime)
        with runtime.read() as tx:
            due = jobs.next_run_at(tx)
        assert due is not None
        pauses.append(due - clock.now())
        clock.set(due)

    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[2]


def test_a_lost_race_is_tried_again_at_once(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def once_late(_runtime: Runtime, _job: Any) -> Finish:
        def finish(tx: Connection) -> None:
            seen.append(1)
            if len(seen) == 1:
                raise ConflictError(text("晚了"))
            count_up(tx)

        return finish

    handle_as(monkeypatch, "late", once_late)
    enqueue(runtime, "late")

    run_ready_jobs(runtime)

    assert state(runtime) == {"done": 1}


def test_an_unknown_kind_is_an_incident_at_once(runtime: Runtime) -> None:
    enqueue(runtime, "nobody-knows")

    run_ready_jobs(runtime)

    assert state(runtime) == {"dead": 1}


def test_many_workers_do_each_job_once(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    def mark(_runtime: Runtime, row: Any) -> Finish:
        return lambda tx: once.use(tx, str(row.key), "done", row.created_at)

    handle_as(monkeypatch, "count", mark)
    for _ in range(30):
        enqueue(runtime, "count")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: run_ready_jobs(runtime), range(4)))

    with runtime.read() as tx:
        assert tx.scalar(select(func.count()).select_from(marks)) == 30
        assert tx.scalar(select(func.count()).where(job.c.state == "done")) == 30


WORKER = """
import sys, time
from app.cases.moving import run_jobs
from app.runtime import open_runtime
from config import Settings
from pathlib import Path

def hang(runtime, job):
    Path(sys.argv[2]).write_text("working")
    time.sleep(60)

run_jobs.HANDLERS = {"count": hang}
folder = Path(sys.argv[3])
run_jobs.run_next_job(open_runtime(
    Settings(database_url=sys.argv[1], data_dir=folder, key_file=folder / "keys.json", demo=True)))
"""


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_worker_killed_in_mid_job_loses_and_doubles_nothing(
    runtime: Runtime, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle_as(monkeypatch, "count", lambda _runtime, _job: count_up)
    enqueue(runtime, "count")
    mark = tmp_path / "mark"
    victim = subprocess.Popen(
        [sys.executable, "-c", WORKER, database_url, str(mark), str(tmp_path / "var")],
        cwd=Path(__file__).parents[2],
    )
    deadline = time.monotonic() + 30
    while not mark.exists():
        assert victim.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()

    at_once = run_ready_jobs(runtime)
    # the victim's clock was the machine's: its lease ends by that clock
    later = DemoClock(runtime.clock.now() + timedelta(days=365 * 5))
    runtime.clock = later
    after_the_lease = run_ready_jobs(runtime)

    assert (at_once, after_the_lease) == (0, 1)
    with runtime.read() as tx:
        assert settings.read(tx, "count") == 1
