"""The worker's loop: it does what is ready without being asked, survives a failure, and stops when told."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from app.cases.moving import run_jobs
from app.cases.moving.handlers.duties import DUTIES
from app.runtime import Runtime
from app.store import jobs, settings
from app.worker import Worker, loop


def count_up(tx: Connection) -> None:
    settings.write(tx, "count", int(settings.read(tx, "count") or 0) + 1)


def counted(runtime: Runtime) -> int:
    with runtime.read() as tx:
        return int(settings.read(tx, "count") or 0)


def enqueue(runtime: Runtime, kind: str = "count") -> None:
    with runtime.transaction() as tx:
        jobs.enqueue(tx, kind, {}, run_at=runtime.clock.now())


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def worker(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Return a worker that knows a job which counts, and looks often."""
    monkeypatch.setattr(
        run_jobs, "HANDLERS", {"count": lambda *_: count_up, "duty": lambda *_: lambda _tx: None}
    )
    monkeypatch.setattr(loop, "_POLL_SECONDS", 0.05)
    return Worker(runtime)


def test_a_running_worker_does_what_becomes_ready_and_writes_the_duties(
    runtime: Runtime, worker: Worker
) -> None:
    worker.start()
    try:
        enqueue(runtime)
        wait_until(lambda: counted(runtime) == 1)
        enqueue(runtime)
        wait_until(lambda: counted(runtime) == 2)
    finally:
        worker.stop()

    enqueue(runtime)
    time.sleep(0.2)

    assert counted(runtime) == 2
    with runtime.read() as tx:
        assert jobs.count_jobs(tx) == {"ready": 1, "done": 2 + len(DUTIES)}


def test_a_job_at_hand_is_finished_before_the_worker_stops(
    runtime: Runtime, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []

    def slow(*_: Any) -> Callable[[Connection], None]:
        begun.append(True)
        time.sleep(0.3)
        return count_up

    monkeypatch.setattr(run_jobs, "HANDLERS", {**run_jobs.HANDLERS, "slow": slow})
    enqueue(runtime, "slow")
    enqueue(runtime, "slow")
    worker.start()
    wait_until(lambda: bool(begun))

    worker.stop()

    assert counted(runtime) == 1


def test_a_failing_poll_is_logged_without_what_people_wrote_and_tried_again(
    runtime: Runtime, worker: Worker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed: list[bool] = []
    fire = loop.fire_due_timers

    def fire_once_broken(asked: Runtime) -> int:
        if not failed:
            failed.append(True)
            phone = "13800001234"
            raise ValueError(f"no such phone: {phone}")
        return fire(asked)

    monkeypatch.setattr(loop, "fire_due_timers", fire_once_broken)
    enqueue(runtime)
    worker.start()
    try:
        wait_until(lambda: counted(runtime) == 1)
    finally:
        worker.stop()

    told = capsys.readouterr().err
    assert '"event": "worker.poll_failed"' in told
    assert "fire_once_broken" in told
    assert "13800001234" not in told
