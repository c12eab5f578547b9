"""Completing a round of fifty signers (会签) against fifty plain tasks of cases of their own, in the same run.

Use cases on SQLite, one transaction each: what a signature costs beyond a plain task is what the round adds.
"""

import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from app import forms
from app.access.actor import SYSTEM, Actor
from app.cases.moving.complete import complete_task
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import start_case
from app.catalog.deploy import deploy
from app.catalog.read_package import read_package
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import tasks
from app.store.base import open_engine
from app.store.migrate import migrate
from bench.figure import Figure
from tests.harness.installation import Installation

SIGNERS = 50
LIMIT = 3.0
TURNS = 3
DATA = Path(__file__).parents[1] / "tests/data/operations"
AGREES = forms.as_post({"opinion": "agree"})


def measure() -> Iterable[Figure]:
    """Yield the ratio of the medians of three turns."""
    folder = Path(tempfile.mkdtemp(prefix="luoshu-bench-", dir="/tmp"))
    try:
        url = f"sqlite:///{folder / 'signing.sqlite3'}"
        engine = open_engine(url)
        migrate(engine)
        engine.dispose()
        runtime = Installation.make(url, folder / "site").open()
        try:
            yield _compare(runtime)
        finally:
            runtime.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compare(runtime: Runtime) -> Figure:
    for process_id in ("circular", "rounds"):
        package = read_package(DATA / "processes", DATA / "forms", process_id)
        deploy(runtime, SYSTEM, process_id, package.files)
    limin, tangwei, luohao = (act_as(runtime, login) for login in ("limin", "tangwei", "luohao"))
    leader = act_as(runtime, "zhouzheng")
    pairs = []
    for _ in range(TURNS):
        plain = [_plain_task(runtime, limin, luohao) for _ in range(SIGNERS)]
        case = _start(runtime, limin, "rounds", signers=SIGNERS)
        signed = _open(runtime, case)
        assert len(signed) == SIGNERS
        pairs.append((_seconds(runtime, tangwei, signed), _seconds(runtime, leader, plain)))
    worked, bare = sorted(pairs, key=lambda pair: pair[0] / pair[1])[TURNS // 2]
    note = f"{worked / SIGNERS * 1000:.1f} ms a signature, {bare / SIGNERS * 1000:.1f} ms a plain task"
    return Figure(f"a round of {SIGNERS} signers", worked / bare, LIMIT, "×", note)


def _seconds(runtime: Runtime, actor: Actor, keys: Sequence[int]) -> float:
    started = time.perf_counter()
    for key in keys:
        complete_task(runtime, actor, key, AGREES)
    return time.perf_counter() - started


def _plain_task(runtime: Runtime, limin: Actor, luohao: Actor) -> int:
    """Return a task of a case of its own, in the middle of its way."""
    case = _start(runtime, limin, "circular", signers=0)
    complete_task(runtime, limin, _open(runtime, case)[0], AGREES)
    complete_task(runtime, luohao, _open(runtime, case)[0], AGREES)
    return _open(runtime, case)[0]


def _start(runtime: Runtime, actor: Actor, process_id: str, *, signers: int) -> int:
    asked = [{"unit": "zjj", "weight": 1} for _ in range(signers)]
    data = forms.as_post({"title": "测量"})
    preset = {"signers": asked, "round": "all"}
    started = start_case(runtime, actor, process_id, data, token=secrets.token_hex(8), preset=preset)
    run_ready_jobs(runtime)
    return started.key


def _open(runtime: Runtime, case: int) -> list[int]:
    with runtime.read() as tx:
        return [row.key for row in tasks.tasks_of(tx, case, state="open")]
